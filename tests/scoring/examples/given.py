"""What an example is, and short ways to write the part of a payload that it is about. Days count back from `TODAY`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.scoring.builders import TODAY, ago

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """What a payload holds, and what the answer then says at some of its paths (`needs.pain_points.0.level`).

    `lacks` are among `inputs_missing`, `of` names the company (`companies.COMPANIES`) that answers. Where `then` is a
    text, the payload is refused, and the text points to what is wrong.
    """

    given: Payload
    then: Mapping[str, Any] | str
    lacks: tuple[str, ...] = ()
    of: str = "shop"


# The words of DEFINITIONS.md, and what follows from them.
Rules = Mapping[str, Sequence[Example]]


def order(days_ago: float, amount: float = 100.0, **fields: object) -> Payload:
    """One order line."""
    return {"date": ago(int(days_ago)), "amount": amount, **fields}


def bought(*days_ago: int, amount: float = 100.0, **fields: object) -> Payload:
    """A purchase on each day."""
    return {"orders": [order(days, amount, **fields) for days in days_ago]}


def months(**values: list[Any]) -> Payload:
    """The usage of the last full months up to October, the oldest first; None says nothing."""
    number = max(len(given) for given in values.values())
    first = TODAY.month - number
    entries = [{name: given[i] for name, given in values.items()} for i in range(number)]
    return {"usage": [{"month": date(TODAY.year, first + i, 1), **entry} for i, entry in enumerate(entries)]}


def inquiry(topic: str | None = None, days_ago: int = 20, resolved: int | None = 10, **fields: object) -> Payload:
    """One inquiry, resolved so many days ago."""
    entry = {"date": ago(days_ago), "topic": topic, "resolved_on": None if resolved is None else ago(resolved)}
    return {**entry, **fields}


def asked(*topics: str | None, **fields: Any) -> Payload:
    """An inquiry about each topic."""
    return {"inquiries": [inquiry(topic, **fields) for topic in topics]}


def rated(days_ago: int = 10, **ratings: float) -> Payload:
    """One entry of feedback."""
    return {"feedback": [{"date": ago(days_ago), **ratings}]}


def contact(direction: str = "outbound", days_ago: int = 10, **fields: object) -> Payload:
    """One contact."""
    return {"date": ago(days_ago), "direction": direction, **fields}


def contacted(number: int, **fields: Any) -> list[Payload]:
    """So many contacts of one kind."""
    return [contact(**fields) for _ in range(number)]


def account(**fields: object) -> Payload:
    """What the account says."""
    return {"account": fields}


def profile(**fields: object) -> Payload:
    """What the profile says."""
    return {"profile": fields}


def no_class(*paths: str) -> dict[str, None]:
    """Null at each path."""
    return dict.fromkeys(paths)
