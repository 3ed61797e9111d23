"""Contributions to sentences: what a customer's own number is, what is usual, and how far it moves the score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import Category, Column, FloatArray
from scoring.facts import Facts
from scoring.features import Feature
from scoring.predictions import Reasons
from scoring.texts import Labels, bare_number, class_text, grouped, quantity, tight, warning_text
from scoring.vocabulary import Kind, customer_columns

FLAGS = frozenset(name for name, kind in customer_columns().items() if kind is Kind.FLAG)

Value = float | str | None


def reason_texts(
    facts: Facts, reasons: Reasons, labels: Labels, rows: Sequence[int] | None = None
) -> list[list[dict[str, object]]]:
    """The reasons of the customers `rows` (all of them by default), the largest effect first.

    Each is `feature`, `value` (the customer's own), `usual`, `effect` (log-odds) and `text`. Nothing but the text is
    rounded.
    """
    chosen = np.arange(len(facts)) if rows is None else np.asarray(rows, dtype=np.int64)
    position, effect = reasons.feature[chosen], reasons.effect[chosen].tolist()
    told = {i: _Told.of(facts, reasons.names[i], labels) for i in set(position[position >= 0].tolist())}
    return [
        [told[i].reason(row, size) for i, size in zip(places, sizes, strict=True) if i >= 0]
        for row, places, sizes in zip(chosen.tolist(), position.tolist(), effect, strict=True)
    ]


def change_entry(feature: str, to: float, band: str, labels: Labels) -> dict[str, object]:
    """One entry of `what_would_change`: the value of a feature that would lead to the band, and the sentence."""
    name, number = feature_name(labels, feature), grouped(to, 1)
    text = labels["what_would_change"]["text"].format(name=name, to=number, band=class_text(labels, "churn_band", band))
    return {"feature": feature, "to": to, "band": band, "text": str(text)}


def warning_texts(
    warnings: Mapping[str, FloatArray], unused: Sequence[Sequence[str]], labels: Labels
) -> list[list[dict[str, object]]]:
    """The warnings of each of n customers, `code` and `text`: those whose number (n,) is over 0.

    `unused` (n,) names what a customer gave and the models do not use.
    """
    found: list[list[dict[str, object]]] = [[] for _ in unused]
    codes, numbers = tuple(warnings), np.array(list(warnings.values())).T
    for row, place in zip(*(places.tolist() for places in (numbers > 0).nonzero()), strict=True):
        text = warning_text(labels, codes[place], float(numbers[row, place]), unused[row])
        found[row].append({"code": codes[place], "text": text})
    return found


def feature_name(labels: Labels, feature: str) -> str:
    """What people call a feature; a custom field by its own name."""
    entry = labels["features"].get(feature, labels["attributes"])
    return str(entry["name"].format(name=feature.removeprefix("attributes_")))


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """How one language speaks of one feature."""

    labels: Labels
    entry: Mapping[str, Any]
    name: str
    unit: str
    currency: str

    @classmethod
    def of(cls, labels: Labels, feature: Feature, currency: str) -> "_Words":
        entry = labels["features"].get(feature.name, labels["attributes"])
        return cls(labels, entry, feature_name(labels, feature.name), feature.unit, currency)

    def value(self, value: float | str) -> str:
        """With unit and words."""
        if "values" in self.entry:
            plain = self._number(value)
            if plain in self.entry["values"]:
                return str(self.entry["values"][plain])
        if isinstance(value, str):
            return value
        return quantity(self.labels, value, self.unit, self.currency, self.entry.get("unit", ()))

    def sentence(self, value: float | str, comparison: str | None) -> str:
        """The fact, and where there is one, the comparison."""
        if "yes" in self.entry:
            return str(self.entry["yes" if value else "no"])
        fact = self._fact(value)
        text = fact if comparison is None else f"{fact}{self.labels['reasons']['joiner']}{comparison}"
        return tight(text) if self.unit == "money" else text

    def turned(self, value: float | str) -> bool:
        """Whether the fact is told the other way round, `below_zero`, so that its numbers lose their minus."""
        return "below_zero" in self.entry and not isinstance(value, str) and value < 0 and not self._is_zero(value)

    def comparable(self, value: float | str, usual: Value) -> bool:
        """Whether one sentence can hold both: a text or spoken zero adds nothing to the same, nor a rise to a fall."""
        if isinstance(value, str) or isinstance(usual, str) or usual is None:
            return usual is not None and usual != value
        signed = "below_zero" in self.entry
        if "zero" in self.entry and self._is_zero(value):
            return not signed and not self._is_zero(usual)
        return not signed or self._is_zero(usual) or value * usual > 0

    def comparison(self, usual: Value, turned: bool = False) -> str | None:
        """How the usual value is stated, without its minus beside a fact that is `turned`; None where there is none."""
        if usual is None:
            return None
        usual = -usual if turned and not isinstance(usual, str) else usual
        default = self.labels["reasons"]["usual_text" if isinstance(usual, str) else "usual"]
        return str(self.entry.get("usual", default).format(usual=self.value(usual), usual_number=self._number(usual)))

    def _fact(self, value: float | str) -> str:
        """The customer's own value in words."""
        if "zero" in self.entry and self._is_zero(value):
            return str(self.entry["zero"])
        if self.turned(value) and not isinstance(value, str):
            return str(self.entry["below_zero"].format(value=self.value(-value)))
        return str(self.entry["sentence"].format(name=self.name, value=self.value(value)))

    def _is_zero(self, value: float | str) -> bool:
        """Whether the number is written as zero."""
        if isinstance(value, str) or abs(value) >= 1:
            return False
        return value == 0 or self._number(value) == self._number(0.0)

    def _number(self, value: float | str) -> str:
        """Without unit and words."""
        return value if isinstance(value, str) else bare_number(self.labels, value, self.unit, self.currency)


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """One feature over n customers: its values, the usual one with its comparison, and its words.

    `own_usual` is the column of the customers' own usual values, where the catalogue names one.
    """

    feature: str
    values: Column
    own_usual: Column | None
    usual: Value
    comparison: str | None
    words: _Words

    @classmethod
    def of(cls, facts: Facts, name: str, labels: Labels) -> "_Told":
        feature, columns = facts.bundle.features[name], facts.features.columns
        words = _Words.of(labels, feature, facts.bundle.currency)
        own = None if feature.usual is None else columns[feature.usual]
        usual = facts.bundle.usual.get(name) if own is None else None
        return cls(name, columns[name], own, usual, words.comparison(usual), words)

    def reason(self, row: int, effect: float) -> dict[str, object]:
        value = _at(self.values, row)
        usual = self.usual if self.own_usual is None else _at(self.own_usual, row)
        assert value is not None  # a feature without a value has no effect of its own
        return {
            "feature": self.feature,
            "value": self._plain(value),
            "usual": self._plain(usual),
            "effect": effect,
            "text": self.words.sentence(value, self._comparison(value, usual)),
        }

    def _comparison(self, value: float | str, usual: Value) -> str | None:
        """What is said beside this value; the same for all customers of one usual value, but where it is turned."""
        if not self.words.comparable(value, usual):
            return None
        turned = self.words.turned(value)
        shared = self.own_usual is None and not turned
        return self.comparison if shared else self.words.comparison(usual, turned)

    def _plain(self, value: Value) -> object:
        """As JSON says it: flags as true or false, whole numbers without a point."""
        if value is None or isinstance(value, str):
            return value
        if self.feature in FLAGS:
            return value > 0
        return int(value) if value.is_integer() else value


def _at(column: Column, row: int) -> Value:
    """The value of one customer; None where it is missing."""
    if isinstance(column, Category):
        code = column.codes.item(row)
        return None if code < 0 else column.levels[code]
    value = float(column.item(row))
    return None if value != value else value  # NaN alone differs from itself
