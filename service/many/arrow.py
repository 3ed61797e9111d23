"""A stream of Arrow: record batches of payloads in, record batches with the columns of a score file out."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from schema.arrow import writing
from schema.arrow.messages import Message, Messages
from schema.arrow.payloads import checked, payloads
from schema.arrow.refused import damaged, refused
from schema.arrow.scores import columns_of as columns_of_scores
from schema.arrow.types import Type, columns_of
from schema.limits import Limits
from schema.refusal import NotJson, Refused
from scoring.columns import EPOCH_ORDINAL
from scoring.customers import Record, from_records
from scoring.model import Bundle
from scoring.scorer import score
from service.many.streams import Row, is_record
from service.problems import INTERNAL, problem_of
from service.telemetry.metrics import ROW, Metrics

MEDIA_TYPE = "application/vnd.apache.arrow.stream"

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class ArrowIn:
    """Rows as payloads; `today` is the day of those that name none, the same throughout a stream."""

    limits: Limits
    currency: str
    today: date
    types: tuple[Type, ...] = ()
    count: int = 0

    def cutter(self) -> Messages:
        """Messages of at most as many bytes as a batch."""
        return Messages(self.limits.batch_bytes)

    def rows(self, units: Sequence[Message]) -> Iterator[Sequence[Row]]:
        """The rows of some messages, so many at a time. Raises Refused."""
        for message in units:
            if message.is_too_long:
                raise refused("batch_too_long", f"a record batch must have at most {self.limits.batch_bytes:,} bytes")
            if message.is_damaged:
                raise damaged()
            if message.number == 0:
                self.types = checked(columns_of(message))
                continue
            for piece in payloads(message, self.types, self.limits, currency=self.currency, today=self.today):
                yield list(enumerate(piece, self.count + 1))
                self.count += len(piece)


@dataclass(slots=True, eq=False)
class ArrowOut:
    """Answers as rows; a row that is refused has its `problem`, and nothing else."""

    bundle: Bundle
    today: date
    metrics: Metrics
    media_type: str = MEDIA_TYPE
    has_schema: bool = False

    def answers(self, rows: Sequence[Row]) -> bytes:
        """A record batch, scored together."""
        for _, one in rows:
            if isinstance(one, Refused | NotJson):
                self.metrics.refused(problem_of(one), ROW)
        return self._scored(rows)

    def _scored(self, rows: Sequence[Row]) -> bytes:
        try:
            return self._batch([one if is_record(one) else str(one) for _, one in rows])
        except Exception as error:  # noqa: BLE001 (whatever it is, it is the fault of one of them)
            logger.error("%d rows of a stream could not be answered (%s)", len(rows), type(error).__name__)
            if len(rows) == 1:
                return self._batch([INTERNAL.detail])
            return b"".join(self._scored([row]) for row in rows)

    def end(self, fault: Refused | None) -> bytes:
        """The mark of the end, behind a last problem where there is one."""
        if fault is not None:
            self.metrics.refused(problem_of(fault))
        last = self._batch([str(fault)]) if fault is not None else b"" if self.has_schema else self._batch([])
        return last + writing.END

    def _batch(self, rows: Sequence[Record | str]) -> bytes:
        """Records are scored; a text is a problem."""
        records = [one for one in rows if not isinstance(one, str)]
        at = np.array([i for i, one in enumerate(rows) if not isinstance(one, str)], dtype=np.int64)
        scores = score(from_records(records, float(self.today.toordinal() - EPOCH_ORDINAL)), self.bundle)
        self.metrics.scored(scores)
        columns = columns_of_scores(scores, at, [one if isinstance(one, str) else None for one in rows])
        data = writing.records(columns, len(rows))
        if not self.has_schema:
            self.has_schema = True
            return writing.schema(columns) + data
        return data
