"""Segments in words: codes, and in every language names, personas and rules."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.conditions import Condition
from scoring.reasons import feature_name
from scoring.texts import bare_number, of_number, tight
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

    @property
    def _table(self) -> Mapping[str, Any]:
        table: Mapping[str, Any] = self.labels["segments"]
        return table

    def _fragment(self, feature: str, side: str) -> str:
        words = self._table[side].get(feature)
        return str(words or self._table[f"{side}_other"].format(name=feature_name(self.labels, feature)))

    def _fact(self, fact: Fact) -> str:
        own, base = (self._rounded(fact.feature, median) for median in (fact.own, fact.base))
        text = str(
            self._table["persona_fact"].format(name=feature_name(self.labels, fact.feature), value=own, base=base)
        )
        return tight(text) if self._unit(fact.feature) == "money" else text

    def _condition(self, one: Condition) -> str:
        value = self._exact(one.field, one.operand)
        return str(self._table[f"rule_{one.test}"].format(name=feature_name(self.labels, one.field), value=value))

    def _rounded(self, feature: str, value: float) -> str:
        return self._counted(feature, bare_number(self.labels, value, self._unit(feature), self.currency))

    def _exact(self, feature: str, value: float) -> str:
        """With every digit, since customers are told apart by it."""
        match self._unit(feature):
            case "share":
                return f"{value * 100:,.12g}%"
            case "money":
                currencies = self.labels["currencies"]
                template, sign = currencies.get(self.currency, currencies["other"]), "-" if value < 0 else ""
                return str(template.format(sign=sign, amount=f"{abs(value):,.12g}", code=self.currency))
            case _:
                return self._counted(feature, f"{value:,.12g}")

    def _counted(self, feature: str, number: str) -> str:
        """With the words of its unit, unless the name says them: purchases 15, but not 15 purchases."""
        forms = self.labels["features"].get(feature, {}).get("unit") or self.labels["units"].get(self._unit(feature))
        name = f" {feature_name(self.labels, feature)} "
        if not forms or any(f" {form} " in name for form in forms):
            return number
        return f"{number} {of_number(forms, number in ('1', '-1'))}"

    def _unit(self, feature: str) -> str:
        return self.units.get(feature, "ratio")


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
