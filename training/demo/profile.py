"""What the CRM knows of each customer: the table `customers`, with the gaps of a real one."""

import numpy as np
import polars as pl

from training.demo.arrays import Flags, Floats, Ints, chance, dates, masked, texts
from training.demo.lives import NEVER, Lives
from training.demo.market import KINDS
from training.demo.shares import Shares
from training.demo.world import World


def customer_table(world: World, lives: Lives, rng: np.random.Generator) -> pl.DataFrame:
    """One row a customer: account, profile, consent."""
    columns = {"customer": pl.Series(np.arange(len(world)))}
    columns |= {f"account_{name}": column for name, column in _account(world, lives, rng).items()}
    columns |= {f"profile_{name}": column for name, column in _profile(world, rng).items()}
    columns |= {f"consent_{name}": column for name, column in _consent(world, rng).items()}
    return pl.DataFrame(columns)


def _account(world: World, lives: Lives, rng: np.random.Generator) -> dict[str, pl.Series]:
    parameters, people, n = world.parameters.account, world.people, len(world)
    told = people.contract & (lives.left < NEVER) & chance(rng, world.parameters.population.told_share, n)
    plan = parameters.plans.draw(rng, people.kind)
    paying = plan != parameters.plans.codes.index("free")
    cost = np.exp(parameters.cost_to_serve_log_mean + parameters.cost_to_serve_log_sd * rng.standard_normal(n))
    return {
        "status": texts(("active", "left"), told.astype(np.int64)),
        "signed_up_on": dates(people.signed_up),
        "contract_ends_on": dates(
            _contract_end(world, np.where(told, lives.left, world.timeline.end)), people.contract
        ),
        "plan": texts(parameters.plans.codes, plan),
        "paying": pl.Series(paying),
        "left_on": dates(lives.left, told),
        "competitor": pl.Series(chance(rng, parameters.competitor_share, n) & (people.kind == 1)),
        "professional": pl.Series(chance(rng, parameters.professional_share, n)),
        "intent": masked(
            texts(parameters.intents.codes, parameters.intents.draw(rng, n)), chance(rng, parameters.intent_known, n)
        ),
        "unfollowed_on": _some_day(world, parameters.unfollowed_share, rng),
        "uninstalled_on": _some_day(world, parameters.uninstalled_share, rng),
        "cost_to_serve": masked(pl.Series(np.round(cost, 2)), chance(rng, parameters.cost_to_serve_known, n)),
    }


def _contract_end(world: World, day: Ints) -> Ints:
    """The end of the term that runs on `day`; terms follow each other from the day of signing up."""
    term, signed_up = world.parameters.memory.contract_days, world.people.signed_up
    return np.asarray(signed_up + ((day - signed_up) // term + 1) * term)


def _some_day(world: World, share: float, rng: np.random.Generator) -> pl.Series:
    """A day after signing up, for a share of the customers whatever their state."""
    n, since = len(world), world.known_since()
    day = since + (rng.random(n) * (world.timeline.end - since + 1)).astype(np.int64)
    return dates(day, chance(rng, share, n))


def _profile(world: World, rng: np.random.Generator) -> dict[str, pl.Series]:
    cities, device = world.parameters.profile.cities, world.parameters.profile.device
    company = world.people.kind == 1
    city = Shares(cities.codes, cities.weight).draw(rng, len(world))
    employees, revenue = _sizes(world, rng)
    known_city = _known(world, "city", rng)
    return {
        "kind": texts(KINDS, world.people.kind),
        "industry": _drawn(world, "industry", company, rng),
        "employees": masked(pl.Series(employees.astype(np.int64)), _known(world, "employees", rng) & company),
        "annual_revenue": masked(pl.Series(np.round(revenue, -3)), _known(world, "annual_revenue", rng) & company),
        "decision_role": _drawn(world, "decision_role", company, rng),
        "city": masked(texts(cities.codes, city), known_city),
        "city_tier": masked(pl.Series(cities.tier[city].astype(np.int64)), known_city),
        "region": masked(texts(cities.region, city), known_city),
        "acquisition_channel": texts(world.parameters.acquisition.codes, world.people.acquisition),
        "device": masked(texts(device.codes, device.draw(rng, world.people.kind)), _known(world, "device", rng)),
        **_of_persons(world, rng),
    }


def _of_persons(world: World, rng: np.random.Generator) -> dict[str, pl.Series]:
    parameters, person = world.parameters.profile, world.people.kind == 0
    return {
        "age": masked(pl.Series(_ages(world, rng)), _known(world, "age", rng) & person),
        **{name: _drawn(world, name, person, rng) for name in ("gender", "income_band", "occupation", "education")},
        "interests": masked(_subsets(parameters.interests, len(world), rng), _known(world, "interests", rng) & person),
    }


def _drawn(world: World, name: str, whose: Flags, rng: np.random.Generator) -> pl.Series:
    """A text of the profile, known of some of those whom it concerns."""
    shares: Shares = getattr(world.parameters.profile, name)
    return masked(texts(shares.codes, shares.draw(rng, len(world))), _known(world, name, rng) & whose)


def _sizes(world: World, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Employees and yearly revenue (CNY): companies that order more are larger."""
    heads, revenue, people = world.parameters.profile.employees, world.parameters.profile.annual_revenue, world.people
    above = people.level - world.parameters.kinds.order_log_mean[people.kind]
    noise = heads.log_sd * rng.standard_normal(len(world))
    employees = np.clip(np.rint(np.exp(heads.log_mean + heads.by_order_level * above + noise)), 1, heads.high)
    per_head = np.exp(revenue.log_mean + revenue.log_sd * rng.standard_normal(len(world)))
    return employees, employees * per_head


def _ages(world: World, rng: np.random.Generator) -> Ints:
    parameters = world.parameters.profile.age
    age = parameters.mean + parameters.sd * rng.standard_normal(len(world))
    return np.clip(age, parameters.low, parameters.high).astype(np.int64)


def _consent(world: World, rng: np.random.Generator) -> dict[str, pl.Series]:
    """Absent for some; an empty list is a no to every channel."""
    parameters, n = world.parameters.consent, len(world)
    known = chance(rng, parameters.known, n)
    personalization = pl.Series(chance(rng, parameters.personalization, n))
    return {
        "personalization": masked(personalization, known),
        "channels": masked(_subsets(parameters.channels, n, rng), known & chance(rng, parameters.channels_known, n)),
    }


def _known(world: World, name: str, rng: np.random.Generator) -> Flags:
    shares = world.parameters.profile.known
    return chance(rng, float(shares.values[shares.codes.index(name)]), len(world))


def _subsets(shares: Shares, size: int, rng: np.random.Generator) -> pl.Series:
    """A list of codes for each, every code with its own chance."""
    chosen = rng.random((size, len(shares.codes))) < shares.values
    picks = [pl.when(pl.Series(chosen[:, j])).then(pl.lit(code)) for j, code in enumerate(shares.codes)]
    return pl.select(pl.concat_list(picks).list.drop_nulls()).to_series()
