"""The real thing: a real venv, the real pip, a wheel made here, and no network."""

import hashlib
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tools import tutorial
from tools.environment import ensure, missing
from tools.steps import SKIPPED
from tools.trouble import Trouble

CLOSED = "http://127.0.0.1:9/simple"


def wheel(folder: Path, name: str) -> str:
    """Makes a wheel with one module and returns the line that locks it."""
    file = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as content:
        content.writestr(f"{name}.py", "")
        content.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        content.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        content.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose train.lock holds one package, with its `.venv` in place."""
    root = tmp_path_factory.mktemp("project")
    (root / "requirements").mkdir()
    (root / "wheels").mkdir()
    line = wheel(root / "wheels", "tiny")
    for name in ("serve", "train", "dev"):
        (root / "requirements" / f"{name}.lock").write_text(line)
    with pytest.MonkeyPatch.context() as patch:
        offline(patch, root)
        ensure(root, ["train"])
    return root


def offline(patch: pytest.MonkeyPatch, root: Path) -> None:
    patch.setenv("PIP_CONFIG_FILE", os.devnull)
    patch.setenv("PIP_NO_INDEX", "1")
    patch.setenv("PIP_FIND_LINKS", str(root / "wheels"))


@pytest.fixture
def project(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    offline(monkeypatch, made)
    ensure(made, ["train"])
    return made


def test_what_is_locked_can_be_imported(project: Path) -> None:
    python = ensure(project, ["train"])
    assert subprocess.run([python, "-c", "import tiny"], check=False).returncode == 0


def test_the_second_time_pip_is_not_asked(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    ensure(project, ["train", "serve"])
    assert capsys.readouterr().out == "environment in .venv ... up to date\n"


def test_a_larger_lock_covers_a_smaller_one_but_not_the_other_way(project: Path) -> None:
    assert missing(project, ["serve", "train", "dev"]) == ["dev"]


def test_another_folder_is_an_environment_of_its_own(project: Path) -> None:
    python = ensure(project, ["train"], ".venv-bench")
    assert python.is_relative_to(project / ".venv-bench")
    assert subprocess.run([python, "-c", "import tiny"], check=False).returncode == 0
    assert (missing(project, ["train"], ".venv-bench"), missing(project, ["dev"], ".venv-bench")) == ([], ["dev"])


def test_a_changed_lock_is_installed_again(project: Path) -> None:
    lock = project / "requirements" / "train.lock"
    lock.write_text(lock.read_text() + wheel(project / "wheels", "small"))
    assert missing(project, ["train"]) == ["train"]
    python = ensure(project, ["train"])
    assert subprocess.run([python, "-c", "import small"], check=False).returncode == 0


def test_an_install_that_fails_leaves_no_stamp(project: Path) -> None:
    lock = project / "requirements" / "dev.lock"
    lock.write_text("absent==1.0 --hash=sha256:" + "0" * 64 + "\n")
    with pytest.raises(Trouble, match="finds no version at all"):
        ensure(project, ["dev"])
    assert missing(project, ["serve", "train", "dev"]) == ["serve", "train", "dev"]


def test_data_that_cannot_be_had_leaves_what_is_installed_as_it_was(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "requirements" / "complete-journey.lock").write_text(f"absent==1.0 --hash=sha256:{'0' * 64}\n")
    assert tutorial.main(project) == SKIPPED
    assert "What to do: " in capsys.readouterr().err
    assert missing(project, ["train", "complete-journey"]) == ["complete-journey"]


def test_an_altered_package_is_refused(project: Path) -> None:
    (project / "requirements" / "dev.lock").write_text("tiny==1.0 --hash=sha256:" + "0" * 64 + "\n")
    subprocess.run([project / ".venv/bin/python", "-m", "pip", "-q", "uninstall", "-y", "tiny"], check=True)
    with pytest.raises(Trouble, match="not the one that was locked"):
        ensure(project, ["dev"])


def test_a_venv_without_pip_is_made_anew(project: Path) -> None:
    (project / ".venv" / "locks.json").unlink()
    for folder in (project / ".venv").glob("lib/*/site-packages/pip"):
        shutil.rmtree(folder)
    ensure(project, ["train"])
    assert missing(project, ["train"]) == []


def test_without_a_network_a_sentence_says_what_to_do(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_INDEX_URL", CLOSED)
    monkeypatch.setenv("PIP_RETRIES", "1")
    (project / "requirements" / "dev.lock").write_text("absent==1.0 --hash=sha256:" + "0" * 64 + "\n")
    with pytest.raises(Trouble, match="cannot reach its package index") as caught:
        ensure(project, ["dev"])
    assert "PIP_FIND_LINKS" in caught.value.remedy


def test_a_stamp_that_is_rubbish_counts_for_nothing(project: Path) -> None:
    (project / ".venv" / "locks.json").write_text("[1, 2")
    assert missing(project, ["train"]) == ["train"]
