"""What the tests of the page need beside Python: the charts, axe and a browser. `python -m tools.browser`.

`make test` runs it before pytest. The browser is Debian's package chromium: CI that runs as root gets it here, where
apt knows it; anywhere else it is looked for, and without it the tests of the page are skipped with a reason.
"""

import os
import shutil
import sys
from pathlib import Path

from tools import web
from tools.steps import SKIPPED, run, skipped, step
from tools.trouble import told

PROGRAM = "chromium"
# fonts too: a page in Chinese without a Chinese font would be one of empty boxes
PACKAGES = ("chromium", "fontconfig", "fonts-wqy-microhei")


def ensure_browser(root: Path) -> bool:
    """Whether there is a browser with Chinese letters, after an attempt to install it where that asks for no password.

    Both are asked for: a machine may have a browser and no such font.
    """
    if _has_both(root):
        skipped(PROGRAM)
        return True
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        remedy = f"on Debian, as root: apt-get install {' '.join(PACKAGES)}"
        print(f"{PROGRAM} with a Chinese font ... left out: {remedy}", flush=True)
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"{PROGRAM} by apt"):
        for words in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
            ended = run([apt, "--quiet", *words], root, environment=environment)
    if ended.code:
        print(f"{PROGRAM} ... left out: {ended.lines[-1] if ended.lines else 'apt-get failed'}", flush=True)
    return _has_both(root)


def has_chinese_font(root: Path) -> bool:
    """Whether fontconfig, which the browser takes its fonts from, knows one with Chinese letters."""
    program = shutil.which("fc-list")
    return program is not None and bool(run([program, ":lang=zh", "family"], root).lines)


def _has_both(root: Path) -> bool:
    return shutil.which(PROGRAM) is not None and has_chinese_font(root)


def main(root: Path) -> int:
    """0 if the page can be tested whole, else the code of what could not be made here. Raises Trouble."""
    has_charts, has_browser = web.ensure(root), ensure_browser(root)
    return 0 if has_charts and has_browser else SKIPPED


if __name__ == "__main__":
    sys.exit(told(lambda: main(Path.cwd()), Path.cwd()))
