"""Recency, frequency, monetary (DEFINITIONS.md, section 2), with the groups of other tools beside our own."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, category, no_texts
from scoring.facts import Facts, basis
from scoring.scales import RfmScale

COLUMNS = ("code", "group", "crosswalk_klaviyo", "crosswalk_eight_class")


def rfm(facts: Facts) -> dict[str, Column]:
    """Scores 1 to 5 (5 is best), code, group and crosswalk (n,); missing without purchases or frozen cuts."""
    n, scale, rules = len(facts), facts.bundle.rfm, facts.bundle.definitions["rfm"]
    count = facts.number("purchase_count")
    values = np.stack([facts.number("days_since_last_order"), count, facts.number("net_revenue")])
    known = (count > 0) & ~np.isnan(values).any(axis=0)
    texts: dict[str, Column] = {name: no_texts(n) for name in COLUMNS}
    scores = np.full((3, n), np.nan)
    if scale is None:
        known = np.zeros(n, dtype=bool)
    else:
        scores = np.where(known, quintile_scores(values, scale), np.nan)
        texts = _texts(values, scores, known, scale, rules)
    return {
        "rfm_recency": scores[0],
        "rfm_frequency": scores[1],
        "rfm_monetary": scores[2],
        **{f"rfm_{name}": column for name, column in texts.items()},
        "rfm_crosswalk_shopify": _shopify(scores, count == 0, rules["shopify"]),
        "rfm_basis": basis(np.zeros(n, dtype=bool), known | (count == 0)),
    }


def quintile_scores(values: FloatArray, scale: RfmScale) -> FloatArray:
    """Scores 1 to 5 (3, n) of days since the last purchase, purchases and revenue; equal values get equal scores."""
    recency, frequency, monetary = values
    return np.stack([
        5 - _below(recency, scale.recency),
        1 + _below(frequency, scale.frequency),
        1 + _below(monetary, scale.monetary),
    ]).astype(np.float64)  # fmt: skip


def _texts(
    values: FloatArray, scores: FloatArray, known: BoolArray, scale: RfmScale, rules: Mapping[str, Any]
) -> dict[str, Column]:
    days, count, revenue = values
    thirds = np.stack([
        3 - _below(days, np.array(rules["klaviyo"]["recency_days"])),
        1 + _below(count, scale.frequency_terciles),
        1 + _below(revenue, scale.monetary_terciles),
    ])  # fmt: skip
    above = scores >= scale.mean_scores[:, None]
    return {
        "code": _lookup(scores, known, 5, {code: [code] for code in codes(5)}),
        "group": _lookup(scores, known, 5, rules["groups"]),
        "crosswalk_klaviyo": _lookup(thirds, known, 3, rules["klaviyo"]["groups"]),
        "crosswalk_eight_class": _lookup(
            above + 1, known, 2, {name: [_one_up(code)] for code, name in rules["eight_class"].items()}
        ),
    }


def codes(scores: int) -> list[str]:
    """All codes of three scores 1 to `scores`, ascending: 125 of five scores."""
    return ["".join(digits) for digits in product("123456789"[:scores], repeat=3)]


def _one_up(code: str) -> str:
    return "".join(str(int(digit) + 1) for digit in code)


def _below(values: FloatArray, cuts: FloatArray) -> IntArray:
    """The number of cuts strictly below each value (n,)."""
    return np.searchsorted(cuts, values, side="left")


def _lookup(
    digits: "FloatArray | IntArray", known: BoolArray, scores: int, groups: Mapping[str, Sequence[str]]
) -> Category:
    """The group (n,) of each row of three digits 1 to `scores`."""
    group = {code: name for name, members in groups.items() for code in members}
    table = category([group.get(code) for code in codes(scores)] + [None])
    filled = np.where(known, digits, 1).astype(np.int64) - 1
    position = (filled[0] * scores + filled[1]) * scores + filled[2]
    return table.take(np.where(known, position, -1))


def _shopify(scores: FloatArray, never: BoolArray, rules: Mapping[str, Any]) -> Category:
    """By recency and the mean of frequency and monetary; who never bought is a prospect."""
    recency, both = scores[0], (scores[1] + scores[2]) / 2
    rows = ("low", "middle", "high")
    table = category([rules[row][str(r)] for row in rows for r in range(1, 6)] + [rules["none"], None])
    row = np.where(both >= rules["high_at_least"], 2, np.where(both <= rules["low_at_most"], 0, 1))
    known = ~np.isnan(recency)
    position = row * 5 + np.where(known, recency, 1).astype(np.int64) - 1
    return table.take(np.where(known, position, np.where(never, 15, -1)))
