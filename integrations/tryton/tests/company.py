"""A company in Tryton, set up and used as its own client does it, through proteus."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from proteus import Model, Wizard
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import create_payment_term, set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company
from trytond.modules.currency.tests.tools import get_currency
from trytond.tests.tools import activate_modules

from trytond_customer_scoring import configuration

CURRENCY = "CNY"  # of the demo's bundle


@dataclass(frozen=True, slots=True)
class Shop:
    """What a sale needs."""

    config: Any
    product: Any
    term: Any

    def configure(self, address: str | None, **others: Any) -> None:
        """Set the address of the service, and forget that any was silent."""
        configuration._quiet_until.clear()
        settings = Model.get("customer_scoring.configuration")(1)
        settings.address, settings.api_key, settings.language = address, others.get("key"), others.get("language")
        settings.save()

    def party(self, name: str) -> Any:
        party = Model.get("party.party")(name=name)
        party.addresses.new()
        party.save()
        return party

    def draft(self, party: Any, price: Decimal, day: dt.date, quantity: float = 1.0, currency: Any = None) -> Any:
        sale = Model.get("sale.sale")(party=party, payment_term=self.term, sale_date=day)
        if currency is not None:
            sale.currency = currency
        line = sale.lines.new()
        line.product, line.quantity, line.unit_price = self.product, quantity, price
        sale.save()
        sale.click("quote")
        return sale

    def sell(self, party: Any, price: Decimal, day: dt.date, quantity: float = 1.0, currency: Any = None) -> Any:
        """A sale that is confirmed, and processed by the queue."""
        sale = self.draft(party, price, day, quantity, currency)
        sale.click("confirm")
        sale.reload()
        return sale

    def invoice(self, sale: Any) -> Any:
        """Its invoice, posted today."""
        (invoice,) = sale.invoices
        invoice.click("post")
        return invoice

    def pay(self, invoice: Any) -> None:
        """In cash, today."""
        pay = Wizard("account.invoice.pay", [invoice])
        pay.form.payment_method = Model.get("account.invoice.payment.method").find([])[0]
        pay.execute("choice")

    def run_cron(self) -> None:
        """Tryton's own scheduler, once, with our cron alone due."""
        for cron in Model.get("ir.cron").find([]):
            soon = dt.datetime.now() - dt.timedelta(minutes=1)
            ours = cron.method == "party.score|refresh_due"
            cron.next_call = soon if ours else soon + dt.timedelta(days=30)
            cron.save()
        self.config.pool.get("ir.cron").run(self.config.database_name)


def opened() -> Shop:
    """The module activated, with a company that sells something."""
    config = activate_modules("customer_scoring")
    config.skip_warning = True  # a person would confirm them: what is posted here lies in the past
    _sells(config)
    create_company(currency=get_currency(CURRENCY))
    create_chart()
    today = dt.date.today()
    set_fiscalyear_invoice_sequences(create_fiscalyear(today=(today - dt.timedelta(days=300), today))).click(
        "create_period"
    )
    accounts = get_accounts()
    _payment_method(accounts["cash"])
    term = create_payment_term()
    term.save()
    return Shop(config, _product(accounts), term)


def _sells(config: Any) -> None:
    """The user of the tests administers sales."""
    user = Model.get("res.user")(config.user)
    user.groups.extend(Model.get("res.group").find([("name", "=", "Sales Administrator")]))
    user.save()


def _payment_method(cash: Any) -> None:
    journal = Model.get("account.journal").find([("type", "=", "cash")])[0]
    method = Model.get("account.invoice.payment.method")(name="Cash", journal=journal)
    method.credit_account = method.debit_account = cash
    method.save()


def _product(accounts: dict[str, Any]) -> Any:
    category = Model.get("product.category")
    booked = category(name="Booked", accounting=True)
    booked.account_expense, booked.account_revenue = accounts["expense"], accounts["revenue"]
    booked.save()
    shown = category(name="Spare parts")
    shown.save()
    template = Model.get("product.template")(name="Consulting", type="service", salable=True)
    template.default_uom = Model.get("product.uom").find([("name", "=", "Unit")])[0]
    template.list_price, template.account_category = Decimal(100), booked
    template.categories.append(shown)
    template.save()
    return template.products[0]
