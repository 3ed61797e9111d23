"""A second bundle that answers nobody: it scores some of the customers after the first one's answer has gone out.

It may take as much of the processor as its share of the first one's time and no more: what it takes is measured, and
while it owes time nothing is sampled. What is kept are the counts of `Agreement`.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import random
from time import perf_counter
from typing import Any

from schema.written import written
from scoring.columns import EPOCH_ORDINAL
from scoring.customers import Record, from_records
from scoring.model import Bundle
from scoring.outputs import OUTPUTS, column_of
from scoring.scorer import score
from service.bundles.agreement import Agreement
from service.bundles.readiness import Ready

AT_ONCE = 8  # customers a turn of the event loop: what else is there waits for as long as they take
MOST_WAITING = 128  # customers; what they sent is held until they are scored
MOST_SAVED = 0.25  # seconds of unused share
PAUSE_SECONDS = 0.001  # in which the answer that was made goes out
TOLD = {
    "tier": "value.tier",
    "band": "churn.band",
    "segment": "segment.code",
    "churn": "churn.probability",
    "value": "value.expected_value",
}

logger = logging.getLogger(__name__)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Sample:
    record: Record
    said: Json
    today: date


class Challenger:
    """Beside a champion; `ready` is None while there is no bundle to compare, or none any more."""

    def __init__(self, percent: int) -> None:
        self._share = percent / 100
        self._credit = 0.0  # seconds
        self._waiting: deque[_Sample] = deque()
        self.ready: Ready | None = None
        self.off: str | None = None
        self.agreement = Agreement()

    def take(self, ready: Ready) -> None:
        """Compare this bundle from now on, from nothing."""
        self._waiting.clear()
        self.ready, self.off, self.agreement = ready, None, Agreement()

    def switch_off(self, reason: str) -> None:
        """Compare nothing more."""
        self._waiting.clear()
        self.ready, self.off = None, reason
        logger.warning("the challenger is switched off: %s", reason)

    def offer(self, records: Sequence[Record], answers: Sequence[Json], today: date, seconds: float) -> None:
        """What a group of customers was told, and in how many seconds. What is too large for the loop is not taken."""
        if self.ready is None or not _in_loop():
            return
        self._credit = min(self._credit + seconds * self._share, MOST_SAVED)
        if self._credit <= 0 or len(self._waiting) + len(records) > MOST_WAITING or random() >= self._share:  # noqa: S311
            return
        try:
            samples = [_Sample(record, _told(said), today) for record, said in zip(records, answers, strict=True)]
        except Exception as fault:  # noqa: BLE001 (those who are answered must not feel it, whatever it is)
            self._fail(fault)
            return
        if not self._waiting:
            asyncio.get_running_loop().call_later(PAUSE_SECONDS, self._turn)
        self._waiting.extend(samples)

    def told(self) -> Json:
        """What is compared, and what came of it."""
        version = None if self.ready is None else self.ready.bundle.version
        return {"bundle": version, "off": self.off, **self.agreement.told()}

    def _turn(self) -> None:
        if self.ready is None or not self._waiting:
            return
        started = perf_counter()
        try:
            self._compare(self.ready.bundle, [self._waiting.popleft() for _ in self._some()])
        except Exception as fault:  # noqa: BLE001 (as above)
            self._fail(fault)
        self._credit -= perf_counter() - started
        if self._waiting:
            asyncio.get_running_loop().call_later(PAUSE_SECONDS, self._turn)

    def _fail(self, fault: Exception) -> None:
        logger.error("the challenger failed", exc_info=fault)
        self.switch_off(f"it failed over a customer that the other one answered ({type(fault).__name__})")

    def _some(self) -> range:
        """As many as are worked on at once: of one day, as they are scored together."""
        same_day = [one.today == self._waiting[0].today for one in list(self._waiting)[:AT_ONCE]]
        return range(same_day.index(False) if False in same_day else len(same_day))

    def _compare(self, bundle: Bundle, samples: Sequence[_Sample]) -> None:
        day = float(samples[0].today.toordinal() - EPOCH_ORDINAL)
        scores = score(from_records([one.record for one in samples], day), bundle)
        columns = [written(scores.columns[column_of(path)], OUTPUTS[path]) for path in TOLD.values()]
        rows = [dict(zip(TOLD, row, strict=True)) for row in zip(*columns, strict=True)]
        self.agreement.add([one.said for one in samples], rows)


def _told(answer: Json) -> Json:
    found = {}
    for name, path in TOLD.items():
        part, field = path.split(".")
        found[name] = answer[part][field]
    return found


def _in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
