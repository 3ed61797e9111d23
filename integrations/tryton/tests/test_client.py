"""The client never waits for longer than it was told to, and says what went wrong."""

import time

import pytest
from service_process import absent, silent, trickling

from trytond_customer_scoring.client import Service
from trytond_customer_scoring.exceptions import Refused, Unavailable

CUSTOMER = {"customer_id": "1"}


def test_a_silent_service_is_left_at_the_deadline():
    with silent() as (address, _):
        started = time.monotonic()
        with pytest.raises(Unavailable, match="TimeoutError"):
            Service(address).scores([CUSTOMER], "en", 0.3)
        assert 0.3 <= time.monotonic() - started < 3.0


def test_a_service_that_never_comes_to_an_end_is_left_at_the_deadline():
    with trickling() as address:
        started = time.monotonic()
        with pytest.raises(Unavailable, match="TimeoutError"):
            Service(address).scores([CUSTOMER], "en", 0.3)
        assert 0.3 <= time.monotonic() - started < 3.0


def test_nobody_there_is_known_at_once():
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        Service(absent()).scores([CUSTOMER], "en", 5.0)


@pytest.mark.parametrize("address", ["scoring.example.com", "ftp://scoring.example.com", "http://", "http://a:port"])
def test_what_is_no_address_is_told(address):
    with pytest.raises(Refused, match="address"):
        Service(address).scores([CUSTOMER], "en", 1.0)


def test_a_page_that_is_not_the_service_is_told(service):
    with pytest.raises(Refused, match="it answered 404"):
        Service(f"{service}/elsewhere").scores([CUSTOMER], "en", 5.0)


def test_rows_come_back_in_order_also_over_several_posts(service, monkeypatch):
    monkeypatch.setattr("trytond_customer_scoring.client.POST_BYTES", 60)
    asked = [{"customer_id": str(number)} for number in range(7)]
    rows = Service(service).scores(asked, "en", 20.0)
    assert [row["customer_id"] for row in rows] == [str(number) for number in range(7)]
