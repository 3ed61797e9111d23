"""Values of the configuration, each checked where it stands: `place` is its file and key, or its option."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from schema.fields import FIRST_DAY, LAST_DAY
from training.errors import TrainingError

EVERY_OTHER_COLUMN = "*"
EVENTS = ("auto", "label", "purchases", "contracts")
CODE = re.compile(r"[a-z][a-z0-9_]*")


def keys(value: object, place: str) -> dict[str, Any]:
    """A table of keys and values."""
    if not isinstance(value, dict):
        raise TrainingError(f"{place} must be a table of keys and values, as [{place.rpartition(' ')[2]}] begins one.")
    return value


def day(value: object, place: str) -> date:
    """A day: a TOML date, or a text such as 2026-11-20."""
    try:
        is_day = isinstance(value, date) and not isinstance(value, datetime)
        found = date.fromisoformat(str(value) if is_day or isinstance(value, str) else "")
    except ValueError as error:
        raise TrainingError(f'{place} must be a day such as "2026-11-20".') from error
    if not FIRST_DAY <= found <= LAST_DAY:
        raise TrainingError(f"{place} must be a day from {FIRST_DAY} to {LAST_DAY}.")
    return found


def event(value: object, place: str) -> str:
    """What churn means."""
    if value not in EVENTS:
        raise TrainingError(f"{place} must be one of {', '.join(EVENTS)}.")
    return str(value)


def days(value: object, place: str) -> int:
    """A whole number of days."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3650:
        raise TrainingError(f"{place} must be a whole number of days from 1 to 3650.")
    return value


def days_or_auto(value: object, place: str) -> int | str:
    """A whole number of days, or "auto"."""
    if isinstance(value, str) and value != "auto":
        raise TrainingError(f'{place} must be a whole number of days from 1 to 3650, or "auto".')
    return "auto" if value == "auto" else days(value, place)


def currency(value: object, place: str) -> str:
    """A code of ISO 4217."""
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise TrainingError(f'{place} must be a code of three capital letters (ISO 4217) such as "CNY".')
    return value


def timezone(value: object, place: str) -> str:
    """A name of the time-zone database."""
    try:
        return ZoneInfo(value if isinstance(value, str) else "").key
    except (ValueError, OSError, LookupError) as error:
        raise TrainingError(f'{place} must be a name of the time-zone database such as "Asia/Shanghai".') from error


def flag(value: object, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise TrainingError(f"{place} must be true or false.")
    return value


def names(value: object, place: str) -> tuple[str, ...]:
    """A list of different names."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
        raise TrainingError(f'{place} must be a list of names such as ["tenure", "plan"].')
    if len(set(value)) < len(value):
        raise TrainingError(f"{place} holds a name twice; leave one out.")
    return tuple(value)


def attributes(value: object, place: str) -> tuple[str, ...]:
    """A list of columns, or ("*",)."""
    if value == EVERY_OTHER_COLUMN:
        return (EVERY_OTHER_COLUMN,)
    if isinstance(value, str):
        raise TrainingError(f'{place} must be a list of columns, or "*" for every other column.')
    return names(value, place)


def patterns(value: object, place: str) -> dict[str, tuple[str, ...]]:
    """Names of patterns, each with the features or groups of features that it has."""
    for name, features in keys(value, place).items():
        if not CODE.fullmatch(name) or name == "full":
            raise TrainingError(f'{place}.{name}: a pattern is named by small letters, digits and _, and not "full".')
        if not names(features, f"{place}.{name}"):
            raise TrainingError(f"{place}.{name} must name one feature at least.")
    return {name: tuple(features) for name, features in keys(value, place).items()}
