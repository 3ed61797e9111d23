"""Values of a definition or policy, each of the kind that it must be; ValueError with place and rule."""

from sys import float_info
from typing import Any

MOST = 10**9  # days, actions and the like beyond it are slips


def is_finite(value: float) -> bool:
    """Neither NaN nor infinite, nor a whole number that no float can hold: TOML and Python have those too."""
    return abs(value) <= float_info.max


def number(value: Any, place: str, *, least: float | None = None) -> float:
    """A finite number, `least` or more."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not is_finite(value):
        raise ValueError(f"{place} must be a number that is finite")
    if least is not None and value < least:
        raise ValueError(f"{place} must be {least:g} or more")
    return float(value)


def whole(value: Any, place: str, *, least: int = 0) -> int:
    """A whole number, `least` or more."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST:
        raise ValueError(f"{place} must be a whole number from {least} to {MOST:,}")
    return value


def flag(value: Any, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{place} must be true or false")
    return value


def text(value: Any, place: str) -> str:
    """A text with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{place} must be a text")
    return value


def several(value: Any, place: str) -> list[Any]:
    """A list, which may be empty."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"{place} must be a list")
    return list(value)


def table(value: Any, place: str) -> dict[str, Any]:
    """A table of keys and values."""
    if not isinstance(value, dict):
        raise ValueError(f"{place} must be a table of keys and values")
    return value
