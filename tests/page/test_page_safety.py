"""What the page may do and may not; what it weighs; and that it can be switched off."""

import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from service.assets import FOLDER, Assets
from tests.page.browser import Window, window
from tests.service.keyring import HASTY, keyring
from tests.service.running import Running, running

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def test_nothing_is_asked_of_another_address_and_the_policy_is_never_broken(desk: Window) -> None:
    for view in ("customer", "segments", "model"):
        desk.open(view)
    assert desk.hosts == {desk.url.removeprefix("http://")}
    assert not [one for one in desk.complaints if "policy" in one]


def test_the_policy_is_strict(live_server: Running) -> None:
    policy = httpx.get(live_server.url, headers=BROWSER).headers["content-security-policy"]
    assert "unsafe" not in policy and "*" not in policy and "data:" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


def test_an_injected_script_is_stopped_by_the_policy(browser: Browser, live_server: Running) -> None:
    with window(browser, live_server.url) as desk:
        desk.open()
        desk.all("document.body.append(Object.assign(document.createElement('script'), {text: 'window.bad = 1'}))")
        assert desk.all("window.bad ?? 0") == 0
        assert any("policy script-src" in one for one in desk.complaints)


def test_it_is_painted_in_a_second_and_weighs_less_than_a_megabyte(browser: Browser, live_server: Running) -> None:
    with window(browser, live_server.url) as desk:
        desk.open()
        desk.page.wait_for_load_state("networkidle")
        painted = desk.all("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        sizes = desk.all("performance.getEntriesByType('resource').map(one => one.transferSize)")
        assert painted < 1_000
        assert 10_000 < sum(sizes) < 1_000_000


def test_files_are_kept_for_good_and_named_by_their_content(live_server: Running) -> None:
    page = httpx.get(live_server.url, headers=BROWSER).text
    address = f"{live_server.url}/{re.search(r'static/[0-9a-f]{16}/modules/app.js', page)[0]}"
    first = httpx.get(address, headers={"Accept-Encoding": "gzip"})
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert first.headers["content-encoding"] == "gzip" and first.headers["content-type"].startswith("text/javascript")
    again = httpx.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    older = httpx.get(re.sub("static/[0-9a-f]{16}", "static/0000", address))
    assert (older.text, older.headers["cache-control"]) == (first.text, "no-cache")


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "%2e%2e/%2e%2e/pyproject.toml", "index.html", "modules", "", "/etc/passwd"]
)
def test_nothing_but_the_files_of_the_page_can_be_had(live_server: Running, name: str) -> None:
    host, port = live_server.url.removeprefix("http://").split(":")
    with live_server.connect() as raw:
        raw.sendall(f"GET /static/x/{name} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 404") and "not-found" in answer


def test_machines_still_get_json(live_server: Running) -> None:
    found = httpx.get(live_server.url, headers={"Accept": "application/json"})
    assert "POST /score" in found.json()["endpoints"]


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    with running(tmp_path, "--page", "off", "--bundle", str(tmp_path / "none")) as server:
        page = httpx.get(server.url, headers=BROWSER)
        assert "<script" not in page.text and "POST /score" in page.text
        assert httpx.get(f"{server.url}/static/{Assets.read().version}/style.css").status_code == 404


def test_without_a_bundle_the_page_says_what_to_do(browser: Browser, bare_server: Running) -> None:
    with window(browser, bare_server.url) as desk:
        desk.page.goto(f"{desk.url}/?lang=en")
        desk.page.wait_for_selector("#refused h2")
        assert "make one with" in desk.page.inner_text("#bundle")
        assert "(503)" in desk.page.inner_text("#refused")


def test_a_service_with_keys_asks_for_one_and_forgets_it(browser: Browser, demo_bundle: Path, tmp_path: Path) -> None:
    keys = keyring(tmp_path / "keys.toml")
    with (
        running(tmp_path, "--bundle", str(demo_bundle), "--keys", str(keys)) as server,
        window(browser, server.url) as desk,
    ):
        desk.page.goto(f"{desk.url}/?lang=en")
        desk.page.wait_for_selector("#refused h2")
        desk.page.fill("#key", HASTY)
        desk.page.click("#access button")
        desk.page.wait_for_selector("#answer #headline")
        assert HASTY not in json.dumps(desk.all("[{...localStorage}, {...sessionStorage}, document.cookie]"))
        desk.page.reload()
        desk.page.wait_for_selector("#access:visible")


def test_dark_is_the_same_by_wish_and_by_the_system() -> None:
    text = (FOLDER / "colours.css").read_text(encoding="utf-8")
    by_wish = text.partition(':root[data-theme="dark"] {')[2].partition("}")[0].split()
    by_system = text.partition(':root:not([data-theme="light"]) {')[2].partition("}")[0].split()
    assert "--paper:" in by_wish
    assert by_wish == by_system


def test_no_file_of_the_page_names_an_address_elsewhere() -> None:
    own = [file for file in FOLDER.rglob("*") if file.is_file() and "vendor" not in file.parts]
    found = {url for file in own for url in re.findall(r"https?://[^\s\"'`)]+", file.read_text(encoding="utf-8"))}
    assert found <= {"http://www.w3.org/2000/svg"}  # a namespace, which nothing fetches
