"""One line of the benchmark: what was judged, by which model, and how good it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.numbers import plain
from scoring.columns import FloatArray

OURS = "ours"


@dataclass(frozen=True, slots=True)
class Result:
    """Figures of one model on one part of a data set.

    `metrics` by name (None: the model has no such answer); `cpu_seconds` of learning and predicting; `note` says in a
    sentence what a reader must know (a peer that is missing, a fit that answers by rule).
    """

    data: str
    part: str
    model: str
    metrics: Mapping[str, float | None]
    cpu_seconds: float | None = None
    note: str = ""

    def to_line(self) -> dict[str, object]:
        """What is printed as JSON; what is not finite is null."""
        head: dict[str, object] = {"data": self.data, "part": self.part, "model": self.model}
        figures = {name: plain(value) for name, value in self.metrics.items()}
        cost = None if self.cpu_seconds is None else round(self.cpu_seconds, 2)
        return head | figures | {"cpu_seconds": cost} | ({"note": self.note} if self.note else {})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where data lie, where working files go, and how much is run.

    `peers`: whether others than ours are run; `at_most` customers of a data set (0: all), for tests.
    """

    data: Path
    work: Path
    peers: bool = True
    at_most: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Probabilities (n,) that a model gave, NaN where it has none, and the CPU seconds they cost."""

    probability: FloatArray
    cpu_seconds: float


class Absent(Exception):
    """A data set that is not here; the text says how it comes."""


Emit = Callable[[Result], None]
