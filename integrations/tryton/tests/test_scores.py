"""A party is scored from its sales: by the button, after a sale, by the cron."""

import datetime as dt
from decimal import Decimal
from hashlib import sha256

import pytest
from conftest import YESTERDAY
from proteus import Model
from service_process import absent, running, silent
from trytond.exceptions import UserError


def test_the_button_shows_segment_value_risk_and_actions(shop, service, customer):
    shop.configure(service)
    customer.click("refresh_score")
    assert customer.score_segment
    assert customer.score_tier in {"high", "middle", "low"}
    assert customer.score_risk in {"high", "medium", "low"}
    assert 0 < customer.score_churn_probability < 1
    assert customer.score_as_of == dt.date.today()
    assert all(action.title and action.solution for action in customer.score_actions)
    assert customer.score_reasons


def test_a_confirmed_sale_is_scored_at_once(shop, service, customer):
    shop.configure(service)
    sale = shop.sell(customer, Decimal("500.00"), YESTERDAY)
    customer.reload()
    assert sale.state == "processing"
    assert customer.score_as_of == dt.date.today()


def test_the_cron_scores_who_has_no_score_of_today_a_batch_after_the_other(shop, service, customer, monkeypatch):
    monkeypatch.setattr("trytond_customer_scoring.score.BATCH", 1)
    other = shop.party("Other")
    shop.sell(other, Decimal("20.00"), YESTERDAY)
    shop.configure(service)
    assert customer.score_as_of is None
    shop.run_cron()
    for party in (customer, other):
        party.reload()
        assert party.score_as_of == dt.date.today()


def test_a_sale_goes_through_while_nobody_listens(shop, customer, caplog):
    shop.configure(absent())
    sale = shop.sell(customer, Decimal("10.00"), YESTERDAY)
    assert sale.state == "processing"
    lines = [record for record in caplog.records if record.name.startswith("trytond_customer_scoring")]
    assert len(lines) == 1


def test_a_silent_service_is_asked_once_and_then_left_alone_by_the_next_sales(shop, customer):
    sales = [shop.draft(customer, Decimal("10.00"), YESTERDAY) for _ in range(2)]
    with silent() as (address, connections):
        shop.configure(address)
        for sale in sales:
            sale.click("confirm")
        assert connections() == 1
    assert [sale.state for sale in sales] == ["processing"] * 2


def test_the_old_score_stays_with_its_day_until_the_service_is_back(shop, service, customer, caplog, monkeypatch):
    monkeypatch.setattr("trytond_customer_scoring.score.BATCH", 1)
    shop.configure(service)
    customer.click("refresh_score")
    before = customer.score_churn_probability
    shop.configure(absent())
    shop.sell(customer, Decimal("900.00"), YESTERDAY)
    customer.reload()
    assert (customer.score_stale, customer.score_churn_probability) == (True, before)
    caplog.clear()
    shop.run_cron()
    customer.reload()
    assert (customer.score_stale, customer.score_churn_probability) == (True, before)
    assert len([r for r in caplog.records if r.name == "trytond_customer_scoring.score"]) == 1
    shop.configure(service)
    shop.run_cron()
    customer.reload()
    assert (customer.score_stale, customer.score_as_of) == (False, dt.date.today())
    assert customer.score_churn_probability != before


def test_the_button_says_why_there_is_no_new_score(shop, customer):
    with pytest.raises(UserError, match="no address"):
        customer.click("refresh_score")
    shop.configure(absent())
    with pytest.raises(UserError, match="no answer"):
        customer.click("refresh_score")


def test_the_key_of_the_configuration_opens_the_service(shop, customer, tmp_path):
    entry = f'[clients.erp]\nscopes = ["score"]\nkeys = [{{sha256 = "{sha256(b"csk_erp").hexdigest()}"}}]\n'
    (tmp_path / "keys.toml").write_text(entry)
    with running(tmp_path, "--keys", str(tmp_path / "keys.toml")) as address:
        shop.configure(address)
        with pytest.raises(UserError, match="it answered 401"):
            customer.click("refresh_score")
        shop.configure(address, key="csk_erp")
        customer.click("refresh_score")
    assert customer.score_segment


def test_what_the_service_refuses_is_told_to_who_asks(shop, service, customer):
    shop.configure(service)
    shop.sell(customer, Decimal("2000000000000.00"), YESTERDAY)
    with pytest.raises(UserError, match="refused the sales of the party"):
        customer.click("refresh_score")
    assert customer.score_as_of is None


def test_parties_are_found_by_risk_and_value(shop, service, customer):
    shop.configure(service)
    customer.click("refresh_score")
    Party = Model.get("party.party")
    found = Party.find([("score_risk", "=", customer.score_risk), ("score_tier", "=", customer.score_tier)])
    assert customer in found
    assert customer not in Party.find([("score_risk", "!=", customer.score_risk)])
