"""`python -m benchmarks.serving`: a request to ours, to a no-op of the same app and to what others would run."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.results import command_of, publish, say
from benchmarks.serving import others, told
from benchmarks.serving.environments import NotInstalled
from benchmarks.serving.lines import Line, lines
from benchmarks.serving.load import NoLoad, require_wrk
from benchmarks.serving.measure import Absent, Plan, rounds
from benchmarks.serving.ours import ours
from benchmarks.serving.servers import Server

QUICK = Plan(seconds=1, turns=3, rounds=1)


def main(arguments: Sequence[str]) -> int:
    """A table, or with --json a line a target and number of connections."""
    asked = _parser().parse_args(arguments)
    try:
        require_wrk()
    except NoLoad as missing:
        say(str(missing))
        return 1
    names = [] if asked.quick else asked.peers
    with TemporaryDirectory(prefix="serving-") as work:
        groups, absent = _peers(names, asked.bundle, Path(work))
        samples, failed = rounds([ours(asked.bundle), *groups], _plan(asked), Path(work), say)
    found = lines(samples, [*absent, *failed])
    if asked.json:
        for line in found:
            print(json.dumps(line.to_line()), flush=True)
    else:
        told.show(found)
    if asked.results:
        publish("serving", told.section(found, command_of("benchmarks.serving", arguments), names))
    return 1 if _lacks_ours(found) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ours and the no-op alone, within a minute")
    parser.add_argument("--json", action="store_true", help="one JSON line a target and number of connections")
    parser.add_argument("--results", action="store_true", help="write the section of benchmarks/RESULTS.md")
    parser.add_argument("--bundle", type=Path, default=Path("models/current"))
    known = list(others.peers())
    parser.add_argument("--peers", nargs="*", default=known, choices=known, help="default: all")
    parser.add_argument("--connections", type=int, nargs="+", help="default: 1 8 32 128")
    parser.add_argument("--seconds", type=int, help="of one measurement")
    parser.add_argument("--turns", type=int, help="measurements in a round")
    parser.add_argument("--rounds", type=int, help="starts of every server")
    return parser


def _plan(asked: argparse.Namespace) -> Plan:
    usual = QUICK if asked.quick else Plan()
    names = ("connections", "seconds", "turns", "rounds")
    return Plan(*(getattr(asked, name) or getattr(usual, name) for name in names))


def _peers(names: Sequence[str], bundle: Path, work: Path) -> tuple[list[Sequence[Server]], list[Absent]]:
    groups: list[Sequence[Server]] = []
    absent = []
    given = others.row(bundle) if names else None
    for name in names:
        try:
            say(f"environment of {name}")
            assert given is not None
            groups.append([others.server(name, given, work)])
        except NotInstalled as reason:
            absent.append(Absent(name, str(reason)))
    return groups, absent


def _lacks_ours(found: Sequence[Line]) -> bool:
    return not any(line.target == "score" and line.connections for line in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
