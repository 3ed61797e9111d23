"""Wrong calls of `python -m service`: one sentence, where to look, exit code 2."""

import re
from pathlib import Path

import pytest

from service.__main__ import main

WRONG = {
    ("--prt", "1"): "There is no option --prt, the nearest is --port; python -m service --help shows what there is.",
    ("serv",): "Argument command: invalid choice: 'serv' .*openapi.*key.*source.*; python -m service --help shows .*",
    (
        "--port",
        "1",
        "key",
    ): "Key must stand first, before its own options; python -m service --help shows .*",
    ("--port", "x"): "--port must be a whole number from 0 to 65535.",
    ("--log-level", "loud"): "--log-level must be one of debug, info, warning, error.",
    ("--bundle",): "Argument --bundle: expected one argument; python -m service --help shows what there is.",
    ("key",): "The following arguments are required: .*; python -m service key --help shows what there is.",
    ("key", "new", "--client", "crm", "--scopes", "all"): "Argument --scopes: take some of .*--help shows .*",
    ("source", "check"): "The following arguments are required: FILE; python -m service source check --help shows .*",
    ("source", "check", "nonesuch.toml"): ".*nonesuch.*",
    ("source", "check", "zoho"): "zoho: .*, the nearest is zoho_crm; there is fxiaoke, hubspot, .*",
    ("source", "check", "qqq"): "qqq: no shipped mapping has this name; there is fxiaoke, hubspot, .*",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_wrong_call_is_one_sentence(words: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    assert _ended(words) == 2
    printed = capfd.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert re.fullmatch(WRONG[words], printed.err.strip()), printed.err


def _ended(words: tuple[str, ...]) -> object:
    try:
        return main(list(words))
    except SystemExit as ended:
        return ended.code


@pytest.mark.parametrize("words", [(), ("key",), ("source",), ("source", "list"), ("source", "check")])
def test_help_is_plain_text(words: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    assert _ended((*words, "--help")) == 0
    printed = capfd.readouterr()
    assert printed.err == "" and printed.out.startswith("usage: python -m service") and "\x1b" not in printed.out


def test_help_names_every_command(capfd: pytest.CaptureFixture[str]) -> None:
    assert _ended(("--help",)) == 0
    assert "{serve,openapi,health,key,source}" in capfd.readouterr().out


def test_health_of_nothing_is_one_sentence(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert _ended(("health", "--port", "1", "--bundle", str(tmp_path))) == 1
    assert capfd.readouterr().err.count("\n") == 1
