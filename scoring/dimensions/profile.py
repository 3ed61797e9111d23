"""Who the customer is (DEFINITIONS.md, section 8): numbers in bands, the company's own texts as they were given."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, is_missing, rows_of
from scoring.direct import NAN, where
from scoring.entries import Entries
from scoring.events import run_starts
from scoring.facts import Facts, by_cuts, by_rule
from scoring.vocabulary import CHOICES

KINDS = CHOICES["profile", "kind"]
BANDS = {"age_range": "age", "size_band": "employees", "revenue_band": "annual_revenue"}
OWN_TEXTS = (
    "gender", "income_band", "occupation", "education", "region", "city", "device", "industry", "decision_role",
    "acquisition_channel",
)  # fmt: skip
GIVEN = ("kind", "city_tier", *OWN_TEXTS)
# The field that fills each class.
FIELDS = {**{name: name for name in GIVEN}, **{field: band for band, field in BANDS.items()}}
# Bands of what an organisation has: a person has none, whatever the payload says.
OF_ORGANISATIONS = ("size_band", "revenue_band")
# Inputs that nobody would ask for: of a person what companies have, and the other way round.
FOREIGN = {
    "person": ("industry", "employees", "annual_revenue", "decision_role"),
    "company": ("age", "gender", "income_band", "occupation", "education", "interests"),
}


def profile(facts: Facts) -> dict[str, Column]:
    """The typologies (n,) of section 8."""
    customers, bands = facts.customers, facts.bundle.definitions["profile"]
    person = customers.text("profile_kind").equals("person")
    columns = {f"profile_{name}": customers.columns[f"profile_{name}"] for name in GIVEN}
    for band, field in BANDS.items():
        values = customers.number(f"profile_{field}")
        columns[f"profile_{band}"] = _band(
            where(person, NAN, values) if band in OF_ORGANISATIONS else values, bands[band]
        )
    unknown = [is_missing(column) for column in columns.values()]
    known = ~np.logical_and.reduce(unknown) | customers.sets["profile_interests"].known
    return {**columns, "profile_basis": by_rule(known)}


def interests(facts: Facts) -> Entries:
    """What each customer is interested in, each once, in the order of the alphabet, as no list's own order counts."""
    given = facts.customers.sets["profile_interests"]
    text = given.text("text")
    rows = rows_of(run_starts(given.customer, text.codes.astype(np.int64)) & ~text.missing())
    return Entries(given.customer[rows], {"name": text.take(rows)})


def missing(facts: Facts, columns: Mapping[str, Column]) -> dict[str, BoolArray]:
    """The field (n,) for want of which a class is missing, and that would fit the kind of customer."""
    lacks = [is_missing(columns[f"profile_{output}"]) for output in FIELDS.values()]
    found = np.array([*lacks, ~facts.customers.sets["profile_interests"].known])
    kind, fields = facts.customers.text("profile_kind"), [*FIELDS, "interests"]
    for code, foreign in FOREIGN.items():
        found[[fields.index(field) for field in foreign]] &= ~kind.equals(code)
    return {f"profile.{field}": mask for field, mask in zip(fields, found, strict=True)}


def _band(values: FloatArray, rule: Mapping[str, Any]) -> Category:
    return by_cuts(values, np.array(rule["cuts"], dtype=np.float64), rule["codes"])
