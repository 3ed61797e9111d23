"""The figures of serving for people: on the terminal, and as a section of RESULTS.md."""

from collections.abc import Sequence

from benchmarks import results
from benchmarks.serving import others
from benchmarks.serving.lines import Line

SHOWN = {  # field -> heading
    "cpu_us_per_request": "CPU us a request",
    "cpu_ratio_to_noop": "/ no-op",
    "cpu_ratio_to_score": "/ score",
    "requests_per_second": "requests/s",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "p50_ratio_to_noop": "p50 / no-op",
    "tail_ratio_to_noop": "p99/p50 / no-op's",
    "resident_mib": "MiB",
    "start_seconds": "start s",
}
HOW = """CPU time is that of a server's whole process tree; requests come from wrk on the same machine, which waits for
an answer before it sends on. `score`, `segments` and `noop` get the raw JSON of docs/sample.json and return the whole
answer (`noop`: one that was made before, through FastAPI's request and response models in the same app); the others get
the customer's features ready-made and return two numbers of the same estimators. Medians; ratios are of measurements of
the same turn. Start: from process start to the first answer. One thread of OpenMP each."""


def show(lines: Sequence[Line]) -> None:
    """The table, and below it who is absent and why."""
    results.show(["target", "connections", *SHOWN.values()], _rows(lines))
    for note in _notes(lines):
        print(note)


def section(lines: Sequence[Line], command: str, peers: Sequence[str]) -> str:
    """The section of RESULTS.md."""
    versions = [*results.versions_of("fastapi", "uvicorn", "numpy", "scikit-learn"), *map(others.version, peers)]
    settings = [f"- {name}: {others.peers()[name]['settings']}" for name in peers]
    table = results.markdown(["target", "connections", *SHOWN.values()], _rows(lines))
    parts = [HOW, table, "\n".join([*settings, *(f"- {note}" for note in _notes(lines))])]
    return results.section("A request", command, versions, [part for part in parts if part])


def _notes(lines: Sequence[Line]) -> list[str]:
    where = {line: "" if line.connections is None else f" at {line.connections} connections" for line in lines}
    return [f"{line.target}{where[line]}: not measured: {line.note}" for line in lines if line.note]


def _rows(lines: Sequence[Line]) -> list[list[str]]:
    figured = [line for line in lines if not line.note]
    return [
        [line.target, *(results.figure(getattr(line, name)) for name in ("connections", *SHOWN))] for line in figured
    ]
