"""The commands of this project that a page names, in blocks or between backticks, and whether there are such."""

import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from typing import Any

import typer.main

from service.__main__ import main as service
from training.cli import app

BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
CALL = re.compile(r"(?:python3? -m |^)(training|service)\b([^|;&>#)\"`]*)")
WORD = re.compile(r"[a-z][a-z-]*")


def named(page: str) -> set[tuple[str, ...]]:
    """Each call as its words, such as ("training", "plan", "--budget", "180000")."""
    return {found for code in _code(page) for found in _calls(code)}


def _code(page: str) -> Iterator[str]:
    for block in BLOCK.findall(page):
        # only whole calls count in a block: the word training alone may be a folder in a listing
        lines = block.replace("\\\n", " ").splitlines()
        yield from (
            line[line.index("python") :] for line in lines if re.search(r"python3? -m (training|service)\b", line)
        )
    yield from INLINE.findall(BLOCK.sub("", page))


def _calls(code: str) -> Iterator[tuple[str, ...]]:
    for program, rest in CALL.findall(code):
        if rest[:1] in ("", " "):  # not training/fit.py
            yield (program, *(word for word in shlex.split(rest) if word not in ("…", "...")))


def fault(call: tuple[str, ...]) -> str | None:
    """What of a call there is not: the command, or the first option; None if there is all of it."""
    program, *rest = call
    options = [word.partition("=")[0] for word in rest if word.startswith("--")]
    known = _training(tuple(rest)) if program == "training" else _service(tuple(rest))
    if known is None:
        return f"there is no command: python -m {' '.join(call)}"
    absent = [option for option in options if option not in {*known, "--help"}]
    return f"there is no option {absent[0]}: python -m {' '.join(call)}" if absent else None


def _training(words: tuple[str, ...]) -> set[str] | None:
    """The options of that command; none of a group, which is only spoken of."""
    command: Any = typer.main.get_command(app)
    for word in words:
        if not hasattr(command, "commands"):
            break
        if word.startswith("-"):
            continue
        if word not in command.commands:
            return None
        command = command.commands[word]
    return {option for one in command.params for option in (*one.opts, *one.secondary_opts)}


def _service(words: tuple[str, ...]) -> set[str] | None:
    """The options that its help tells."""
    command = words[:2] if words[:1] == ("source",) else words[:1]
    return _helped(tuple(word for word in command if WORD.fullmatch(word)))


@cache
def _helped(command: tuple[str, ...]) -> set[str] | None:
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        try:
            code: Any = service([*command, "--help"])
        except SystemExit as ended:
            code = ended.code
    return set(re.findall(r"--[a-z][a-z-]*", told.getvalue())) if not code else None
