"""The views of the segments and of the model."""

import httpx
import pytest
from playwright.sync_api import Browser

from tests.page.browser import Window, needs_charts, window
from tests.service.running import Running


def test_the_segments_are_shown_with_persona_and_share(desk: Window) -> None:
    found = httpx.get(f"{desk.url}/segments?lang=en").json()
    desk.open("segments")
    for one in found["segments"]:
        text = desk.page.inner_text(f".persona[data-code={one['code']}]")
        assert one["persona"] in text and f"{one['share']:.1%}" in text and one["rule"]["text"] in text
        assert f"{one['stability']:.2f}" in text
        assert ("no forecast" in text) == (one["churn"] is None)
    assert desk.page.locator("#classes details").count() == len(found["dimensions"])
    desk.page.click("#classes details:first-of-type summary")
    assert found["dimensions"][0]["definition"] in desk.page.inner_text("#classes details:first-of-type")


def test_the_model_is_shown_with_calibration_lift_level_and_shapes(desk: Window) -> None:
    model = httpx.get(f"{desk.url}/model").json()
    desk.open("model")
    assert model["verdict"]["text"]["en"] in desk.page.inner_text("#facts")
    for part in ("calibration", "gain", "bands", "deciles", "level-churn", "level-value", "shape-figure"):
        assert desk.page.locator(f"#{part} table tbody tr").count() > 0, part
    assert "Not in this bundle" not in desk.page.inner_text("main")


def test_a_feature_can_be_chosen_and_its_table_has_effect_and_density(desk: Window) -> None:
    curves = httpx.get(f"{desk.url}/model").json()["curves"]
    desk.open("model")
    chosen = curves["churn"][2]
    desk.page.select_option("#shape-feature", chosen["feature"])
    rows = desk.page.locator("#shape-figure tbody tr")
    assert rows.count() == len(chosen["effects"]) == len(chosen["shares"])
    assert sum(chosen["shares"]) == pytest.approx(1)
    desk.page.select_option("#shape-target", "value")
    assert desk.page.locator("#shape-feature option").count() == len(curves["value"])


@needs_charts
def test_every_figure_is_drawn_and_has_a_sentence_for_those_who_cannot_see_it(desk: Window) -> None:
    for view, least in (("customer", 3), ("segments", 1), ("model", 7)):
        desk.open(view)
        places = desk.page.locator(f"#{view} .chart")
        assert places.count() >= least
        for i in range(places.count()):
            places.nth(i).scroll_into_view_if_needed()
            places.nth(i).locator("svg").wait_for()
            assert len(places.nth(i).get_attribute("aria-label") or "") > 15


def test_a_bundle_without_curves_says_so(browser: Browser, live_server: Running) -> None:
    def older(route):
        found = route.fetch().json()
        found["card"].pop("curves")
        route.fulfill(json={**found, "curves": None})

    with window(browser, live_server.url) as desk:
        desk.page.route("**/model", older)
        desk.open("model")
        assert desk.page.inner_text("main").count("Not in this bundle") == 3
        assert desk.complaints == []


def test_without_the_library_the_tables_stand_openly_and_it_is_said(browser: Browser, live_server: Running) -> None:
    def off(route):
        found = route.fetch()
        route.fulfill(response=found, body=found.text().replace('data-charts="on"', 'data-charts="off"'))

    with window(browser, live_server.url) as desk:
        desk.page.route("**/?lang=*", off)
        desk.open("model")
        assert "charts are switched off" in desk.page.inner_text("#charts-off")
        assert desk.page.locator(".chart").count() == 0
        assert desk.page.locator("#calibration tbody tr").first.is_visible()
        assert desk.complaints == []
