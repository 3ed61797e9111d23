"""What customers say and do beside buying: the tables `usage`, `inquiries`, `feedback` and `contacts`.

When something happens, how customers rate and whether they answer is settled in `process`; here it gets its details.
"""

import numpy as np
import polars as pl

from training.demo.arrays import MISSING, Floats, Ints, chance, dates, draw_rows, masked, texts
from training.demo.hazard import RATINGS
from training.demo.lives import Lives
from training.demo.timeline import STEPS_A_MONTH
from training.demo.world import World


def usage_table(world: World, lives: Lives, rng: np.random.Generator) -> pl.DataFrame:
    """One row a month and portal user, from the month of signing up to the last; a month without uses has a row."""
    parameters = world.parameters.usage
    customer, month = np.nonzero(lives.usage.T >= 0)
    level, m = lives.usage[month, customer], len(month)
    low, high = parameters.low[level], parameters.high[level]
    uses = (low + (high - low + 1) * rng.random(m) ** 1.6).astype(np.int64)
    visits = uses + rng.poisson(0.5 * uses)
    posts = rng.poisson(parameters.posts, m) * (uses > 0) * chance(rng, parameters.posters, len(world))[customer]
    weeks = rng.binomial(4, 1 - np.exp(-uses / 4))
    names = [
        f"{world.timeline.month_of_step(step):%Y-%m}" for step in range(0, world.timeline.known_steps, STEPS_A_MONTH)
    ]
    return pl.DataFrame(
        {
            "customer": customer,
            "month": texts(tuple(names), month),
            "uses": uses,
            "visits": visits,
            "interactions": rng.binomial(visits, 0.25),
            "posts": posts,
            "active_weeks": np.maximum(weeks, uses > 0),
        }
    )


def inquiry_table(world: World, lives: Lives, rng: np.random.Generator) -> pl.DataFrame:
    """One row an inquiry; an answer after the last day of the history is not known yet."""
    parameters, inquiries = world.parameters.inquiries, lives.inquiries
    m = len(inquiries.day)
    category = rng.integers(0, len(world.parameters.categories.codes), m)
    category[~chance(rng, parameters.category_known, m)] = MISSING
    severity = np.stack([parameters.severity_other, parameters.severity_complaint])[
        inquiries.complaint.astype(np.int64)
    ]
    return pl.DataFrame(
        {
            "customer": inquiries.customer,
            "date": dates(inquiries.day),
            "topic": texts(parameters.topics.codes, inquiries.topic),
            "category": texts(world.parameters.categories.codes, category),
            "severity": 1 + draw_rows(rng, severity),
            "complaint": inquiries.complaint,
            "resolved_on": dates(inquiries.resolved, inquiries.resolved <= world.timeline.end),
        }
    )


def feedback_table(world: World, lives: Lives, rng: np.random.Generator) -> pl.DataFrame:
    """One row a rating, 1 to 5, nps 0 to 10."""
    parameters, ratings = world.parameters.feedback, lives.ratings
    m = len(ratings.day)
    columns = {
        "customer": pl.Series(ratings.customer),
        "date": dates(ratings.day),
        "overall": pl.Series(ratings.overall),
    }
    for part, offset in zip(parameters.parts.codes, parameters.parts.values, strict=True):
        score = _rounded(ratings.overall + offset + parameters.part_spread * rng.standard_normal(m), 1, RATINGS)
        columns[part] = masked(pl.Series(score), chance(rng, parameters.part_known, m))
    nps = _rounded(2.2 * ratings.overall - 1 + rng.standard_normal(m), 0, 10)
    columns["nps"] = masked(pl.Series(nps), chance(rng, parameters.nps_known, m))
    return pl.DataFrame(columns)


def contact_table(world: World, lives: Lives, rng: np.random.Generator) -> pl.DataFrame:
    """One row a contact; `responded` is null for those that came from the customer."""
    parameters, contacts = world.parameters.contacts, lives.contacts
    m, outbound = len(contacts.day), contacts.outbound
    departments = parameters.departments.outbound
    department = departments.draw(rng, m)
    inbound = np.array([departments.codes.index(code) for code in parameters.departments.inbound.codes])
    department[~outbound] = inbound[parameters.departments.inbound.draw(rng, int((~outbound).sum()))]
    marketing = outbound & (department == departments.codes.index("marketing"))
    campaign = rng.integers(0, len(parameters.campaigns), m)
    campaign[~(marketing & chance(rng, parameters.campaign_share, m))] = MISSING
    action = rng.integers(0, len(parameters.actions), m)
    action[~(outbound & chance(rng, parameters.action_share, m))] = MISSING
    known = contacts.responded & (contacts.responded_on <= world.timeline.end)
    return pl.DataFrame(
        {
            "customer": contacts.customer,
            "date": dates(contacts.day),
            "direction": texts(("inbound", "outbound"), outbound.astype(np.int64)),
            "department": texts(departments.codes, department),
            "channel": _channels(world, department, rng),
            "action": texts(parameters.actions, action),
            "campaign": texts(parameters.campaigns, campaign),
            "responded": masked(pl.Series(contacts.responded), outbound),
            "responded_on": dates(contacts.responded_on, known),
        }
    )


def _channels(world: World, department: Ints, rng: np.random.Generator) -> pl.Series:
    parameters = world.parameters.contacts
    channels = {code: getattr(parameters.channels, code) for code in parameters.departments.outbound.codes}
    levels = tuple(sorted({code for shares in channels.values() for code in shares.codes}))
    shares = np.zeros((len(channels), len(levels)))
    for row, of_department in enumerate(channels.values()):
        shares[row, [levels.index(code) for code in of_department.codes]] = of_department.values
    return texts(levels, draw_rows(rng, shares[department]))


def _rounded(score: Floats, low: int, high: int) -> Ints:
    return np.clip(np.rint(score), low, high).astype(np.int64)
