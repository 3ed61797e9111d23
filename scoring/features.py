"""`features(customers) -> Features`: everything that models, segments, rules and sentences know of a customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scoring.columns import Category, Column, FloatArray, absent, is_missing
from scoring.conditions import NUMBERS, TEXTS
from scoring.customers import Customers
from scoring.measures import account, activity, contacts, feedback, inquiries, orders, usage
from scoring.purchases import History, history
from scoring.reference import Reference
from scoring.vocabulary import OBJECTS


@dataclass(frozen=True, slots=True)
class Feature:
    """One entry of the catalogue (`features.toml`); `path` is the part of the payload that fills it.

    That is a list, or a field of an object.
    """

    name: str
    group: str
    unit: str
    churn: int = 0
    usual: str | None = None
    personal: bool = False
    input: str = ""
    path: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", self._path())

    def _path(self) -> str:
        if self.input:
            return self.input
        if self.group in ("recency", "summary", "activity"):
            return "orders"
        return self.name.replace("_", ".", 1) if self.group in (*OBJECTS, "attributes") else self.group


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Columns (n,) by feature name, and the history that they were measured on."""

    columns: Mapping[str, Column]
    past: History

    def number(self, name: str) -> FloatArray:
        """A number feature (n,)."""
        column = self.columns[name]
        if isinstance(column, Category):
            raise TypeError(f"{name} is a text feature")
        return column

    def matrix(self, names: Sequence[str], levels: Mapping[str, Sequence[str]]) -> FloatArray:
        """The features `names` as a matrix (n, p); texts as codes in their `levels`, NaN where missing or unknown.

        In memory a feature's values lie side by side.
        """
        n = len(next(iter(self.columns.values())))
        matrix = np.empty((len(names), n))
        for values, name in zip(matrix, names, strict=True):
            values[:] = self._encoded(name, levels, n)
        return matrix.T

    def missing(self, name: str) -> FloatArray:
        """1 where a feature has no value (n,)."""
        return is_missing(self.columns[name]).astype(np.float64)

    def _encoded(self, name: str, levels: Mapping[str, Sequence[str]], n: int) -> FloatArray:
        column = self.columns.get(name)
        if column is None:  # a custom field that none of these customers has
            return absent(n)
        return column.codes_in(levels[name]) if isinstance(column, Category) else column


def features(customers: Customers, reference: Reference, texts: Sequence[str] = ()) -> Features:
    """Measure customers as they were known at `as_of` (`timeline.as_known`).

    `texts` names the custom fields that are texts (`attributes_contract`); the others are numbers.
    """
    past = history(customers)
    bought = orders.measure(customers, past, reference)
    return Features({**bought, **beside_orders(customers, reference), **_custom(customers, texts)}, past)


def beside_orders(customers: Customers, reference: Reference) -> dict[str, Column]:
    """What is measured of all but orders and the company's own fields."""
    return {
        **usage.measure(customers),
        **inquiries.measure(customers),
        **feedback.measure(customers, dict(reference.rating_weights)),
        **contacts.measure(customers),
        **account.measure(customers),
        **activity.measure(customers),
    }


def kinds(entries: Mapping[str, Feature]) -> dict[str, str]:
    """What each feature holds, as conditions ask for it."""
    return {name: TEXTS if feature.unit == "text" else NUMBERS for name, feature in entries.items()}


def catalogue(entries: Mapping[str, Mapping[str, object]]) -> dict[str, Feature]:
    """The features of `features.toml`, checked by their types."""
    return {name: Feature(name, **entry) for name, entry in entries.items()}  # type: ignore[arg-type]


def _custom(customers: Customers, texts: Sequence[str]) -> dict[str, Column]:
    return {
        f"attributes_{name}": value.text if f"attributes_{name}" in texts else value.number
        for name, value in customers.attributes.items()
    }
