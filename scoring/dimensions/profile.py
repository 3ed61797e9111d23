"""Who the customer is (DEFINITIONS.md, section 8): numbers in bands, the company's own texts as they were given."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, is_missing
from scoring.entries import Entries
from scoring.facts import Facts, basis, by_cuts
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
# Inputs that nobody would ask for: of a person what companies have, and the other way round.
FOREIGN = {
    "person": ("industry", "employees", "annual_revenue", "decision_role"),
    "company": ("age", "gender", "income_band", "occupation", "education", "interests"),
}


def profile(facts: Facts) -> dict[str, Column]:
    """The typologies (n,) of section 8."""
    customers, bands = facts.customers, facts.bundle.definitions["profile"]
    columns = {f"profile_{name}": customers.columns[f"profile_{name}"] for name in GIVEN}
    columns |= {
        f"profile_{band}": _band(customers.number(f"profile_{field}"), bands[band]) for band, field in BANDS.items()
    }
    unknown = [is_missing(column) for column in columns.values()]
    known = ~np.all(unknown, axis=0) | customers.sets["profile_interests"].known
    return {**columns, "profile_basis": basis(np.zeros(len(facts), dtype=bool), known)}


def interests(facts: Facts) -> Entries:
    """What each customer is interested in, in the order of the alphabet."""
    given = facts.customers.sets["profile_interests"]
    return Entries(given.customer, {"name": given.text("text")})


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
