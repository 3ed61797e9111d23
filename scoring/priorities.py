"""Which actions are worth building first: the catalogue's attributes, weighed as the policy says (DEFINITIONS.md, 11).

It ranks what brings the same, or what nobody knows the net value of; it is not what a customer's answer is chosen by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.conditions import check_keys, check_name
from scoring.values import number, table

# From 1 (little) to 5 (much).
GRADES = ("goal_fit", "user_value", "company_value", "importance", "urgency", "build_cost", "run_cost", "risk")
AGAINST = ("build_cost", "run_cost", "risk")
CODES = ("kano", "requested_by")
ATTRIBUTES = (*GRADES, *CODES)
WEIGHED = (*ATTRIBUTES, "dependencies")
LEAST, MOST = 1, 5
WORST_DEPENDENCIES = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """`weights` of what is WEIGHED, adding to 1; what each Kano class and each source of a request is worth, 0 to 1."""

    weights: Mapping[str, float]
    kano: Mapping[str, float]
    requested_by: Mapping[str, float]

    @classmethod
    def from_content(cls, content: Mapping[str, Any], place: str) -> "Weights":
        """Read `settings.catalogue`; UnknownName or ValueError with place, rule and remedy."""
        check_keys(table(content, place), ("weights", *CODES), (), place)
        for name in ("weights", *CODES):
            table(content[name], f"{place}.{name}")
        check_keys(content["weights"], WEIGHED, (), f"{place}.weights")
        for name, weight in content["weights"].items():
            number(weight, f"{place}.weights.{name}", least=0)
        if abs(sum(content["weights"].values()) - 1) > 1e-9:
            raise ValueError(f"{place}.weights must add to 1")
        for code, share in ((f"{name}.{one}", worth) for name in CODES for one, worth in content[name].items()):
            if number(share, f"{place}.{code}", least=0) > 1:
                raise ValueError(f"{place}.{code} must be from 0 to 1")
        return cls(content["weights"], content["kano"], content["requested_by"])

    def score(self, attributes: Mapping[str, Any], dependencies: int) -> float:
        """0 to 1: the weighted mean of the attributes, each from 0 (against the action) to 1 (for it)."""
        worth = {name: self._worth(name, attributes[name]) for name in ATTRIBUTES}
        worth["dependencies"] = 1 - min(dependencies, WORST_DEPENDENCIES) / WORST_DEPENDENCIES
        return float(sum(weight * worth[name] for name, weight in self.weights.items()))

    def _worth(self, name: str, value: Any) -> float:
        if name in CODES:
            return float(getattr(self, name)[value])
        share = float(value - LEAST) / (MOST - LEAST)
        return 1 - share if name in AGAINST else share


def attributes(entry: Mapping[str, Any], weights: Weights, place: str) -> dict[str, Any]:
    """The attributes of one action; UnknownName or ValueError where one is missing, unknown or out of range."""
    check_keys(entry, ATTRIBUTES, (), place)
    for name in GRADES:
        if not isinstance(entry[name], int) or entry[name] not in range(LEAST, MOST + 1):
            raise ValueError(f"{place}.{name} must be a whole number from {LEAST} to {MOST}")
    for name in CODES:
        check_name(entry[name], getattr(weights, name), f"{place}.{name}")
    return dict(entry)
