"""The kinds of value a payload may hold, as annotated types: strict, finite, bounded.

What costs time for every value runs in pydantic's compiled core; Python functions see only the texts and numbers that
are long enough to hide a card number, date-times and months.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from operator import itemgetter
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from schema import privacy
from scoring.vocabulary import CHOICES

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
TEXT_LENGTH = 256
ATTRIBUTE_LENGTH = 4_096  # a note of the company's own
MAX_MONEY = 1e12
MAX_ATTRIBUTE = 1e19  # record ids of 64 bits fit
ATTRIBUTE_NAMES = 1_000

# Marks ids in the core schema, for Limits.id_length.
IS_ID = {"is": "id"}

# Names of union branches in pydantic's error locations; faults.py takes them out again.
BRANCH = "~"

# RFC 3339. pydantic's own parser would take the seconds since 1970 as well, as a text, if they end a day.
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DATE_TIME = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$"
)
_MONTH = re.compile(r"([0-9]{4}-[0-9]{2})(?:-[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Built:
    """An annotation that gives pydantic's core schema as it is."""

    make: Callable[[], CoreSchema]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.make()


def text_schema(length: int, find: Callable[[str], str | None], metadata: dict[str, Any] | None = None) -> CoreSchema:
    """A text of 1 to `length` characters, in which `find` finds nothing."""
    text = partial(core_schema.str_schema, strict=True, min_length=1, metadata=metadata)
    short = text(max_length=min(length, privacy.FEWEST_DIGITS - 1))
    long = core_schema.no_info_after_validator_function(_without(find), text(max_length=length))
    return core_schema.union_schema([(short, f"{BRANCH}short"), (long, f"{BRANCH}long")], mode="left_to_right")


def day_schema() -> CoreSchema:
    """A calendar day; a date-time gives its own, wherever its offset is."""
    parsed = core_schema.date_schema(strict=False, ge=FIRST_DAY, le=LAST_DAY)
    first_ten = core_schema.no_info_plain_validator_function(itemgetter(slice(len("YYYY-MM-DD"))))
    day = core_schema.chain_schema([core_schema.str_schema(strict=True, pattern=_DATE), parsed])
    date_time = core_schema.chain_schema(
        [core_schema.str_schema(strict=True, max_length=64, pattern=_DATE_TIME), first_ten, parsed]
    )
    return core_schema.union_schema(
        [day, date_time],
        mode="left_to_right",
        custom_error_type="not_a_day",
        custom_error_message="not a day",
    )


def month_schema() -> CoreSchema:
    """The first day of a month, from the month or any day in it."""
    text = core_schema.str_schema(strict=True, max_length=10)
    month = core_schema.no_info_after_validator_function(_first_day, text)
    return core_schema.custom_error_schema(month, custom_error_type="not_a_month", custom_error_message="not a month")


def attribute_schema() -> CoreSchema:
    """A text, a number, true, false or null; integers stay integers, since a float would round a card number."""
    number = core_schema.union_schema(
        [
            (core_schema.int_schema(strict=True), f"{BRANCH}integer"),
            (core_schema.float_schema(strict=True, allow_inf_nan=False), f"{BRANCH}float"),
        ],
        mode="left_to_right",
    )
    limit = 10 ** (privacy.FEWEST_DIGITS - 1)
    small = core_schema.int_schema(strict=True, gt=-limit, lt=limit)
    value = core_schema.union_schema(
        [
            (text_schema(ATTRIBUTE_LENGTH, privacy.in_text), f"{BRANCH}text"),
            (core_schema.bool_schema(strict=True), f"{BRANCH}flag"),
            (small, f"{BRANCH}small"),
            (core_schema.no_info_after_validator_function(_bounded, number), f"{BRANCH}number"),
        ],
        mode="left_to_right",
    )
    return core_schema.nullable_schema(value)


def _without(find: Callable[[str], str | None]) -> Callable[[str], str]:
    def check(text: str) -> str:
        _refuse(find(text))
        return text

    return check


def _bounded(number: float) -> float:
    if abs(number) > MAX_ATTRIBUTE:
        raise PydanticCustomError("attribute_range", "out of range")
    _refuse(privacy.in_number(number))
    return number


def _refuse(code: str | None) -> None:
    if code == privacy.IDENTITY_CARD:
        raise PydanticCustomError("identity_card", "identity card")
    if code == privacy.BANK_CARD:
        raise PydanticCustomError("bank_card", "bank card")


@lru_cache(maxsize=4_096)  # a day of the last centuries is all it can keep: what is refused is not cached
def _first_day(text: str) -> date:
    match = _MONTH.fullmatch(text)
    if match:
        _in_range(text if len(text) == 10 else f"{match[1]}-01")  # 2026-02-30 is no day of any month
    return _in_range(match and f"{match[1]}-01")


def _in_range(text: str | None) -> date:
    day = date.fromisoformat(text or "")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("out of range")
    return day


def _choice(table: str, field: str) -> Built:
    return Built(lambda: core_schema.literal_schema(list(CHOICES[table, field])))


_TEXT_FORM = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": TEXT_LENGTH})
_DAY_FORM = {"type": "string", "description": "YYYY-MM-DD, or an RFC 3339 date-time, whose own calendar day counts"}

Id = Annotated[str, Built(lambda: text_schema(sys.maxsize, privacy.in_id, IS_ID)), _TEXT_FORM]
Text = Annotated[str, Built(lambda: text_schema(TEXT_LENGTH, privacy.in_text)), _TEXT_FORM]
Day = Annotated[date, Built(day_schema), WithJsonSchema({**_DAY_FORM, "examples": ["2026-05-02"]})]
Month = Annotated[date, Built(month_schema), WithJsonSchema({"type": "string", "examples": ["2026-10"]})]
AttributeValue = Annotated[
    str | float | bool | None,
    Built(attribute_schema),
    WithJsonSchema({"type": ["string", "number", "boolean", "null"], "maxLength": ATTRIBUTE_LENGTH}),
]
Attributes = Annotated[dict[Text, AttributeValue], Field(max_length=ATTRIBUTE_NAMES)]

Money = Annotated[float, Field(ge=-MAX_MONEY, le=MAX_MONEY)]
Cost = Annotated[float, Field(ge=0, le=MAX_MONEY)]
Revenue = Annotated[float, Field(ge=0, le=9e14)]  # below 16 digits
Amount = Annotated[float, Field(ge=0, le=1e9)]  # how many, how often
Count = Annotated[float, Field(ge=0, le=1e9, multiple_of=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Rating = Annotated[float, Field(ge=1, le=5)]
Nps = Annotated[float, Field(ge=0, le=10)]
Severity = Annotated[float, Field(ge=1, le=3, multiple_of=1)]
Weeks = Annotated[float, Field(ge=0, le=6)]
Tier = Annotated[float, Field(ge=1, le=4, multiple_of=1)]
Age = Annotated[float, Field(ge=0, le=130)]

OrderStatus = Annotated[str, _choice("orders", "status")]
Topic = Annotated[str, _choice("inquiries", "topic")]
Direction = Annotated[str, _choice("contacts", "direction")]
ContactChannel = Annotated[str, _choice("contacts", "channel")]
AccountStatus = Annotated[str, _choice("account", "status")]
Intent = Annotated[str, _choice("account", "intent")]
ProfileKind = Annotated[str, _choice("profile", "kind")]
ConsentChannel = Annotated[str, _choice("consent", "channels")]
