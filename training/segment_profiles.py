"""What a bundle says of each segment: code, texts, share, medians, churn, value and a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray
from scoring.segments import Segmentation
from scoring.vocabulary import TOPICS
from training.segment_codes import Identity
from training.segment_marks import STILL_NOTABLE, Contrast
from training.segment_names import Fact, Words
from training.segment_rules import Rule, rule

FACTS_IN_A_PERSONA = 3
RULE_ROWS = 20_000

Medians = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Customers and what is told of them, NaN where unknown.

    Features `x` (n, q), `churn` (n,), a probability, `value` (n,), expected, and `topics` (n, t), how many inquiries of
    each of `TOPICS`; all but the first are only reported.
    """

    x: FloatArray
    churn: FloatArray
    value: FloatArray
    topics: FloatArray | None = None

    def take(self, rows: IntArray) -> "People":
        """Some of them, in that order."""
        topics = None if self.topics is None else self.topics[rows]
        return People(self.x[rows], self.churn[rows], self.value[rows], topics)


def profiles(
    found: Segmentation,
    people: People,
    segment: IntArray,
    differences: Contrast,
    called: Sequence[Identity],
    words: Mapping[str, Words],
    rules: Mapping[str, Any],
    seed: int,
) -> list[dict[str, Any]]:
    """One profile a segment, as plain data; None where nobody has a number. `segment` (n,): the index of each one's.

    `rules` are those of segments in definitions.toml.
    """
    base, result = medians(found.features, people.x), []
    sample = np.random.default_rng(seed).permutation(len(people.x))[:RULE_ROWS]
    for i, identity in enumerate(called):
        own = medians(found.features, people.x[member := segment == i])
        facts = _facts([found.features[j] for j in differences.ranked(i, STILL_NOTABLE)], own, base)
        result.append(
            {
                **_called(identity, float(member.mean()), facts, words),
                **_figures(people, member),
                **needs(people.topics, member, rules),
                "medians": own,
                "base": base,
                "rule": _rule(rule(people.x, member, found, sample), words),
            }
        )
    return result


def medians(features: Sequence[str], x: FloatArray) -> dict[str, float | None]:
    """The median of each feature among those who have it, None where nobody does."""
    columns = (column[~np.isnan(column)] for column in x.T)
    return {
        name: float(np.median(known)) if len(known) else None for name, known in zip(features, columns, strict=True)
    }


def _called(identity: Identity, share: float, facts: Sequence[Fact], words: Mapping[str, Words]) -> dict[str, Any]:
    return {
        "code": identity.code,
        "name": {language: its.name(identity.marks, identity.number) for language, its in words.items()},
        "persona": {language: its.persona(share, facts) for language, its in words.items()},
        "marks": [{"feature": feature, "side": side} for feature, side in identity.marks],
    }


def _figures(people: People, member: BoolArray) -> dict[str, Any]:
    return {
        "size": int(member.sum()),
        "share": float(member.mean()),
        "churn": _mean(people.churn[member]),
        "value": _mean(people.value[member]),
    }


def needs(topics: FloatArray | None, member: BoolArray, rules: Mapping[str, Any]) -> dict[str, Any]:
    """What is typical of the members' inquiries: what they ask about more than customers do, the most frequent first.

    `share` of their inquiries, `lift` over the share in all, `customers` of them who asked about it. None is told where
    they ask as everybody does, nor where too few have `asked`.
    """
    if topics is None:
        return {"asked": 0, "needs": []}
    own, customers = topics[member].sum(axis=0), (topics[member] > 0).sum(axis=0)
    asked = int((topics[member].sum(axis=1) > 0).sum())
    share, base = own / max(own.sum(), 1.0), topics.sum(axis=0) / max(topics.sum(), 1.0)
    lift = np.divide(share, base, out=np.zeros(len(base)), where=base > 0)
    typical = (share >= rules["need_share"]) & (lift >= rules["need_lift"]) & (customers >= rules["need_customers"])
    found = [j for j in np.argsort(-own, kind="stable").tolist() if typical[j]][: int(rules["needs_told"])]
    told = [
        {"topic": TOPICS[j], "share": float(share[j]), "lift": float(lift[j]), "customers": int(customers[j])}
        for j in found
    ]
    return {"asked": asked, "needs": told}


def _facts(ranked: Sequence[str], own: Medians, base: Medians) -> list[Fact]:
    """The medians worth telling: of the features that stand out most, those that differ."""
    pairs = ((name, own[name], base[name]) for name in ranked)
    facts = [Fact(name, a, b) for name, a, b in pairs if a is not None and b is not None and a != b]
    return facts[:FACTS_IN_A_PERSONA]


def _rule(found: Rule, words: Mapping[str, Words]) -> dict[str, Any]:
    return {
        "conditions": [{"feature": one.field, "op": one.test, "value": one.operand} for one in found.conditions],
        "text": {language: its.rule(found) for language, its in words.items()},
        "fidelity": found.fidelity,
        "precision": found.precision,
        "recall": found.recall,
    }


def _mean(values: FloatArray) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None
