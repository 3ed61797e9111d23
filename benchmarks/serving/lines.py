"""From samples to figures: medians over the turns; of ratios too, each to the no-op or `/score` of the same turn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.serving.measure import Absent, Sample

NOOP, SCORE = "noop", "score"
MEASURED = ("cpu_us_per_request", "requests_per_second", "p50_ms", "p99_ms", "resident_mib", "start_seconds")
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One target at one number of connections.

    cpu_us_per_request   CPU time of the server's whole process tree
    cpu_ratio_to_noop    this CPU time / the no-op's in the same turn; likewise to /score
    requests_per_second  as the machine let it, with the load generator beside it
    p50_ratio_to_noop    this median latency / the no-op's
    tail_ratio_to_noop   (p99 / p50) / the no-op's p99 / p50
    resident_mib         after that load
    start_seconds        from process start to the first answer
    note                 why there are no figures
    """

    target: str
    connections: int | None = None
    cpu_us_per_request: float | None = None
    cpu_ratio_to_noop: float | None = None
    cpu_ratio_to_score: float | None = None
    requests_per_second: float | None = None
    requests_per_cpu_second: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    p50_ratio_to_noop: float | None = None
    tail_ratio_to_noop: float | None = None
    resident_mib: float | None = None
    start_seconds: float | None = None
    turns: int = 0
    note: str = ""

    def to_line(self) -> dict[str, object]:
        """The fields, figures to four digits."""
        return {name: _short(value) for name, value in asdict(self).items()}


def lines(samples: Sequence[Sample], absent: Sequence[Absent]) -> list[Line]:
    """By target in the order of the samples, and by connections; those without figures last."""
    found: dict[Key, dict[int, Sample]] = {}
    for sample in samples:
        found.setdefault((sample.target, sample.connections), {})[sample.turn] = sample
    names = list(dict.fromkeys(sample.target for sample in samples))
    keys = sorted(found, key=lambda key: (names.index(key[0]), key[1]))
    return [_line(key, found) for key in keys] + [Line(one.target, one.connections, note=one.note) for one in absent]


def _line(key: Key, found: Mapping[Key, Mapping[int, Sample]]) -> Line:
    own = found[key]
    noop, score = (found.get((name, key[1]), {}) for name in (NOOP, SCORE))
    medians = {name: median([getattr(sample, name) for sample in own.values()]) for name in MEASURED}
    return Line(
        target=key[0],
        connections=key[1],
        cpu_ratio_to_noop=_ratio(own, noop, _cpu),
        cpu_ratio_to_score=_ratio(own, score, _cpu),
        requests_per_cpu_second=1e6 / medians["cpu_us_per_request"] if medians["cpu_us_per_request"] else None,
        p50_ratio_to_noop=_ratio(own, noop, lambda sample: sample.p50_ms),
        tail_ratio_to_noop=_ratio(own, noop, lambda sample: sample.p99_ms / sample.p50_ms),
        turns=len(own),
        **medians,
    )


def _cpu(sample: Sample) -> float:
    return sample.cpu_us_per_request


def _ratio(own: Mapping[int, Sample], other: Mapping[int, Sample], figure: Callable[[Sample], float]) -> float | None:
    """The median over the turns that both ran in; None where there is none, or too little was used to be measured."""
    ratios = [figure(own[turn]) / figure(other[turn]) for turn in own if turn in other and figure(other[turn])]
    return median(ratios) if ratios else None


def _short(value: object) -> object:
    return float(f"{value:.4g}") if isinstance(value, float) else value
