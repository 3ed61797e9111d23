"""`python -m benchmarks.reload`: what requests take while a bundle is read, verified and replayed beside them.

The same requests at the same times without reloads and with one after the other, in turns. It is the bundle in service
that is loaded again: it is verified whole, found to be the same, and not swapped.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import Event, Thread

from benchmarks.results import show
from benchmarks.serving.arrivals import at_rate, request_of
from benchmarks.serving.noop import SAMPLE
from benchmarks.serving.servers import HOST, Server, Target, running

TARGET = Target("score", "/score", SAMPLE)
COLUMNS = ("", "p50 ms", "p99 ms", "slowest ms", "reloads")


def main(arguments: Sequence[str]) -> int:
    """Two lines: medians over the rounds of each figure, and how many reloads there were in all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reload", description=__doc__)
    parser.add_argument("--rate", type=float, default=100.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bundle", type=Path, default=Path("models/current"))
    asked = parser.parse_args(arguments)
    command = [sys.executable, "-m", "service", "--port", "{port}", "--bundle", str(asked.bundle)]
    with (
        tempfile.TemporaryDirectory(prefix="reload-") as work,
        running(Server("service", command, [TARGET]), Path(work)) as server,
    ):
        rows = _measured(server.port, asked.rate, asked.seconds, asked.rounds)
    show(COLUMNS, rows)
    return 0


def _measured(port: int, rate: float, seconds: float, rounds: int) -> list[list[str]]:
    request, outcomes = request_of(TARGET.path, SAMPLE.read_bytes()), list[int]()
    ways: dict[str, Callable[[], AbstractContextManager[None]]] = {
        "alone": nullcontext,
        "beside reloads": partial(_reloads, port, outcomes),
    }
    taken: dict[str, list[tuple[float, ...]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, beside in ways.items():
            with beside():
                told = at_rate(f"http://{HOST}:{port}", request, rate, seconds)
            taken[way].append(tuple(told.quantile(q) * 1e3 for q in (0.5, 0.99, 1.0)))
    counts = {"alone": "–", "beside reloads": str(outcomes.count(200))}
    return [
        [way, *(f"{median(figures):.1f}" for figures in zip(*found, strict=True)), counts[way]]
        for way, found in taken.items()
    ]


@contextmanager
def _reloads(port: int, outcomes: list[int]) -> Iterator[None]:
    """One after the other, in a thread."""
    stop = Event()

    def reload() -> None:
        connection = HTTPConnection(HOST, port, timeout=60)
        while not stop.is_set():
            connection.request("POST", "/admin/reload")
            answer = connection.getresponse()
            answer.read()
            outcomes.append(answer.status)
        connection.close()

    thread = Thread(target=reload)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
