"""Segments in words: codes, and in every language names, personas and rules."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.conditions import Condition
from scoring.texts import bare_number, quantity
from training.segment_marks import Marks
from training.segment_rules import Rule

CODE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Fact:
    """The median of a feature in a segment and among all customers."""

    feature: str
    own: float
    base: float


@dataclass(frozen=True, slots=True)
class Words:
    """One language's labels, the units of the features (catalogue; else a plain ratio), and the currency."""

    labels: Mapping[str, Any]
    units: Mapping[str, str]
    currency: str

    def name(self, marks: Marks, number: int) -> str:
        """A segment's name; `number` tells apart those of the same marks."""
        name = self._table["joiner"].join(self._fragment(*mark) for mark in marks) or str(self._table["typical"])
        name = name[:1].upper() + name[1:]
        return name if number == 1 else str(self._table["numbered"].format(name=name, number=number))

    def persona(self, share: float, facts: Sequence[Fact]) -> str:
        """The share of the customers, and what is usual among them against what is usual among all."""
        told = self._table["fact_joiner"].join(self._fact(fact) for fact in facts) or self._table["persona_typical"]
        return str(self._table["persona"].format(share=bare_number(self.labels, share, "share", ""), facts=told))

    def rule(self, rule: Rule) -> str:
        """The conditions with their exact numbers."""
        told = self._table["rule_joiner"].join(self._condition(one) for one in rule.conditions)
        return str(told or self._table["rule_none"])

    def feature(self, name: str) -> str:
        """What people call a feature; a company's own field keeps its name."""
        if name in self.labels["features"]:
            return str(self.labels["features"][name]["name"])
        return str(self.labels["attributes"]["name"].format(name=name.removeprefix("attributes_")))

    @property
    def _table(self) -> Mapping[str, Any]:
        table: Mapping[str, Any] = self.labels["segments"]
        return table

    def _fragment(self, feature: str, side: str) -> str:
        words = self._table[side].get(feature)
        return str(words or self._table[f"{side}_other"].format(name=self.feature(feature)))

    def _fact(self, fact: Fact) -> str:
        own, base = (self._quantity(fact.feature, median) for median in (fact.own, fact.base))
        return str(self._table["persona_fact"].format(name=self.feature(fact.feature), value=own, base=base))

    def _condition(self, one: Condition) -> str:
        share = self.units.get(one.field) == "share"
        value = f"{one.operand * 100:,.12g}%" if share else f"{one.operand:,.12g}"
        return str(self._table[f"rule_{one.test}"].format(name=self.feature(one.field), value=value))

    def _quantity(self, feature: str, value: float) -> str:
        unit = self.units.get(feature, "ratio")
        words = self.labels["features"].get(feature, {}).get("unit", ())
        return quantity(self.labels, value, unit, self.currency, words)


def new_code(marks: Marks, words: Words, used: Collection[str]) -> str:
    """A code that was never used: `frequent_high_spend` from the English fragments, numbered where it has to be."""
    known = words.labels["segments"]
    parts = [_slug(known[side][name]) if name in known[side] else _plain_code(name, side) for name, side in marks]
    code = "_".join(parts) or "typical"
    number = 1
    while (numbered := f"{code}_{number}" if number > 1 else code) in used:
        number += 1
    return numbered


def _plain_code(feature: str, side: str) -> str:
    """`high_monthly_charges`; `high_field` for a name without a Latin letter."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", feature.removeprefix("attributes_"))
    return f"{side}_{_slug(apart) or 'field'}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
