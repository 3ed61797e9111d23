"""A real Tryton in memory with the module activated, and a real service in a process of its own."""

import os

os.environ.setdefault("TRYTOND_DATABASE_URI", "sqlite://")
os.environ.setdefault("DB_NAME", ":memory:")

import datetime as dt
import warnings
from collections.abc import Iterator
from decimal import Decimal

import pytest
from company import Shop, opened
from proteus import Model
from service_process import running

YESTERDAY = dt.date.today() - dt.timedelta(days=1)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service with a demo bundle."""
    with running(tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.fixture(scope="session")
def opened_shop() -> Shop:
    """A company with a chart of accounts, a fiscal year and something to sell."""
    with warnings.catch_warnings():
        warnings.simplefilter("default")  # those of Tryton's own modules, while they are set up
        return opened()


@pytest.fixture
def shop(opened_shop: Shop, service: str) -> Shop:
    """The shop with the service in its configuration."""
    opened_shop.configure(service)
    return opened_shop


@pytest.fixture
def customer(shop: Shop) -> Model:
    """Who bought twice, and is not scored yet."""
    shop.configure(None)
    party = shop.party("Buyer")
    for days, price in ((90, "200.00"), (20, "350.00")):
        shop.sell(party, Decimal(price), YESTERDAY - dt.timedelta(days=days))
    return party
