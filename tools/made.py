"""Files that are made from others and committed: compared with what would be made now, or written anew."""

import argparse
import difflib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.trouble import Trouble

SHOWN = 40  # lines of the difference


def keep(arguments: Sequence[str], root: Path, made_of: Callable[[Path], Mapping[str, str]], source: str) -> int:
    """`--check` compares the files (path -> text) that `made_of` makes, `--write` writes them. Raises Trouble.

    `source` is what they are made from, as a sentence says it.
    """
    parser = argparse.ArgumentParser()
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    stale = {name: text for name, text in made_of(root).items() if _read(root / name) != text}
    if asked.write:
        for name, text in stale.items():
            _write(root / name, text)
    elif stale:
        raise Trouble(
            f"{', '.join(stale)}: not what {source} says.",
            "Read the difference above; if it is meant, run `make openapi` and commit it.",
            [line for name, text in stale.items() for line in _difference(root / name, name, text, source)][:SHOWN],
        )
    return 0


def _difference(file: Path, name: str, text: str, source: str) -> list[str]:
    lines = difflib.unified_diff(_read(file).splitlines(), text.splitlines(), name, source, lineterm="", n=1)
    return list(lines)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")  # the one that stands is replaced by a whole one or not at all
    part.write_text(text, encoding="utf-8")
    part.replace(file)
