"""Recency, frequency, monetary (DEFINITIONS.md, section 2), with the groups of other tools beside our own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, category, no_texts
from scoring.direct import NAN, filled, where
from scoring.facts import Facts, by_rule
from scoring.memo import once
from scoring.model import Bundle
from scoring.scales import RfmScale

COLUMNS = ("code", "group", "crosswalk_klaviyo", "crosswalk_eight_class")


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """The classes by the place of three scores, the first varying slowest; the last entry of each is missing.

    `code` and `group` of scores 1 to 5, `klaviyo` of 1 to 3, `eight_class` of below the mean or not, `shopify` of three
    rows of recency, then who never bought.
    """

    code: Category
    group: Category
    klaviyo: Category
    eight_class: Category
    shopify: Category
    klaviyo_days: FloatArray


@once
def _tables(bundle: Bundle) -> _Tables:
    rules = bundle.definitions["rfm"]
    rows, shopify = ("low", "middle", "high"), rules["shopify"]
    return _Tables(
        code=category([*codes(5), None]),
        group=_table(5, rules["groups"]),
        klaviyo=_table(3, rules["klaviyo"]["groups"]),
        eight_class=_table(2, {name: [_one_up(code)] for code, name in rules["eight_class"].items()}),
        shopify=category([shopify[row][str(r)] for row in rows for r in range(1, 6)] + [shopify["none"], None]),
        klaviyo_days=np.array(rules["klaviyo"]["recency_days"]),
    )


def _table(scores: int, groups: Mapping[str, Sequence[str]]) -> Category:
    group = {code: name for name, members in groups.items() for code in members}
    return category([group.get(code) for code in codes(scores)] + [None])


def rfm(facts: Facts) -> dict[str, Column]:
    """Scores 1 to 5 (5 is best), code, group and crosswalk (n,); missing without purchases or frozen cuts."""
    n, scale, tables = len(facts), facts.bundle.rfm, _tables(facts.bundle)
    count = facts.number("purchase_count")
    values = np.array([facts.number("days_since_last_order"), count, facts.number("net_revenue")])
    known = (count > 0) & ~np.isnan(values.sum(axis=0))
    texts: dict[str, Column] = {name: no_texts(n) for name in COLUMNS}
    scores = filled((3, n), np.nan)
    if scale is None:
        known = np.zeros(n, dtype=bool)
    else:
        scores = where(known, quintile_scores(values, scale), NAN)
        texts = _texts(values, scores, known, scale, tables)
    return {
        "rfm_recency": scores[0],
        "rfm_frequency": scores[1],
        "rfm_monetary": scores[2],
        **{f"rfm_{name}": column for name, column in texts.items()},
        "rfm_crosswalk_shopify": _shopify(scores, count == 0, tables, facts.bundle.definitions["rfm"]["shopify"]),
        "rfm_basis": by_rule(known | (count == 0)),
    }


def quintile_scores(values: FloatArray, scale: RfmScale) -> FloatArray:
    """Scores 1 to 5 (3, n) of days since the last purchase, purchases and revenue; equal values get equal scores."""
    recency, frequency, monetary = values
    return np.array([
        5 - scale.recency.searchsorted(recency),
        1 + scale.frequency.searchsorted(frequency),
        1 + scale.monetary.searchsorted(monetary),
    ], dtype=np.float64)  # fmt: skip


def _texts(
    values: FloatArray, scores: FloatArray, known: BoolArray, scale: RfmScale, tables: _Tables
) -> dict[str, Column]:
    days, count, revenue = values
    thirds = np.array([
        3 - tables.klaviyo_days.searchsorted(days),
        1 + scale.frequency_terciles.searchsorted(count),
        1 + scale.monetary_terciles.searchsorted(revenue),
    ])  # fmt: skip
    place = _place(scores, known, 5)
    return {
        "code": tables.code.take(place),
        "group": tables.group.take(place),
        "crosswalk_klaviyo": tables.klaviyo.take(_place(thirds, known, 3)),
        "crosswalk_eight_class": tables.eight_class.take(_place((scores >= scale.mean_scores[:, None]) + 1, known, 2)),
    }


def codes(scores: int) -> list[str]:
    """All codes of three scores 1 to `scores`, ascending: 125 of five scores."""
    return ["".join(digits) for digits in product("123456789"[:scores], repeat=3)]


def _one_up(code: str) -> str:
    return "".join(str(int(digit) + 1) for digit in code)


def _place(digits: "FloatArray | IntArray", known: BoolArray, scores: int) -> IntArray:
    """The place (n,) of three digits 1 to `scores` (3, n) in a table; -1 where they are not known."""
    first, second, third = where(known, digits, 1).astype(np.int64) - 1
    return where(known, (first * scores + second) * scores + third, -1)


def _shopify(scores: FloatArray, never: BoolArray, tables: _Tables, rules: Mapping[str, Any]) -> Category:
    """By recency and the mean of frequency and monetary; who never bought is a prospect."""
    recency, both = scores[0], (scores[1] + scores[2]) / 2
    row = where(both >= rules["high_at_least"], 2, where(both <= rules["low_at_most"], 0, 1))
    known = ~np.isnan(recency)
    position = row * 5 + where(known, recency, 1).astype(np.int64) - 1
    return tables.shopify.take(where(known, position, where(never, 15, -1)))
