from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.page.browser import ARGUMENTS, CHROMIUM, Window, window
from tests.service.fixtures import bare_server, live_server
from tests.service.running import Running

__all__ = ["bare_server", "live_server"]


@pytest.fixture(scope="module")  # it keeps an event loop running, beside which no other test may run one
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium here (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def desk(browser: Browser, live_server: Running) -> Iterator[Window]:
    """A window at a desk that must not have a word of complaint from the browser at the end."""
    with window(browser, live_server.url) as opened:
        yield opened
        assert opened.complaints == []
