"""The page's charts, packed from npm's packages: `python -m tools.web`, which `make run` and `make image` run too.

npm installs what web/package-lock.json names by hash, and esbuild packs the parts of Apache ECharts that the page uses
into service/static/vendor/, with its licence. Where there is no npm, or no registry, the page shows tables alone and
says so: that is no failure. A stamp holds what the pack was made from, so that a second call costs one read of files.
"""

import shutil
import sys
from pathlib import Path

from tools.freshness import key, read_note, write_note
from tools.steps import run, skipped, step
from tools.trouble import told

SOURCES = ("package.json", "package-lock.json", "charts.js")
TITLE = "charts of the page"
ESBUILD = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none", "--log-level=warning")
PACK, STAMP = "charts.js", "made-from.txt"
LICENCES = ("LICENSE", "NOTICE")


def ensure(root: Path) -> bool:
    """Makes the pack if it is not there in its present form; whether it is there. Raises Trouble."""
    vendor, wanted = root / "service" / "static" / "vendor", _key(root)
    if (vendor / PACK).exists() and read_note(vendor / STAMP).get("key") == wanted:
        skipped(TITLE)
        return True
    npm = shutil.which("npm")
    if npm is None:
        print(f"{TITLE} ... left out: there is no npm here, so the page shows tables alone", flush=True)
        return False
    with step(TITLE):
        problem = _made(root, npm, vendor)
    if problem:
        print(f"{TITLE} ... left out, so the page shows tables alone: {problem}", flush=True)
        return False
    write_note(vendor / STAMP, {"key": wanted})
    return True


def _key(root: Path) -> str:
    return key(ESBUILD, [root / "web" / name for name in SOURCES])


def _made(root: Path, npm: str, vendor: Path) -> str:
    """Install and pack; what was wrong in a line, or nothing."""
    web = root / "web"
    installed = run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], web)
    if installed.code:
        return _said(installed.lines)
    vendor.mkdir(parents=True, exist_ok=True)
    part = vendor / f"{PACK}.part"
    esbuild = str(web / "node_modules" / ".bin" / "esbuild")
    packed = run([esbuild, "charts.js", *ESBUILD, f"--outfile={part}"], web)
    if packed.code:
        return _said(packed.lines)
    for name in LICENCES:
        shutil.copyfile(web / "node_modules" / "echarts" / name, vendor / f"echarts-{name}.txt")
    part.replace(vendor / PACK)
    return ""


def _said(lines: tuple[str, ...]) -> str:
    """The line of npm or esbuild that says most; both begin those with a word in its own place."""
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or [*lines, "it ended without a word"])[0]


def main(root: Path) -> int:
    """`python -m tools.web`: 0 in any case that the service can live with."""
    ensure(root)
    return 0


if __name__ == "__main__":
    sys.exit(told(lambda: main(Path.cwd()), Path.cwd()))
