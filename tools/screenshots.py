"""The pictures of the page in docs/page: `make screenshots`, with a bundle in models/ and chromium.

Each is of less than 150 kB, so that a clone stays small.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.browser import PACKAGES, has_chinese_font
from tools.trouble import Trouble, told

FOLDER, MOST_BYTES = Path("docs/page"), 150_000
SCALE, PHONE = 0.75, 400  # pixels of a picture for one of a desk's window; the widest phone in those of its own
PROGRAM = "/usr/bin/chromium"
REMEDY = f"On Debian, as root: apt-get install {' '.join(PACKAGES)}, or `.venv/bin/python -m tools.browser`."
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@dataclass(frozen=True, slots=True)
class Shot:
    """A view in a language, on a window of a width and height, light or dark, of a sample."""

    view: str
    language: str
    width: int
    height: int
    scheme: str = "light"
    sample: str = "complaint"


SHOTS = {
    "customer": Shot("customer", "en", 1280, 980),
    "customer-phone": Shot("customer", "zh-Hans", 360, 1400, sample="dormant"),
    "segments": Shot("segments", "zh-Hant", 1280, 900),
    "model-dark": Shot("model", "en", 1280, 1000, scheme="dark"),
}


def main(root: Path, port: int = 8189) -> int:
    """Draws all of them against a service of its own. Raises Trouble."""
    if not has_chinese_font(root):
        raise Trouble("There is no Chinese font here: the pictures would show empty boxes.", REMEDY)
    with _service(root, port) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        for name, shot in SHOTS.items():
            picture = _picture(browser, url, shot)
            if len(picture) > MOST_BYTES:
                raise Trouble(f"{name}.png has {len(picture)} bytes.", f"Show less of it: at most {MOST_BYTES}.")
            (root / FOLDER).mkdir(exist_ok=True)
            (root / FOLDER / f"{name}.png").write_bytes(picture)
            print(f"{FOLDER / name}.png: {len(picture) // 1000} kB", flush=True)
        browser.close()
    return 0


@contextmanager
def _service(root: Path, port: int) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "service", "--port", str(port)], cwd=root, stderr=-1, text=True
    ) as child:
        try:
            assert child.stderr is not None
            if not any("listening on" in line for line in child.stderr):
                raise Trouble("The service did not start.", "Run `make serve` and read what it says.")
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


def _picture(browser: Browser, url: str, shot: Shot) -> bytes:
    """The PNG that the browser makes."""
    window = {"width": shot.width, "height": shot.height}
    context = browser.new_context(
        viewport=window,  # type: ignore[arg-type]
        device_scale_factor=SCALE if shot.width > PHONE else 1,
        color_scheme=shot.scheme,  # type: ignore[arg-type]
        locale=shot.language,
    )
    page = context.new_page()
    page.goto(f"{url}/?lang={shot.language}#{shot.view}")
    page.wait_for_load_state("networkidle")
    if shot.view == "customer":
        page.check(f"input[value={shot.sample}]")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)  # what is drawn is drawn at once, but after the layout
    picture = page.screenshot()
    context.close()
    return picture


if __name__ == "__main__":
    sys.exit(told(lambda: main(Path.cwd()), Path.cwd()))
