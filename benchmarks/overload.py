"""`python -m benchmarks.overload`: four times what can be answered, with places for so many (`--steady`).

The service and who asks have a core each. The unloaded times are those at a fifth of the capacity, the capacity is what
as many connections as there are places get answered.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from benchmarks.results import command_of, markdown, publish, section, show, versions_of
from benchmarks.serving.arrivals import Overload, as_fast_as, overload, request_of
from benchmarks.serving.noop import SAMPLE
from benchmarks.serving.servers import Server, Target, running

TARGET = Target("score", "/score", SAMPLE)
WARM_SECONDS = 0.5
COLUMNS = ("places", "capacity/s", "unloaded p99 ms", "answered/s", "sent away/s", "p50 ms", "p99 ms", "p99 ratio",
           "lost")  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """A table, a line a number of places and round: what differs between rounds is the machine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overload", description=__doc__)
    parser.add_argument("--steady", type=int, nargs="+", default=[8, 16, 32], help="places beyond a burst")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="of all numbers of places, one after the other")
    parser.add_argument("--bundle", type=Path, default=Path("models/current"))
    parser.add_argument("--results", action="store_true", help="write the section of benchmarks/RESULTS.md")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="overload-") as work:
        turns = [steady for _ in range(asked.rounds) for steady in asked.steady]
        rows = [[str(steady), *_measured(steady, asked.seconds, asked.bundle, Path(work))] for steady in turns]
    rows.sort(key=lambda row: int(row[0]))
    show(COLUMNS, rows)
    if asked.results:
        command, versions = command_of("benchmarks.overload", arguments), versions_of("uvicorn", "uvloop")
        publish("overload", section("Four times what can be answered", command, versions, [markdown(COLUMNS, rows)]))
    return 0


def _measured(steady: int, seconds: float, bundle: Path, work: Path) -> list[str]:
    request = request_of(TARGET.path, SAMPLE.read_bytes())
    words = ["--port", "{port}", "--bundle", str(bundle), "--max-in-flight-steady", str(steady)]
    with running(Server(f"steady-{steady}", [sys.executable, "-m", "service", *words], [TARGET]), work) as server:
        url = server.url(TARGET).removesuffix(TARGET.path)
        as_fast_as(url, request, steady, WARM_SECONDS)
        return _line(overload(url, request, steady, seconds, nullcontext()), seconds)


def _line(measured: Overload, seconds: float) -> list[str]:
    overloaded = measured.overloaded
    quiet, busy = measured.unloaded.quantile(0.99), overloaded.quantile(0.99)
    return [
        f"{measured.capacity:,.0f}", f"{1e3 * quiet:.1f}", f"{overloaded.count(200) / seconds:,.0f}",
        f"{overloaded.count(503) / seconds:,.0f}", f"{1e3 * overloaded.quantile(0.5):.1f}", f"{1e3 * busy:.1f}",
        f"{busy / quiet:.2f}", str(overloaded.lost),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
