"""A request's bytes to checked records, or to what is wrong with them.

One compiled validator reads the bytes; what is slower runs only where something is wrong or in doubt.
"""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any

from pydantic_core import SchemaValidator, ValidationError, to_json

from schema import compiled
from schema.consistency import faults_across
from schema.faults import MOST_FAULTS, faults_of
from schema.jsontext import Document, faults_in, load, may_repeat
from schema.limits import Limits
from schema.refusal import Fault, NotJson, Refused
from scoring.customers import Record

# In so many bytes of a request every entry of a list is looked at after a fault; past them the first fault of each list
# has to do. (A 4 MiB list of two million wrong entries cost 3 s and 700 MB otherwise.)
THOROUGH_BYTES = 64 * 1024


def parse(body: bytes, limits: Limits, *, currency: str, today: date | None = None) -> Record:
    """One customer; `today` is the day of the answer for a payload that names none.

    Raises NotJson, or Refused with pointers into the body.
    """
    return _parse(body, limits, currency, today, thorough=len(body) <= THOROUGH_BYTES)


def parse_batch(body: bytes, limits: Limits, *, currency: str, today: date | None = None) -> list[Record | Refused]:
    """A JSON array of customers, in its order; a bad row is a Refused in its place, with pointers into the body.

    Raises NotJson, or Refused where the body is no array or has too many rows.
    """
    records = _attempt(compiled.many(limits), body)
    if isinstance(records, ValidationError):
        return _row_by_row(load(body), limits, currency, today, look=_is_not_json(records))
    if may_repeat(body, sum(map(_names, records))) and (document := load(body)).repeats:
        return _row_by_row(document, limits, currency, today, look=True)
    return [
        _under(row, faults) if (faults := faults_across(record, currency, today)) else record
        for row, record in enumerate(records)
    ]


def _parse(body: bytes, limits: Limits, currency: str, today: date | None, *, thorough: bool) -> Record:
    parsed = _attempt(compiled.one(limits, first_fault=True), body)
    if isinstance(parsed, ValidationError):
        raise Refused(_faults(body, parsed, limits, thorough=thorough))
    record: Record = parsed
    if may_repeat(body, _names(record)) and (document := load(body)).repeats:
        raise Refused(_in_text(document.value))
    if faults := faults_across(record, currency, today):
        raise Refused(faults[:MOST_FAULTS])
    return record


def _row_by_row(
    document: Document, limits: Limits, currency: str, today: date | None, *, look: bool
) -> list[Record | Refused]:
    """Each row by itself, as if it had come alone. `look`: at the text first, since something is wrong with it."""
    rows: list[Record | Refused] = []
    looked_at = 0
    for row, value in enumerate(_rows(document.value, limits)):
        faults = _in_text(value) if look or document.repeats else []
        if faults:
            rows.append(_under(row, faults))
            continue
        body = to_json(value, inf_nan_mode="constants")
        looked_at += len(body)
        try:
            rows.append(_parse(body, limits, currency, today, thorough=looked_at <= THOROUGH_BYTES))
        except Refused as refused:
            rows.append(_under(row, refused.faults))
    return rows


def _rows(document: object, limits: Limits) -> list[object]:
    if not isinstance(document, list):
        raise Refused([Fault("", "not_a_list", "the body must be a JSON list of customers; put a single one into [ ]")])
    if len(document) > limits.rows:
        detail = f"the body must have at most {limits.rows:,} customers; send them in several batches"
        raise Refused([Fault("", "too_many_rows", detail)])
    return document


def _under(row: int, faults: Sequence[Fault]) -> Refused:
    return Refused([Fault(f"/{row}{each.pointer}", each.code, each.detail) for each in faults[:MOST_FAULTS]])


def _faults(body: bytes, error: ValidationError, limits: Limits, *, thorough: bool) -> list[Fault]:
    if _is_not_json(error):
        faults = _in_text(load(body).value)
        if faults:
            return faults
        raise NotJson("the body is not JSON that can be read: a number is too long, or it is nested too deeply")
    every = _attempt(compiled.one(limits, first_fault=False), body) if thorough else error
    return faults_of(every if isinstance(every, ValidationError) else error)


def _in_text(value: object) -> list[Fault]:
    return list(islice(faults_in(value), MOST_FAULTS))


def _is_not_json(error: ValidationError) -> bool:
    return error.error_count() == 1 and error.errors(include_input=False)[0]["type"] == "json_invalid"


def _attempt(validator: SchemaValidator, body: bytes) -> Any:
    """The validated value, or the error as a value: it holds the input, so nothing may be raised in its context."""
    try:
        return validator.validate_json(body)
    except ValidationError as error:
        return error


def _names(record: Record) -> int:
    """How many names the JSON of a record has."""
    count = len(record)
    for value in record.values():
        if isinstance(value, dict):
            count += len(value)
        elif isinstance(value, list):
            count += sum(map(len, value))
    return count
