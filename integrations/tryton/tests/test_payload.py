"""What the service is told: orders of the party, in the company's currency, and no name."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from conftest import YESTERDAY
from proteus import Model
from trytond.pool import Pool
from trytond.transaction import Transaction

from trytond_customer_scoring.payload import payloads

DAY = YESTERDAY - dt.timedelta(days=40)


@pytest.fixture
def payload(opened_shop):
    """The payload of a party, as the module makes it."""

    def made(party):
        with Transaction().start(opened_shop.config.database_name, 1, readonly=True):
            company = Pool().get("company.company").search([])[0]
            with Transaction().set_context(company=company.id):
                return payloads(Pool().get("party.party").browse([party.id]), company, dt.date.today())[0]

    opened_shop.configure(None)
    return made


def test_a_line_is_an_order_with_id_day_amount_and_category(opened_shop, payload):
    party = opened_shop.party("Someone With A Name")
    sale = opened_shop.sell(party, Decimal("120.50"), DAY, quantity=2)
    made = payload(party)
    assert made == {
        "customer_id": str(party.id),
        "as_of": dt.date.today().isoformat(),
        "currency": "CNY",
        "orders": [{"id": sale.number, "date": DAY.isoformat(), "amount": 241.0, "category": "Spare parts"}],
    }
    assert "Name" not in json.dumps(made)


def test_only_sales_that_are_confirmed_count(opened_shop, payload):
    party = opened_shop.party("Undecided")
    opened_shop.draft(party, Decimal("10.00"), DAY)
    assert payload(party)["orders"] == []


def test_a_return_is_negative(opened_shop, payload):
    party = opened_shop.party("Returns")
    opened_shop.sell(party, Decimal("30.00"), DAY, quantity=-1)
    assert [line["amount"] for line in payload(party)["orders"]] == [-30.0]


def test_an_invoice_tells_when_it_was_due_and_when_it_was_paid(opened_shop, payload):
    party = opened_shop.party("Pays Late")
    sale = opened_shop.sell(party, Decimal("75.00"), DAY)
    told = [payload(party)["orders"][0]]
    invoice = opened_shop.invoice(sale)
    told.append(payload(party)["orders"][0])
    opened_shop.pay(invoice)
    told.append(payload(party)["orders"][0])
    today = dt.date.today().isoformat()
    assert [(line.get("due_on"), line.get("paid_on")) for line in told] == [(None, None), (today, None), (today, today)]


def test_another_currency_is_converted_at_the_rate_of_the_day(opened_shop, payload):
    dollar = Model.get("currency.currency")(name="Dollar", code="USD", symbol="$")
    dollar.rates.new(date=DAY - dt.timedelta(days=1), rate=Decimal("0.5"))
    dollar.rates.new(date=YESTERDAY, rate=Decimal("0.1"))
    dollar.save()
    yuan = Model.get("currency.currency").find([("code", "=", "CNY")])[0]
    if not yuan.rates:
        yuan.rates.new(date=DAY - dt.timedelta(days=400), rate=Decimal("1.0"))
        yuan.save()
    party = opened_shop.party("Abroad")
    opened_shop.sell(party, Decimal("100.00"), DAY, currency=dollar)
    assert [line["amount"] for line in payload(party)["orders"]] == [200.0]
