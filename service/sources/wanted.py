"""What a request wants of a mapping: `?source=NAME` for the way in, `&shape=crm` for the way back."""

from asyncio import Lock
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar

from anyio import to_thread
from pydantic_core import from_json, to_json
from starlette.requests import Request

from schema.jsontext import Repeated, load
from schema.limits import Limits
from schema.ndjson import Line, Lines, parse_line
from schema.payload import parse
from schema.refusal import Fault, NotJson, Refused
from schema.written import plain_json
from scoring.customers import Record
from service.bundles.readiness import Ready
from service.problems import INVALID, Problem
from service.sources import retold
from service.sources.answer_shape import Answer, shaped
from service.sources.mapping import Mapping
from service.sources.sources import Sources
from service.sources.translate import Row, Translation, translate
from service.sources.values import Home

SHAPES = ("answer", "crm")
MOST_BYTES = 16 * 1024  # that are translated in the event loop: some milliseconds

Made = TypeVar("Made")


class Translated(dict[str, Any]):
    """A checked payload that knows which tags its record carried."""

    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """One request's mapping; `back`: whether its answers are to be in the CRM's own fields."""

    mapping: Mapping
    back: bool
    ready: Ready
    language: str
    limits: Limits
    one_at_a_time: Lock

    async def answer(self, body: bytes, asked: Callable[[bytes], Awaitable[bytes]]) -> bytes:
        """The answer to one record; `asked` answers a payload. Raises `Refused` with pointers into the record.

        A large one is worked on alone from beginning to end: what it is read into takes some 25 times its bytes.
        """
        if len(body) <= MOST_BYTES:
            return await self._answer(body, asked)
        async with self.one_at_a_time:
            return await self._answer(body, asked)

    async def _answer(self, body: bytes, asked: Callable[[bytes], Awaitable[bytes]]) -> bytes:
        record, made = await _worked(body, partial(self._made, body))
        try:
            told = await asked(_json(made))
        except Refused as refused:
            fault = refused
        else:
            return plain_json(self._shaped(from_json(told), made.carried)) if self.back else told
        raise await _worked(body, partial(retold.of_payload, record, self.mapping, self._home, fault))

    def _made(self, body: bytes) -> tuple[Row, Translation]:
        record = self._record(load(body).value)
        return record, self._translation(record)

    def rows(self, body: bytes, today: date) -> list[Record | Refused]:
        """The records of a JSON array; one that is refused is a `Refused` in its place, with pointers into the body."""
        rows = load(body).value
        if not isinstance(rows, list):
            detail = "the body must be a JSON list of records; put a single one into [ ]"
            raise Refused([Fault("", "not_a_list", detail)])
        if len(rows) > self.limits.rows:
            detail = f"the body must have at most {self.limits.rows:,} records; send them in several batches"
            raise Refused([Fault("", "too_many_rows", detail)])
        return [_under(i, self._checked(one, today)) for i, one in enumerate(rows)]

    def line(self, line: Line, today: date) -> Record | Refused | NotJson:
        """The record of a line of NDJSON, or why it is refused."""
        if line.text is None:
            return parse_line(line, self.limits, currency=self._home.currency, today=today)
        try:
            return self._checked(load(line.text).value, today)
        except (Refused, NotJson) as refusal:
            return refusal

    def told(self, answers: Sequence[Answer], records: Sequence[Record]) -> list[Answer]:
        """Answers in the shape that is wanted."""
        if not self.back:
            return list(answers)
        return [self._shaped(one, getattr(of, "carried", ())) for one, of in zip(answers, records, strict=True)]

    @property
    def _home(self) -> Home:
        return Home(self.ready.bundle.currency, self.ready.zone)

    def _checked(self, value: object, today: date) -> Record | Refused:
        try:
            record = self._record(value)
            made = self._translation(record)
            found = self._parsed(record, made, today)
        except Refused as refused:
            return refused
        found.carried = made.carried
        return found

    def _parsed(self, record: Row, made: Translation, today: date) -> Translated:
        try:
            return Translated(parse(_json(made), self.limits, currency=self._home.currency, today=today))
        except Refused as refused:
            fault = refused
        raise retold.of_payload(record, self.mapping, self._home, fault)

    def _record(self, value: object) -> Row:
        if not isinstance(value, dict):
            detail = f"the record must be a JSON object, as {self.mapping.name} has it"
            raise Refused([Fault("", "not_an_object", detail)])
        if _repeats(value):
            detail = "an object of the record must not name a field twice; send each field once"
            raise Refused([Fault("", "repeated_name", detail)])
        return value

    def _translation(self, record: Row) -> Translation:
        made = translate(record, self.mapping, self._home)
        if made.wrong:
            raise retold.of_translation(record, self.mapping, self._home)
        return made

    def _shaped(self, answer: Answer, carried: Sequence[str]) -> Answer:
        return shaped(answer, self.mapping, carried, self.ready.bundle, self.language)


@dataclass(frozen=True, slots=True, eq=False)
class LinesIn:
    """A stream of a CRM's records, one a line (`streams.Reading`)."""

    wanted: Wanted
    today: date

    def cutter(self) -> Lines:
        """Lines of at most as many bytes as a body of /score."""
        return Lines(self.wanted.limits.body_bytes)

    def rows(self, units: Sequence[Line]) -> Iterator[list[tuple[int, Record | Refused | NotJson]]]:
        """The records of a group as one piece."""
        yield [(line.number, self.wanted.line(line, self.today)) for line in units]


def wanted_of(request: Request, sources: Sources, ready: Ready, language: str, limits: Limits) -> Wanted | None:
    """What the query asks for, None where it names no source; raises `Problem` for what there is not."""
    name, shape = request.query_params.get("source"), request.query_params.get("shape", SHAPES[0])
    if shape not in SHAPES:
        raise _unknown("shape", "unknown_shape", f"must be one of {', '.join(SHAPES)}")
    if name is None:
        if shape == SHAPES[0]:
            return None
        raise _unknown("shape", "unknown_shape", "needs source beside it; name the mapping whose [answer] is meant")
    mapping = sources.all.get(name)
    if mapping is None:
        raise _unknown("source", "unknown_source", f"must be one of {', '.join(sources.all)}; GET /sources lists them")
    if shape == "crm" and mapping.back is None:
        raise _unknown("shape", "no_answer_shape", "must be answer for this source; give its mapping an [answer] table")
    return Wanted(mapping, shape == "crm", ready, language, limits, sources.one_at_a_time)


async def _worked(body: bytes, work: Callable[[], Made]) -> Made:
    """The work on a body: of a large one in a thread, so that nobody else waits for it."""
    return work() if len(body) <= MOST_BYTES else await to_thread.run_sync(work)


def _unknown(parameter: str, code: str, rule: str) -> Problem:
    return Problem(INVALID, faults=[Fault("", code, f"the query parameter {parameter} {rule}")])


def _repeats(record: Row) -> bool:
    """Whether a name stands twice in an object of it."""
    waiting: list[Any] = [record]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Repeated):
            return True
        within = value.values() if isinstance(value, dict) else value
        waiting += [one for one in within if isinstance(one, dict | list)]
    return False


def _json(made: Translation) -> bytes:
    return to_json(made.payload, inf_nan_mode="constants")


def _under(row: int, one: Record | Refused) -> Record | Refused:
    if not isinstance(one, Refused):
        return one
    return Refused([Fault(f"/{row}{fault.pointer}", fault.code, fault.detail) for fault in one.faults])
