"""What every dimension is computed from: the customers as known, their features, and the bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, absent, choose, one_of
from scoring.customers import Customers
from scoring.direct import filled, where
from scoring.features import Features
from scoring.memo import once
from scoring.model import Bundle

BASES = ("model", "rule", "insufficient_data")


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """n customers as known at `as_of`, measured, beside the bundle that scores them."""

    customers: Customers
    features: Features
    bundle: Bundle
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)  # of `memo.once`

    def __len__(self) -> int:
        return len(self.customers)

    def number(self, feature: str) -> FloatArray:
        """A number feature (n,)."""
        return self.features.number(feature)

    def fields(self, columns: Mapping[str, Column]) -> dict[str, Column]:
        """What conditions may name (n,), by the columns of an answer so far.

        A custom field that none of these customers has is missing.
        """
        measured = self.features.columns
        lacking = {name: absent(len(self)) for name in self.bundle.features if name not in measured}
        return {**lacking, **measured, **columns}

    def said(self) -> dict[str, Column]:
        """What the payload says (n,) against which an answer can be held (`disagreements.SAID`)."""
        customers = self.customers
        return {
            "account_status": customers.columns["account_status"],
            "account_competitor": customers.columns["account_competitor"],
            "profile_employees": customers.columns["profile_employees"],
            "days_bought_after_leaving": self.features.past.last_day - customers.number("account_left_on"),
        }

    @once
    def has_left(self) -> BoolArray:
        """Who is known to have left, and not come back since (n,)."""
        left_on = self.customers.number("account_left_on")
        back_on = self.customers.number("account_reactivated_on")
        left = ~np.isnan(left_on) | self.customers.text("account_status").equals("left")
        return left & ~(back_on >= where(np.isnan(left_on), -np.inf, left_on))


def basis(model: BoolArray, rule: BoolArray) -> Category:
    """On what an output rests (n,): a model, else a rule, else nothing."""
    return one_of(where(model, 0, 2 - rule.view(np.int8)), BASES)


def by_rule(known: BoolArray) -> Category:
    """On what an output rests (n,) that no model enters: a rule, or nothing."""
    return one_of(2 - known.view(np.int8), BASES)


def by_cuts(values: FloatArray, cuts: FloatArray, classes: tuple[str, ...]) -> Category:
    """The class (n,) of values at or above so many of the ascending cuts; missing stays missing."""
    return one_of(where(np.isnan(values), -1, cuts.searchsorted(values, side="right")), classes)


def above(values: FloatArray, cuts: FloatArray | None, classes: tuple[str, ...]) -> Category:
    """The class (n,) of values by how many of the learned cuts lie strictly below, so that ties are low.

    Missing where a value is, or where too few training customers had one to learn the cuts (None).
    """
    if cuts is None:
        return one_of(filled(len(values), -1), classes)
    return one_of(where(np.isnan(values), -1, cuts.searchsorted(values)), classes)


def first_of(conditions: Sequence[BoolArray], classes: tuple[str, ...]) -> Category:
    """The class (n,) of the first condition that holds, one condition a class; missing where none does."""
    return one_of(choose(conditions, range(len(classes)), -1), classes)


def constant(text: str | None, n: int) -> Column:
    """A text column of one text, or of none."""
    return Category(filled(n, -1 if text is None else 0, dtype=np.int32), () if text is None else (text,))
