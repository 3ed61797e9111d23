"""`python -m service source`: which mappings there are, and what one makes of a sample of records."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schema.refusal import NotJson, Refused
from service.calls import Parser
from service.settings import PREFIX
from service.sources.checking import Checked, checked
from service.sources.folder import every_mapping, read, shipped_names
from service.sources.mapping import Mapping, WrongMapping
from service.sources.values import Home

WIDEST = 48  # of a cell
SHIPPED = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Run a command and return the exit code: 1 where the record is refused, 2 where something was wrongly given."""
    options = _parser().parse_args(arguments)
    try:
        return _list(options) if options.command == "list" else _check(options)
    except WrongMapping as wrong:
        return _fail(str(wrong))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m service source", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="name the mappings that there are", allow_abbrev=False)
    listing.add_argument("--sources", metavar="FOLDER", help=f"your own mappings ({PREFIX}SOURCES)")
    check = commands.add_parser("check", help="check a mapping, and show what it makes of a record", allow_abbrev=False)
    check.add_argument("file", metavar="FILE", help=f"a mapping file, or one of {', '.join(shipped_names())}")
    check.add_argument("--sample", metavar="JSON", help="a file with one record, as it is to be sent")
    check.add_argument("--currency", metavar="CODE", default="CNY", help="the currency of the bundle (default CNY)")
    check.add_argument("--timezone", metavar="ZONE", default="Asia/Shanghai", help="its time zone")
    for command in (listing, check):
        command.add_argument("--json", action="store_true", help="for machines")
    return parser


def _list(options: argparse.Namespace) -> int:
    from service.sources.sources import described  # noqa: PLC0415 (it brings the web framework)

    folder = options.sources or os.environ.get(f"{PREFIX}SOURCES")
    found = [described(one) for one in every_mapping(Path(folder) if folder else None).values()]
    if options.json:
        return _print_json({"sources": found})
    rows = [(one["name"], one["title"], _verified(one), ", ".join(one["fills"]), _yes(one["answers"])) for one in found]
    _print_table(("name", "title", "field names", "fills", "answers"), rows)
    return 0


def _check(options: argparse.Namespace) -> int:
    mapping = _mapping(options.file)
    if options.sample is None:
        return _say_right(mapping, as_json=options.json)
    try:
        home = Home(options.currency.upper(), ZoneInfo(options.timezone))
        found = checked(Path(options.sample).read_bytes(), mapping, home)
    except (ZoneInfoNotFoundError, ValueError) as error:
        if isinstance(error, NotJson | Refused):
            return _fail(f"{options.sample}: {error}.")
        return _fail("--timezone is no time zone; give one such as Asia/Shanghai.")
    except OSError as error:
        return _fail(f"{options.sample}: cannot be read: {error.strerror}; give a file that is there.")
    return _print_json(found.as_json()) if options.json else _show(found)


def _mapping(name: str) -> Mapping:
    """That of a file, or a shipped one by its name; raises `WrongMapping`."""
    if name in shipped_names():
        return read(SHIPPED / f"{name}.toml")
    path = Path(name)
    if path.name == name and not path.suffix and not path.exists():
        near = get_close_matches(name, shipped_names(), 1)
        nearest = f", the nearest is {near[0]}" if near else ""
        remedy = f"there is {', '.join(shipped_names())}; a file of your own ends in .toml"
        raise WrongMapping(f"{name}: no shipped mapping has this name{nearest}; {remedy}.")
    return read(path)


def _say_right(mapping: Mapping, *, as_json: bool) -> int:
    if as_json:
        return _print_json({"name": mapping.name, "right": True})
    print(f"{mapping.name} is right. --sample X.json shows what it makes of a record.")
    return 0


def _show(found: Checked) -> int:
    rows = [(one.source, one.place, json.dumps(one.value, ensure_ascii=False)) for one in found.landed]
    _print_table(("in the record", "in the payload", "value"), rows)
    if found.left:
        print(f"\nLeft over ({len(found.left)}): {', '.join(found.left)}")
    if found.carried:
        print(f"\nTags of the record: {', '.join(found.carried)}")
    if found.unfound:
        print("", *found.unfound, sep="\n")
    for fault in found.faults:
        print(f"\nRefused at {fault.pointer or '/'}: {fault.detail}.", file=sys.stderr)
    return 1 if found.faults else 0


def _verified(one: dict[str, Any]) -> str:
    return "verified" if one["verified"] else "unverified" if one["shipped"] else "your own"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _print_json(value: dict[str, Any]) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1))
    return 1 if value.get("faults") else 0


def _print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns of the width that they need; wide characters take two."""
    cells = [[_cut(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        line = "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        print(line.rstrip())


def _cut(cell: str) -> str:
    return cell if len(cell) <= WIDEST else cell[: WIDEST - 1] + "…"


def _width(cell: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in cell)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
