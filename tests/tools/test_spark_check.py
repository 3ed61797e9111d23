from pathlib import Path

import pytest

from tools import spark
from tools.spark import java_version, main


def java(home: Path, says: str) -> None:
    program = home / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("says", "version"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_402"', 1), ("no version at all", None)],
)
def test_the_version_of_java_is_read(says, version, tmp_path, monkeypatch):
    java(tmp_path, says)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    assert java_version(tmp_path) == version


def test_without_java_the_tests_are_skipped_and_it_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setattr(spark, "ensure", lambda *_: pytest.fail("nothing is to be installed"))

    assert main([], tmp_path) == 0
    assert capsys.readouterr().out == "skipped: Spark needs Java 17 or newer, and there is none here\n"
