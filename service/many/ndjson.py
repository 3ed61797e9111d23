"""A stream of NDJSON: a payload a line in, an answer or a problem a line out; the answer is the one of /score."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schema.answer import answer
from schema.limits import Limits
from schema.ndjson import Line, Lines, parse_line
from schema.refusal import NotJson, Refused
from schema.written import plain_json
from scoring.customers import Record
from scoring.model import Bundle
from service.many.streams import Row
from service.problems import INTERNAL, Problem, document, problem_of
from service.telemetry.metrics import ROW, Metrics

MEDIA_TYPES = ("application/x-ndjson", "application/jsonl", "application/ndjson")

Shape = Callable[[Sequence[dict[str, Any]], Sequence[Record]], Sequence[dict[str, Any]]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class NdjsonIn:
    """Lines as payloads; `today` is the day of those that name none, the same throughout a stream."""

    limits: Limits
    currency: str
    today: date

    def cutter(self) -> Lines:
        """Lines of at most as many bytes as a body of /score."""
        return Lines(self.limits.body_bytes)

    def rows(self, units: Sequence[Line]) -> Iterator[Sequence[Row]]:
        """The lines of a group as one piece."""
        limits, currency, today = self.limits, self.currency, self.today
        yield [(line.number, parse_line(line, limits, currency=currency, today=today)) for line in units]


@dataclass(frozen=True, slots=True, eq=False)
class NdjsonOut:
    """Answers as lines; `shape` makes of answers and their records what is told instead."""

    bundle: Bundle
    today: date
    language: str
    media_type: str
    metrics: Metrics
    shape: Shape | None = None

    def answers(self, rows: Sequence[Row]) -> bytes:
        """A line a row, scored together."""
        refused = {n: self._refused(one, n) for n, one in rows if isinstance(one, Refused | NotJson)}
        told = refused | self._scored([(n, one) for n, one in rows if not isinstance(one, Refused | NotJson)])
        return b"".join(told[number] for number, _ in rows)

    def end(self, fault: Refused | None) -> bytes:
        """Nothing, or a last problem."""
        if fault is None:
            return b""
        self.metrics.refused(problem_of(fault))
        return _line(document(problem_of(fault)))

    def _refused(self, fault: Refused | NotJson, number: int) -> bytes:
        problem = problem_of(fault)
        self.metrics.refused(problem, ROW)
        return _refused(problem, number)

    def _scored(self, records: Sequence[tuple[int, Record]]) -> dict[int, bytes]:
        """A row that breaks the work on all is found by working on each alone: it harms no other."""
        if not records:
            return {}
        try:
            given = [one for _, one in records]
            made = answer(given, self.bundle, self.language, self.today, watch=self.metrics.scored)
            told = made if self.shape is None else self.shape(made, given)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is the fault of one of them)
            kind = type(error).__name__  # its text may hold what a customer sent
            logger.error("%d rows of a stream could not be answered (%s)", len(records), kind)
            if len(records) == 1:
                return {number: _refused(Problem(INTERNAL), number) for number, _ in records}
            return {n: line for one in records for n, line in self._scored([one]).items()}
        return {number: _line(one) for (number, _), one in zip(records, told, strict=True)}


def _refused(problem: Problem, number: int) -> bytes:
    return _line({**document(problem), "line": number})


def _line(value: object) -> bytes:
    return plain_json(value) + b"\n"
