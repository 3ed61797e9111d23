"""pydantic's errors as faults in our own sentences: place, rule, remedy.

Of an error only its type, its location and the bounds of the schema are read, never its input or its message.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any

from pydantic_core import ValidationError

from schema.fields import BRANCH, FIRST_DAY, LAST_DAY, MAX_ATTRIBUTE
from schema.places import Part, nearest, path, pointer, shown
from schema.refusal import Fault
from scoring.vocabulary import EVENT_DAY

MOST_FAULTS = 50  # shown
MOST_ERRORS = 10_000  # looked at

# pydantic's error type -> our code, the rule and the remedy. {braces} are bounds of the schema, {unknown} is what to do
# where the value is not known.
SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("missing", "is needed; {unknown}"),
    "dict_type": ("not_an_object", "must be a JSON object; {unknown}"),
    "list_type": ("not_a_list", "must be a JSON list; [] says that there are none, {unknown}"),
    "string_type": ("not_a_text", "must be a text in quotes; {unknown}"),
    "string_too_short": ("empty", "must not be empty; {unknown}"),
    "string_too_long": ("too_long", "must have at most {max_length} characters; shorten it or leave it out"),
    "float_type": ("not_a_number", "must be a number, not a text, true or false; {unknown}"),
    "finite_number": ("not_finite", "must be a finite number; {unknown}"),
    "greater_than_equal": ("out_of_range", "must be {ge:g} or more; correct it, or {unknown}"),
    "less_than_equal": ("out_of_range", "must be {le:g} or less; correct it, or {unknown}"),
    "multiple_of": ("not_whole", "must be a whole number; round it, or {unknown}"),
    "bool_type": ("not_a_flag", "must be true or false, not a number or a text; {unknown}"),
    "literal_error": ("not_a_choice", "must be {expected}; translate your own words, or {unknown}"),
    "not_a_day": (
        "not_a_day",
        f"must be a day from {FIRST_DAY} to {LAST_DAY}, YYYY-MM-DD or an RFC 3339 date-time with offset; {{unknown}}",
    ),
    "not_a_month": (
        "not_a_month",
        f"must be a month from {FIRST_DAY:%Y-%m} to {LAST_DAY:%Y-%m} as YYYY-MM; {{unknown}}",
    ),
    "too_long": (
        "too_many_entries",
        "must have at most {max_length:,} entries; send the latest, and the totals of all orders as order_summary",
    ),
    "not_a_scalar": (
        "not_a_scalar",
        "must be a text, a number, true, false or null; flatten what is nested into fields of its own",
    ),
    "attribute_range": (
        "out_of_range",
        f"must be from {-MAX_ATTRIBUTE:g} to {MAX_ATTRIBUTE:g}; correct it, or {{unknown}}",
    ),
    "identity_card": (
        "identity_card",
        "holds an identity-card number, and no payload may; remove it and send a record id of your own instead",
    ),
    "bank_card": ("bank_card", "holds a bank-card number, and no payload may; remove it"),
}
NEEDED = {*EVENT_DAY.items(), ("orders", "amount")}
OTHER = ("invalid", "breaks the schema; compare it with /docs")

Details = Mapping[str, Any]


def faults_of(error: ValidationError) -> list[Fault]:
    """The first faults of a payload, each once: fields that may not be shown share their object's place."""
    if error.error_count() > MOST_ERRORS:
        return [fault((), "too_many_faults", f"has more than {MOST_ERRORS:,} faults; compare its shape with /docs")]
    errors = error.errors(include_url=False, include_input=False)
    return list(islice(dict.fromkeys(map(_fault, _one_a_value(errors))), MOST_FAULTS))


def fault(parts: Sequence[Part], code: str, rule: str) -> Fault:
    """A fault at a place, told as a sentence that begins with it."""
    visible = shown(parts)
    subject = path(visible) if len(visible) == len(parts) else f"a name or value in {path(visible)}"
    return Fault(pointer(visible), code, f"{subject} {rule}")


def _fault(error: Details) -> Fault:
    parts = _place(error)
    if error["type"] == "extra_forbidden":
        return _unknown_field(parts[:-1], str(parts[-1]))
    code, rule = SENTENCES.get(error["type"], OTHER)
    return fault(parts, code, rule.format(unknown=_if_unknown(parts), **error.get("ctx", {})))


def _if_unknown(parts: Sequence[Part]) -> str:
    """What is needed cannot be left out alone."""
    if not parts:
        return "compare it with /docs"
    if parts[-1] == "customer_id":
        return "give the record's own id"
    if isinstance(parts[-1], int) or (parts[0], parts[-1]) in NEEDED:
        return "leave the whole entry out if it is unknown"
    return "leave it out if it is unknown"


def _unknown_field(around: Sequence[Part], name: str) -> Fault:
    """A field that is not in the vocabulary, with the known one that it may mean."""
    meant = nearest(name, around)
    remedy = f"the nearest is {meant}; rename it" if meant else "compare the names in /docs"
    visible = shown((*around, name))
    rule = "has a field that is not known" if len(visible) == len(around) else "is not a known field"
    detail = f"{path(visible)} {rule}; {remedy}, or put a field of your own into attributes"
    return Fault(pointer(visible), "unknown_field", detail)


def _one_a_value(errors: Sequence[Details]) -> Iterator[Details]:
    """A union reports every branch: the telling one is kept."""
    for _, branches in groupby(errors, _place):
        yield _telling(list(branches))


def _telling(branches: Sequence[Details]) -> Details:
    """The last branch that did not fail for the value's type or size; where all did, it is of none of the types."""
    fitting = [each for each in branches if not each["type"].endswith(("_type", "_than"))]
    if fitting:
        return fitting[-1]
    kinds = {each["type"] for each in branches}
    return branches[0] if len(kinds) == 1 else {**branches[0], "type": "not_a_scalar"}


def _place(error: Details) -> tuple[Part, ...]:
    """The location without the names of union branches and pydantic's mark of a key."""
    parts: list[Part] = list(error["loc"])
    if error["type"] == "extra_forbidden":
        return tuple(parts)
    while parts and isinstance(parts[-1], str) and (parts[-1].startswith(BRANCH) or parts[-1] == "[key]"):
        parts.pop()
    return tuple(parts)
