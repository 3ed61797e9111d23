import json
from collections.abc import Callable

import pytest

from schema.limits import Limits
from schema.payload import parse
from schema.refusal import Fault, Refused
from scoring.customers import Record

Faults = Callable[..., list[Fault]]


def read(payload: object, limits: Limits | None = None) -> Record:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return parse(body, limits or Limits(), currency="CNY")


@pytest.fixture
def served() -> Callable[..., Record]:
    """The record of a payload: a dict as it is, keyword arguments beside an id."""
    return lambda payload=None, **fields: read(payload or {"customer_id": "C1", **fields})


@pytest.fixture
def faults() -> Faults:
    """The faults of a payload, none where it is served."""

    def found(payload: object = None, limits: Limits | None = None, **fields: object) -> list[Fault]:
        try:
            read(payload if payload is not None else {"customer_id": "C1", **fields}, limits)
        except Refused as refused:
            return list(refused.faults)
        return []

    return found


@pytest.fixture
def refused(faults: Faults) -> Callable[..., tuple[str, str]]:
    """Pointer and code of the one fault of a payload."""

    def one(payload: object = None, limits: Limits | None = None, **fields: object) -> tuple[str, str]:
        (fault,) = faults(payload, limits, **fields)
        return fault.pointer, fault.code

    return one
