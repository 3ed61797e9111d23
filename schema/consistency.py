"""What fields say about one another: rules across a payload that its shape cannot hold."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from schema.faults import fault
from schema.refusal import Fault

Entry = Mapping[str, Any]

# A day that cannot be before its entry's own. Paying in advance is usual, so paid_on is free.
NOT_BEFORE = {"orders": "refunded_on", "inquiries": "resolved_on", "contacts": "responded_on"}
NOT_PAID = frozenset({"open", "cancelled", "refunded"})
CENT = 0.01  # amounts are rounded


def faults_across(record: Entry, currency: str, today: date | None) -> list[Fault]:
    """The faults of a record whose fields are right, each by itself."""
    return [
        *_currency(record, currency),
        *_days(record),
        *_account(record.get("account") or {}),
        *_summary(record, today),
    ]


def _currency(record: Entry, currency: str) -> Iterator[Fault]:
    if (record.get("currency") or currency) != currency:
        rule = f"must be {currency}, the currency of the bundle; convert all amounts, or use a bundle of that currency"
        yield fault(("currency",), "other_currency", rule)


def _days(record: Entry) -> Iterator[Fault]:
    for table, later in NOT_BEFORE.items():
        for position, entry in enumerate(record.get(table) or ()):
            day = entry.get(later)
            if day is not None and day < entry["date"]:
                rule = "must not be before the entry's own date; correct one of them"
                yield fault((table, position, later), "before_its_entry", rule)


def _account(account: Entry) -> Iterator[Fault]:
    left, signed_up = account.get("left_on"), account.get("signed_up_on")
    if left and signed_up and left < signed_up:
        yield fault(("account", "left_on"), "before_signing_up", "must not be before signed_up_on; correct one of them")


def _summary(record: Entry, today: date | None) -> Iterator[Fault]:
    summary = record.get("order_summary")
    if not summary:
        return
    yield from _within(summary)
    orders = record.get("orders")
    if orders:
        last = record.get("as_of") or today or date.max
        yield from _beside(summary, [order for order in orders if order["date"] <= last])


def _within(summary: Entry) -> Iterator[Fault]:
    first, last = summary.get("first_on"), summary.get("last_on")
    if first and last and last < first:
        yield _of_summary("last_on", "must not be before first_on; correct one of them")
    if summary.get("count") == 0:
        for name in ("amount", "first_on", "last_on"):
            if summary.get(name):
                yield _of_summary(name, "must be left out or zero where count is 0; correct one of them")


def _beside(summary: Entry, orders: Sequence[Entry]) -> Iterator[Fault]:
    """A summary of the whole history cannot be smaller than a part of it (DEFINITIONS.md section 0)."""
    days, revenue = _purchases(orders)
    count, amount = summary.get("count"), summary.get("amount")
    first, last = summary.get("first_on"), summary.get("last_on")
    remedy = "it describes the whole history, of which orders may be the latest part"
    if count is not None and count < len(days):
        yield _of_summary("count", f"must not be less than the purchases in orders; {remedy}")
    if amount is not None and amount < revenue - CENT - abs(revenue) * 1e-9:
        yield _of_summary("amount", f"must not be less than the revenue in orders; {remedy}")
    if first and days and first > min(days):
        yield _of_summary("first_on", f"must not be after the first purchase in orders; {remedy}")
    if last and days and last < max(days):
        yield _of_summary("last_on", f"must not be before the last purchase in orders; {remedy}")


def _purchases(orders: Sequence[Entry]) -> tuple[list[date], float]:
    """The days of the purchases and the net revenue; what is refunded counts as nothing, which is the lenient side."""
    amounts: dict[object, float] = {}
    days: dict[object, date] = {}
    for order in orders:
        if order.get("status") in NOT_PAID or order.get("refunded_on"):
            continue
        day = order["date"]
        key = order.get("id") or day
        amounts[key] = amounts.get(key, 0.0) + order["amount"]
        if days.setdefault(key, day) > day:
            days[key] = day
    return [days[key] for key, amount in amounts.items() if amount > 0], sum(amounts.values())


def _of_summary(name: str, rule: str) -> Fault:
    return fault(("order_summary", name), "summary_contradicts", rule)
