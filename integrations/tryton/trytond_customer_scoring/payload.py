"""What the service is told of a party: its sales, and nothing that names it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from trytond.pool import Pool
from trytond.transaction import Transaction

STATES = ["confirmed", "processing", "done"]
MOST_LINES = 10_000  # what the service takes in a list


def payloads(parties: Sequence[Any], company: Any, today: date) -> list[dict[str, Any]]:
    """One a party, of the sales to it by the company; amounts in the company's currency, without tax."""
    lines: dict[int, list[dict[str, Any]]] = {party.id: [] for party in parties}
    for sale in _sales(parties, company, today):
        lines[sale.party.id] += _lines(sale, company.currency)
    return [_payload(party.id, lines[party.id], company, today) for party in parties]


def _sales(parties: Sequence[Any], company: Any, today: date) -> Sequence[Any]:
    Sale = Pool().get("sale.sale")
    domain = [
        ("party", "in", [party.id for party in parties]),
        ("company", "=", company.id),
        ("state", "in", STATES),
        ("sale_date", "<=", today),
    ]
    return list(Sale.search(domain, order=[("sale_date", "ASC"), ("id", "ASC")]))


def _lines(sale: Any, currency: Any) -> list[dict[str, Any]]:
    """Lines that share the sale's id are one order; a line of a return is negative, as it is in the sale."""
    common = {"id": sale.number or str(sale.id), "date": sale.sale_date.isoformat(), **_payment(sale)}
    found = []
    for line in sale.line_lines:
        with Transaction().set_context(date=sale.sale_date):
            amount = Pool().get("currency.currency").compute(sale.currency, line.amount, currency)
        category = _category(line.product)
        found.append({**common, "amount": float(amount), **({"category": category} if category else {})})
    return found


def _payment(sale: Any) -> dict[str, str]:
    """When the sale had to be paid, and when the last of it was; nothing while no invoice of it is posted."""
    invoices = [invoice for invoice in sale.invoices if invoice.state in ("posted", "paid")]
    due = [line.maturity_date for invoice in invoices for line in invoice.lines_to_pay if line.maturity_date]
    if not due:
        return {}
    paid = [invoice.reconciled for invoice in invoices]
    settled = {"paid_on": max(paid).isoformat()} if all(paid) else {}
    return {"due_on": max(due).isoformat(), **settled}


def _category(product: Any) -> str | None:
    """The first category by name: the service knows one a line."""
    names = sorted(category.name for category in product.categories) if product else []
    return names[0][:256] if names else None


def _payload(party_id: int, lines: list[dict[str, Any]], company: Any, today: date) -> dict[str, Any]:
    payload = {
        "customer_id": str(party_id),
        "as_of": today.isoformat(),
        "currency": company.currency.code,
        "orders": lines[-MOST_LINES:],
    }
    return payload | {"order_summary": _summary(lines)} if len(lines) > MOST_LINES else payload


def _summary(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "count": len({line["id"] for line in lines}),
        "amount": sum(line["amount"] for line in lines),
        "first_on": lines[0]["date"],
        "last_on": lines[-1]["date"],
    }
