"""The pack of the page's charts: made by npm and esbuild, or left out in words."""

import json
import shutil
from pathlib import Path

import pytest

from tools import browser, screenshots, web
from tools.steps import SKIPPED
from tools.trouble import Trouble

ROOT = Path(__file__).parents[2]
NPM = """#!/bin/sh
mkdir -p node_modules/.bin node_modules/echarts
echo licence > node_modules/echarts/LICENSE; echo notice > node_modules/echarts/NOTICE
printf '#!/bin/sh\\nfor word; do case $word in --outfile=*) echo packed > "${word#--outfile=}";; esac; done\\n' \
  > node_modules/.bin/esbuild
chmod +x node_modules/.bin/esbuild
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("node_modules"))
    return tmp_path


def npm(root: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = root / "bin" / "npm"
    program.parent.mkdir(exist_ok=True)
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")


def test_the_pack_is_made_once_with_its_licence_and_again_when_the_lock_changes(root, monkeypatch, capsys):
    npm(root, monkeypatch, NPM)
    vendor = root / "service/static/vendor"

    assert web.ensure(root)
    assert (vendor / "charts.js").read_text() == "packed\n"
    assert (vendor / "echarts-LICENSE.txt").read_text() == "licence\n"
    assert web.ensure(root)
    assert "up to date" in capsys.readouterr().out
    (root / "web/package-lock.json").write_text("{}")
    assert web.ensure(root)
    assert "up to date" not in capsys.readouterr().out


def test_without_npm_it_is_left_out_and_said(root, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(root))

    assert not web.ensure(root)
    assert web.main(root) == 0
    assert "there is no npm here, so the page shows tables alone" in capsys.readouterr().out


def test_a_failing_npm_is_told_in_its_own_words_and_leaves_nothing(root, monkeypatch, capsys):
    npm(root, monkeypatch, "#!/bin/sh\necho 'npm error code EAI_AGAIN'\nexit 1\n")

    assert not web.ensure(root)
    assert "npm error code EAI_AGAIN" in capsys.readouterr().out
    assert not (root / "service").exists()


def test_a_machine_without_a_browser_is_told_what_to_install(root, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(root))

    assert browser.main(root) == SKIPPED
    assert "apt-get install chromium" in capsys.readouterr().out


def programs(root: Path, monkeypatch: pytest.MonkeyPatch, *, font: str) -> None:
    """A machine that has a browser, and an fc-list that knows this font or none."""
    (folder := root / "bin").mkdir()
    for name, printed in {"chromium": "", "fc-list": font}.items():
        (folder / name).write_text(f"#!/bin/sh\n/bin/echo '{printed}'\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_a_browser_without_a_chinese_font_is_not_enough(root, monkeypatch, capsys):
    programs(root, monkeypatch, font="")

    assert not browser.ensure_browser(root)
    assert "fonts-wqy-microhei" in capsys.readouterr().out


def test_a_browser_with_a_chinese_font_is_left_alone(root, monkeypatch, capsys):
    programs(root, monkeypatch, font="WenQuanYi Micro Hei")

    assert browser.ensure_browser(root)
    assert "chromium ... up to date" in capsys.readouterr().out


def test_no_pictures_are_made_without_a_chinese_font(root, monkeypatch):
    programs(root, monkeypatch, font="")

    with pytest.raises(Trouble, match="no Chinese font") as trouble:
        screenshots.main(root)
    assert "apt-get install" in trouble.value.remedy
    assert not (root / "docs").exists()


def test_the_lock_names_every_package_by_hash_and_no_address():
    text = (ROOT / "web/package-lock.json").read_text()
    packages = json.loads(text)["packages"]

    assert "resolved" not in text and "://" not in text
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)
