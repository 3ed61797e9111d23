"""For everybody: three languages, by keyboard, with a screen reader, on a phone, in the dark."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.page.browser import AXE, Window, needs_axe, window
from tests.service.running import Running

VIEWS = ("customer", "segments", "model")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
TITLES = {"zh-Hans": "给客户评分", "zh-Hant": "為客戶評分", "en": "Score a customer"}


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [*VIEWS, "refused"])
def test_axe_finds_nothing(browser: Browser, live_server: Running, view: str, scheme: str) -> None:
    with window(browser, live_server.url, color_scheme=scheme) as desk:
        desk.open("customer" if view == "refused" else view)
        if view == "refused":
            desk.score('{"customer_id": "C1", "orders": 5}')
        desk.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        desk.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = desk.all("axe.run(document, {resultTypes: ['violations']}).then(told => told.violations)")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browsers_language_is_spoken(browser: Browser, live_server: Running, language: str) -> None:
    with window(browser, live_server.url, locale=language) as desk:
        desk.page.goto(desk.url)
        desk.page.wait_for_selector("#answer #headline")
        assert desk.page.inner_text("h1:visible") == TITLES[language]
        assert desk.page.get_attribute("html", "lang") == language == desk.page.input_value("#language")


def test_the_switch_changes_every_text_and_keeps_what_was_typed(desk: Window) -> None:
    desk.open().choose("champion")
    seen = set()
    for language in LANGUAGES:
        desk.page.select_option("#language", language)
        desk.page.wait_for_function("text => document.querySelector('h1').innerText === text", arg=TITLES[language])
        desk.page.wait_for_selector("#customer:not([aria-busy])")
        seen.add(desk.page.inner_text("main"))
        assert "C117" in desk.page.input_value("#payload") and f"lang={language}" in desk.page.url
    assert len(seen) == len(LANGUAGES)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_page_is_missing(desk: Window, language: str, view: str) -> None:
    """A missing text would stand there as its path."""
    desk.open(view, language)
    text = desk.page.inner_text("main")
    parts = "fields|model|churn|next|actions|segments|shapes|dimensions|inputs|figures|headline"
    assert re.findall(rf"\b(?:{parts})\.[a-z_]+", text) == []
    assert "undefined" not in text and "NaN" not in text


def test_the_keyboard_alone_goes_from_the_start_to_a_scored_sample_and_on(desk: Window) -> None:
    desk.page.goto(f"{desk.url}/?lang=en")  # a fragment would be where the keyboard begins
    desk.page.wait_for_selector("#answer #headline")
    desk.page.keyboard.press("Tab")
    assert desk.all("document.activeElement.className") == "skip"
    tab_to(desk, "document.activeElement.name === 'sample'")
    desk.page.keyboard.press("ArrowDown")
    desk.page.wait_for_function("() => document.querySelector('#answer #headline h2')?.innerText === 'C117'")
    assert desk.page.inner_text("#said") == "Customer C117 is scored."
    tab_to(desk, "document.activeElement.id === 'payload'")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type('{"customer_id": "typed"}')
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_function("() => document.querySelector('#answer #headline h2')?.innerText === 'typed'")
    tab_to(desk, "document.activeElement.getAttribute('href') === '#model'", back=True)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("#facts")
    assert desk.all("document.activeElement.id") == "model-title"


def tab_to(desk: Window, there: str, back: bool = False) -> None:
    for _ in range(60):
        if desk.all(there):
            return
        desk.page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the keyboard does not lead to {there}")


@pytest.fixture(params=LANGUAGES)
def phone(browser: Browser, live_server: Running, request: pytest.FixtureRequest) -> Iterator[tuple[Window, str]]:
    """A narrow window, and the language to try."""
    given = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
    with window(browser, live_server.url, **given) as opened:
        yield opened, request.param
        assert opened.complaints == []


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_a_phone(phone: tuple[Window, str], view: str) -> None:
    desk, language = phone
    desk.open(view, language)
    desk.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert desk.all("document.documentElement.scrollWidth") <= 360


def test_the_theme_can_be_chosen_and_is_kept(desk: Window) -> None:
    desk.open()
    colour = "getComputedStyle(document.body).backgroundColor"
    light = desk.all(colour)
    desk.page.click("#theme")
    desk.page.click("#theme")
    assert desk.page.get_attribute("html", "data-theme") == "dark" and desk.all(colour) != light
    desk.open()
    assert desk.page.get_attribute("html", "data-theme") == "dark"
