"""Every command of `python -m training`, as people get it wrong: one sentence with the remedy, exit code 1 or 2."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tests.training.commands import ROOT
from tests.training.conftest import Run
from training import cli

WRITTEN = {"out", "report", "plan assigned", "plan held_out"}  # of the options that name files
VALUES = {"--budget": "100", "--group": "profile_kind", "--customers": "5"}


def _leaves(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not hasattr(command, "commands"):
        yield words, command
        return
    for name, below in command.commands.items():
        yield from _leaves(below, (*words, name))


COMMANDS = dict(_leaves(typer.main.get_command(cli.app)))
NAMES = [" ".join(words) for words in COMMANDS]


def _is_path(parameter: Any) -> bool:
    return "Path" in repr(parameter.type_descriptor.annotation)


def _reads(words: tuple[str, ...], command: Any) -> list[Any]:
    """The options that name a file to be read."""
    named = [one for one in command.params if _is_path(one)]
    return [one for one in named if not {one.name, f"{words[0]} {one.name}"} & WRITTEN]


READING = [
    pytest.param(words, one, id=f"{' '.join(words)} {one.name}")
    for words, command in COMMANDS.items()
    for one in _reads(words, command)
]


def _call(words: tuple[str, ...], given: Any, path: Path) -> list[str | Path]:
    """The command with this file for the parameter, and the same for all else that it cannot go without."""
    called: list[str | Path] = [*words]
    for one in COMMANDS[words].params:
        if not (one.required or one is given):
            continue
        option = [one.opts[0]] if one.opts[0].startswith("-") else []
        called += [*option, path if _is_path(one) else VALUES[one.opts[0]]]
    return called


def _one_sentence(said: str) -> str:
    errors = [line for line in said.splitlines() if not line.startswith(("✓", "scoring as of"))]
    assert len(errors) == 1 and errors[0].startswith("error "), said
    assert "Traceback" not in said and "\x1b" not in said
    return errors[0]


def test_the_walk_finds_the_commands() -> None:
    assert {"fit", "score", "evaluate", "report", "demo-data", "plan", "pilot", "policy check"} <= set(NAMES)
    assert len(READING) > 30


@pytest.mark.parametrize("words", COMMANDS, ids=NAMES)
def test_help_is_plain_text_off_a_terminal(run: Run, words: tuple[str, ...]) -> None:
    code, said, out = run(*words, "--help")
    assert (code, said) == (0, "")
    assert f"python -m training {' '.join(words)}" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("words", COMMANDS, ids=NAMES)
def test_an_option_that_does_not_exist_is_told_with_where_to_look(run: Run, words: tuple[str, ...]) -> None:
    code, said, out = run(*words, "--nonesuch", "x")
    assert (code, out) == (2, "")
    assert re.search(r"No such option: --nonesuch.*; .* --help shows what there is$", _one_sentence(said))


@pytest.mark.parametrize("words", [words for words, c in COMMANDS.items() if any(p.required for p in c.params)])
def test_what_is_left_out_is_named(run: Run, words: tuple[str, ...]) -> None:
    code, said, _ = run(*words)
    assert code == 2
    assert re.search(r"^error Missing (option|argument) '", _one_sentence(said))


@pytest.mark.parametrize(("words", "given"), READING)
def test_a_file_that_is_not_there_is_told_with_its_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], given: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    code, said, out = run(*_call(words, given, tmp_path / "none.csv"))
    assert (code, out) == (1, "")
    sentence = _one_sentence(said)
    assert re.search(r"[;.] ?\w", sentence), "what to do"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "given"), READING)
@pytest.mark.parametrize("kind", [".csv", ".parquet", ".toml", ".json"])
def test_a_file_that_is_broken_is_told_in_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], given: Any, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (broken := tmp_path / f"broken{kind}").write_bytes(b"PAR1\x00\xff\xfe [[[ \x01 = {" * 50)
    code, said, out = run(*_call(words, given, broken))
    assert (code, out) == (1, "")
    assert re.search(r"[;.,] ?\w", _one_sentence(said)), "what to do"
    assert [path.name for path in tmp_path.iterdir()] == [broken.name]


def test_a_command_that_does_not_exist_is_told_with_the_nearest(run: Run) -> None:
    code, said, _ = run("fitt")
    nearest = "error No such command 'fitt'. Did you mean 'fit'; python -m training --help shows what there is"
    assert (code, _one_sentence(said)) == (2, nearest)


@pytest.mark.parametrize("words", [(), ("policy",)], ids=["training", "policy"])
def test_no_command_shows_the_list(run: Run, words: tuple[str, ...]) -> None:
    code, said, out = run(*words)
    assert code == 2 and "Commands" in said + out and "error" not in said


@pytest.mark.parametrize("words", COMMANDS, ids=NAMES)
def test_every_command_tells_machines_too(words: tuple[str, ...]) -> None:
    assert "--json" in {option for one in COMMANDS[words].params for option in one.opts}


def test_what_was_written_is_told_as_json(run: Run, tmp_path: Path) -> None:
    _, _, out = run("demo-data", "--customers", "1", "--out", tmp_path, "--json")
    assert sorted(json.loads(out)["files"]) == sorted(map(str, tmp_path.iterdir()))
    _, _, out = run("policy", "check", ROOT / "scoring" / "policy.toml", "--json")
    assert json.loads(out)["actions"] > 10


def _on_a_terminal(*words: str, **environment: str) -> bytes:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "training", *words]
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        command, cwd=ROOT, env={**kept, "TERM": "xterm-256color", **environment}, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
    os.close(ours)
    return shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|9[0-7]|38|48)[;m]")


def test_a_terminal_gets_colour_unless_no_color_is_set() -> None:
    catalogue = ("policy", "explain", "none.toml", "--payload", "none.json")
    assert COLOUR.search(_on_a_terminal(*catalogue))
    assert not COLOUR.search(_on_a_terminal(*catalogue, NO_COLOR="1"))
