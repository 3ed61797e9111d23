"""The view of one customer, as a person uses it."""

import json
import math
from pathlib import Path

import httpx
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


def test_a_refusal_is_told_in_the_language_of_the_page_and_in_the_words_of_the_service(desk: Window) -> None:
    desk.open(language="zh-Hant")
    desk.score('{"customer_id": "C1", "orders": [{"date": "soon", "amount": 1}]}')
    told = desk.page.locator("#refused")
    assert "請依下列提示修正資料。（422）" in told.inner_text() and "日期無效" in told.inner_text()
    assert "breaks the rules named in errors" not in told.inner_text()
    assert told.locator("[lang=en]").all_inner_texts()[0].startswith("orders[0].date must be a day")
    desk.complaints = [one for one in desk.complaints if "422" not in one]


def test_a_band_is_explained_by_the_cuts_of_the_bundle(desk: Window) -> None:
    bands = httpx.get(f"{desk.url}/model").json()["card"]["bands"]
    desk.open()
    told = desk.page.inner_text(".dial")
    if bands["shares"]:
        first, second = bands["shares"]
        assert f"lowest {first:.0%}, the next {second - first:.0%} and the highest {1 - second:.0%}" in told
    else:
        assert "Medium from {:.0%}, high from {:.0%}".format(*bands["cuts"]) in told


def test_an_effect_says_what_it_changes(desk: Window) -> None:
    families = {one["code"]: one["family"] for one in httpx.get(f"{desk.url}/actions").json()["actions"]}
    desk.open()
    with desk.page.expect_response("**/score?*") as reply:
        desk.page.click("#score button")
    relative = [one for one in reply.value.json()["actions"] if one["expected_effect"]["scale"] == "relative"]
    assert relative
    for one in relative:
        says = "lowers churn by" if families[one["code"]] in ("retention", "service") else "to the expected value"
        assert says in desk.page.inner_text(f".actions [data-code={one['code']}]")


def test_the_sample_of_the_readme_is_the_first_one_but_for_the_names_of_places() -> None:
    readme = json.loads((Path(ROOT) / "docs/sample.json").read_text(encoding="utf-8"))
    places = {key: SAMPLES["complaint"]["profile"][key] for key in ("city", "region")}
    assert SAMPLES["complaint"] == {**readme, "profile": {**readme["profile"], **places}}


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


def test_an_amount_in_chinese_stands_close_to_the_words_around_it(desk: Window) -> None:
    desk.open(language="zh-Hant")
    told = desk.page.inner_text("#tier")
    assert "天預期人民幣 " in told and "元至人民幣 " in told


def test_who_has_left_is_told_without_a_band_and_with_what_an_action_may_change(desk: Window) -> None:
    orders = [{"date": f"2025-0{month}-05", "amount": 500} for month in range(1, 8)]
    account = {"status": "left", "left_on": "2026-03-01"}
    consent = {"personalization": True, "channels": ["phone", "email"]}
    left = {"customer_id": "C9", "as_of": "2026-10-31", "orders": orders, "account": account, "consent": consent}
    desk.open()
    desk.score(json.dumps(left))
    assert "No probability can be given: has left." in desk.page.inner_text("#churn")
    assert "–" not in desk.page.inner_text("#churn")
    assert "none yet, or the customer has left" in desk.page.inner_text("#next")
    assert "percentage points to the chance of a purchase" in desk.page.inner_text("#actions")
