"""The view of one customer, as a person uses it."""

import json
import math
from pathlib import Path

import pytest

from tests.page.browser import ROOT, Window

SAMPLES = json.loads((ROOT / "service/static/samples.json").read_text(encoding="utf-8"))
SCORED = [name for name in SAMPLES if name not in ("prospect", "id_only")]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_is_scored_and_shows_all_parts(desk: Window, sample: str) -> None:
    desk.open()
    if sample != "complaint":
        desk.choose(sample)
    assert desk.page.inner_text("#headline h2") == SAMPLES[sample]["customer_id"]
    for part in ("headline", "warnings", "churn", "actions", "next", "dimensions", "inputs"):
        assert desk.page.inner_text(f"#answer #{part}").strip()


@pytest.mark.parametrize("sample", SCORED)
def test_the_waterfall_adds_up_from_the_baseline_to_the_score(desk: Window, sample: str) -> None:
    desk.open()
    if sample != "complaint":
        desk.choose(sample)
    effects = desk.all("[...document.querySelectorAll('[data-effect]')].map(e => +e.dataset.effect)")
    baseline, score = desk.all("[...document.querySelectorAll('[data-total]')].map(e => +e.dataset.total)")
    assert baseline + sum(effects) == pytest.approx(score, abs=1e-9)
    assert f"{1 / (1 + math.exp(-score)):.0%}" == desk.page.inner_text("#probability")
    shown = desk.page.locator("#waterfall tbody td:nth-child(2)").all_inner_texts()
    numbers = [float(text.replace("−", "-")) for text in shown]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.0005 * len(numbers))


def test_a_prospect_has_no_probability_and_is_told_why(desk: Window) -> None:
    desk.open().choose("prospect")
    assert "has not bought yet" in desk.page.inner_text("#churn")
    assert desk.page.query_selector("#waterfall") is None


def test_actions_tell_their_money_and_their_sum(desk: Window) -> None:
    desk.open()
    with desk.page.expect_response("**/score?*") as reply:
        desk.page.click("#score button")
    actions = reply.value.json()["actions"]
    shown = desk.page.locator(".actions > li")
    assert shown.evaluate_all("all => all.map(one => one.dataset.code)") == [one["code"] for one in actions]
    assert "Cost" in shown.first.inner_text() and "Due" in shown.first.inner_text()
    total = sum(one["cost"] for one in actions)
    assert f"cost ¥{total:,.0f}" in desk.page.inner_text("#actions-sum")


def test_a_refused_payload_is_told_at_its_places_and_a_click_leads_there(desk: Window) -> None:
    desk.open()
    orders = '{"date": "2026-01-01", "amount": 5},\n {"date": "soon", "amount": 1}'
    desk.score(f'{{\n "customer_id": "C1",\n "orders": [\n {orders}\n ]\n}}')
    assert desk.page.get_attribute("#payload", "aria-invalid") == "true"
    place = desk.page.locator("#refused .place").first
    assert "Line 5" in place.inner_text() and "/orders/1/date" in place.inner_text()
    place.click()
    assert desk.all("payload.value.slice(payload.selectionStart, payload.selectionEnd)") == '"soon"'
    assert desk.page.query_selector("#answer *") is None
    desk.complaints = [one for one in desk.complaints if "422" not in one]  # the browser names a refusal, rightly


def test_scripts_in_a_payload_are_shown_as_text(desk: Window) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    desk.open()
    profile = {"city": evil, "interests": [evil]}
    desk.score(json.dumps({"customer_id": evil, "profile": profile, "attributes": {"a": evil}}))
    assert desk.page.inner_text("#headline h2") == evil
    assert desk.page.query_selector("#answer img, #answer script") is None


def test_text_that_is_no_json_is_refused_in_words(desk: Window) -> None:
    desk.open()
    desk.score("{ no json")
    assert "(400)" in desk.page.inner_text("#refused")
    desk.complaints = [one for one in desk.complaints if "400" not in one]


def test_the_sample_of_the_readme_is_the_first_one() -> None:
    assert SAMPLES["complaint"] == json.loads((Path(ROOT) / "docs/sample.json").read_text(encoding="utf-8"))


def test_a_bundle_of_another_day_and_currency_gets_samples_of_its_own(desk: Window) -> None:
    def other(route):
        found = route.fetch()
        route.fulfill(response=found, json={**found.json(), "as_of": "2027-01-31", "currency": "USD"})

    desk.page.route("**/model", other)
    desk.page.route("**/score?*", lambda route: route.fulfill(status=422, json={"title": "t", "detail": "d"}))
    desk.page.goto(f"{desk.url}/?lang=en")
    desk.page.wait_for_selector("#refused h2")
    payload = json.loads(desk.page.input_value("#payload"))
    assert (payload["currency"], payload["as_of"], payload["orders"][0]["date"]) == ("USD", "2027-01-31", "2026-02-06")
    desk.complaints.clear()
