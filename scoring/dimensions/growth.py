"""What more a customer could be sold, and whether it may be (DEFINITIONS.md, section 9)."""

from collections.abc import Mapping

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, choose, one_of
from scoring.direct import NAN, where
from scoring.facts import Facts, by_rule

UPSELL_REASONS = ("contract_ending", "cycle_ending")
CROSS_SELL_REASONS = ("category_lift",)
GROWTH_BARS = ("lost", "dormant", "open_complaint", "contract_at_risk")


def growth(facts: Facts, columns: Mapping[str, Column]) -> dict[str, Column]:
    """`upsell`, `cross_sell` and the offer of a second purchase, 1 where they fit and are not barred (n,), and why.

    `columns` hold churn, lifecycle, credit and the next purchase.
    """
    bar = growth_bar(facts, columns)
    upsell, occasion = _upsell(facts, columns)
    cross_sell = _cross_sell(facts, columns)
    barred, known = bar >= 0, ~_text(columns, "lifecycle_stage").missing()
    upsell, cross_sell = (where(barred, 0.0, flag) for flag in (upsell, cross_sell))
    second = _text(columns, "lifecycle_stage").equals("first_purchase") & ~(facts.number("open_complaints") > 0)
    said = known | barred | ~np.isnan(upsell) | ~np.isnan(cross_sell)
    return {
        "growth_upsell": upsell,
        "growth_upsell_reason": one_of(where(upsell == 1, occasion, -1), UPSELL_REASONS),
        "growth_cross_sell": cross_sell,
        "growth_cross_sell_reason": one_of(where(cross_sell == 1, 0, -1), CROSS_SELL_REASONS),
        "growth_second_purchase": where(known, second.astype(float), NAN),
        "growth_barred": where(known | barred, barred.astype(float), NAN),
        "growth_barred_reason": one_of(bar, GROWTH_BARS),
        "growth_basis": by_rule(said),
    }


def growth_bar(facts: Facts, columns: Mapping[str, Column]) -> IntArray:
    """Why a customer is not sold more to (n,): the first of `GROWTH_BARS` that holds, -1 where none does."""
    stage, band = _text(columns, "lifecycle_stage"), _text(columns, "churn_band")
    at_risk = _under_contract(facts) & band.equals("high")
    bars = [stage.equals("lost"), stage.equals("dormant"), facts.number("open_complaints") > 0, at_risk]
    return choose(bars, range(len(bars)), -1)


def _under_contract(facts: Facts) -> BoolArray:
    """Whose contract runs (n,): all where contracts are what was learned, else those that name its end."""
    runs: BoolArray = facts.customers.number("account_contract_ends_on") >= facts.customers.as_of
    return runs | (facts.bundle.mode == "contracts")


def _upsell(facts: Facts, columns: Mapping[str, Column]) -> "tuple[FloatArray, np.ndarray]":
    """1, 0 or NaN (n,), and the number of the occasion (n,): a contract or cycle about to end.

    Besides an occasion it takes good credit or rising use; that the other is known and otherwise speaks against it.
    """
    rules = facts.bundle.definitions["growth"]
    left, gone = facts.number("contract_days_left"), facts.number("overdue_ratio")
    contract = (left >= 0) & (left <= rules["contract_days"])
    occasion = contract | (gone >= rules["cycle_share"])
    level, change = _text(columns, "credit_level"), facts.number("uses_change")
    good, rises = level.equals("good"), change >= rules["rising_use"]
    against = (~good & ~level.missing()) | (change < rules["rising_use"])
    no = against | (~occasion & ~(np.isnan(left) & np.isnan(gone)))
    yes = occasion & (good | rises) & ~against
    return choose([yes, no], [1.0, 0.0], NAN), where(contract, 0, 1)


def _cross_sell(facts: Facts, columns: Mapping[str, Column]) -> FloatArray:
    """1 where a category is told that is taken up clearly more often than usual, by enough customers (n,)."""
    rules = facts.bundle.definitions["growth"]
    lift, support = _number(columns, "next_purchase_category_lift"), _number(columns, "next_purchase_category_support")
    fits: BoolArray = (lift >= rules["cross_sell_lift"]) & (support >= rules["cross_sell_support"])
    return where(np.isnan(lift), NAN, fits.astype(float))


def _text(columns: Mapping[str, Column], name: str) -> Category:
    column = columns[name]
    assert isinstance(column, Category)
    return column


def _number(columns: Mapping[str, Column], name: str) -> FloatArray:
    column = columns[name]
    assert isinstance(column, np.ndarray)
    return column
