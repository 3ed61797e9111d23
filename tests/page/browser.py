"""A real browser on the page of a real service, and what it complained of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
VENDOR = ROOT / "service" / "static" / "vendor" / "charts.js"
# without a sandbox, as root needs it; and no word to the network but to the page's own address
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic",
]  # fmt: skip

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here (Debian: apt install chromium)")
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="web/node_modules is not there: python -m tools.web, with npm")
needs_charts = pytest.mark.skipif(not VENDOR.exists(), reason="the charts are not built: python -m tools.web, with npm")


@dataclass
class Window:
    """A page that is open, and all that the browser said against it: errors, warnings, refusals of the policy."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def open(self, view: str = "customer", language: str = "en") -> "Window":
        """A view, once it shows what it is for."""
        self.page.goto(f"{self.url}/?lang={language}#{view}")
        self.page.wait_for_selector({"customer": "#answer #headline", "segments": "#overview", "model": "#facts"}[view])
        return self

    def choose(self, sample: str) -> "Window":
        """A sample, once it is scored."""
        name = "#answer #headline h2"
        said = self.page.inner_text(name)
        self.page.check(f"input[value={sample}]")
        self.page.wait_for_function(
            "said => document.querySelector('#answer #headline h2')?.innerText !== said", arg=said
        )
        return self

    def score(self, payload: str) -> None:
        """Paste a payload and send it."""
        self.page.fill("#payload", payload)
        with self.page.expect_response("**/score?*"):
            self.page.click("#score button")
        self.page.wait_for_selector("#customer:not([aria-busy])")

    def number(self, selector: str, attribute: str) -> float:
        """A number as it stands in the document, unrounded."""
        return float(self.page.get_attribute(selector, attribute) or "nan")

    def all(self, script: str) -> Any:
        """What a script finds."""
        return self.page.evaluate(script)


@contextmanager
def window(browser: Browser, url: str, **given: Any) -> Iterator[Window]:
    """A window of its own, with no memory of others; it must not have complained by the end."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **given})
    page = context.new_page()
    made = Window(page, url)
    page.on("console", lambda said: made.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("request", lambda request: made.hosts.add(request.url.split("/")[2]))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('policy', e.violatedDirective, e.blockedURI))"
    )
    try:
        yield made
    finally:
        context.close()
