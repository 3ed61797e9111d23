"""Recency, frequency, monetary value, rhythm, trend, refunds, discounts and payment."""

import numpy as np
from numpy.typing import NDArray

from scoring.columns import Category, Column, FloatArray
from scoring.customers import Customers
from scoring.direct import NAN, bincount, filled, where
from scoring.measures.ratios import share
from scoring.purchases import History
from scoring.reference import Reference


def measure(customers: Customers, past: History, reference: Reference) -> dict[str, Column]:
    """Columns (n,) from `orders` and `order_summary`; days, counts, currency and shares as their names say."""
    since_last = customers.as_of - past.last_day
    gap = reference.usual_gap(past.gap_count, past.gap_count * past.gap_mean)
    recent, before = past.revenue_between(90, 0), past.revenue_between(180, 90)
    bought = (past.count > 0) | ~np.isnan(past.last_day)
    return {
        "days_since_last_order": since_last,
        "purchase_count": past.count,
        "net_revenue": past.revenue,
        "average_purchase": share(past.revenue, past.count),
        "days_since_first_order": customers.as_of - past.first_day,
        "usual_gap_days": where(bought, gap, NAN),
        "overdue_ratio": since_last / gap,
        "purchases_90d": past.purchases_between(90, 0),
        "purchases_365d": past.purchases_between(365, 0),
        "net_revenue_90d": recent,
        "net_revenue_365d": past.revenue_between(365, 0),
        "revenue_change_90d": share(recent - before, np.abs(recent) + np.abs(before)),
        "largest_purchase": _largest(past),
        "gap_variation": _gap_variation(past),
        **({} if reference.rhythm is None else reference.rhythm.measure(past, customers.as_of)),
        **_lines(past),
        **_payment(customers),
    }


def _largest(past: History) -> FloatArray:
    amount = past.purchases.number("amount")
    largest = filled(len(past.as_of), -np.inf)
    np.maximum.at(largest, past.purchases.customer, amount)
    return where(np.isfinite(largest), largest, NAN)


def _gap_variation(past: History) -> FloatArray:
    """Coefficient of variation of the gaps between purchase days; NaN under two gaps (n,)."""
    customer, day = past.purchases.customer, past.purchases.number("day")
    same = (customer[1:] == customer[:-1]) & (day[1:] > day[:-1])
    owner, gap = customer[1:][same], (day[1:] - day[:-1])[same]
    n = len(past.as_of)
    number = bincount(owner, minlength=n)
    mean = share(bincount(owner, weights=gap, minlength=n), number)
    square = bincount(owner, weights=(gap - mean[owner]) ** 2, minlength=n)
    spread = np.sqrt(share(square, number))
    return where(number > 1, share(spread, mean), NAN)


def _lines(past: History) -> dict[str, Column]:
    """Refunds, discounts and categories of the listed lines."""
    lines = past.lines
    amount, net = lines.number("amount"), lines.number("net")
    taken_back = where(net < 0, -net, where(net < amount, amount, 0.0))
    category = lines.text("category")
    named = _codes(category.codes)
    last_category, last_channel = lines.last(named), lines.last(_codes(lines.text("channel").codes))
    return {
        "refund_share": share(lines.total(taken_back), lines.total(np.maximum(amount, 0.0))),
        "discount_mean": lines.mean(lines.number("discount")),
        "margin_share": _margin(past),
        "category_count": lines.distinct(category.codes, category.codes >= 0),
        "last_category": _text(last_category, category.levels),
        "last_order_channel": _text(last_channel, lines.text("channel").levels),
    }


def _codes(codes: NDArray[np.int32]) -> FloatArray:
    return where(codes < 0, NAN, codes).astype(np.float64)


def _text(codes: FloatArray, levels: tuple[str, ...]) -> Column:
    return Category(where(np.isnan(codes), -1, codes).astype(np.int32), levels)


def _margin(past: History) -> FloatArray:
    """(revenue - cost) / revenue over the lines whose cost is given (n,)."""
    cost = where(past.lines.number("net") > 0, past.lines.number("cost"), NAN)
    given = ~np.isnan(cost)
    revenue = past.lines.total(past.lines.number("net"), given)
    return share(revenue - past.lines.total(cost, given), revenue)


def _payment(customers: Customers) -> dict[str, Column]:
    """How late a customer pays: mean days after `due_on` (early counts 0), and orders overdue and open."""
    orders = customers.tables["orders"]
    due, paid = orders.number("due_on"), orders.number("paid_on")
    late = np.maximum(paid - due, 0.0)
    overdue = (
        np.isnan(paid)
        & (due < customers.as_of[orders.customer])
        & (orders.number("amount") > 0)
        & ~orders.text("status").isin(("cancelled", "refunded"))
    )
    has_terms = bincount(orders.customer[~np.isnan(due)], minlength=len(customers)) > 0
    return {
        "payment_delay_days": orders.mean(late),
        "overdue_payments": where(has_terms, orders.count(overdue), NAN),
    }
