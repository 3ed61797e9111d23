"""A CRM's values as the payload's: numbers written as text, flags in words, ids that are numbers."""

import math
import re
import unicodedata
from collections.abc import Mapping

from service.sources.mapping import Json

LONGEST_NUMBER = 64
YES = frozenset({"true", "yes", "y", "t", "on", "1", "是", "有", "已", "对", "√"})
NO = frozenset({"false", "no", "n", "f", "off", "0", "否", "无", "未", "错", "×"})
MYRIADS = {"万": 10_000.0, "萬": 10_000.0, "亿": 100_000_000.0, "億": 100_000_000.0}

_SURROGATE = re.compile("[\ud800-\udfff]")
_CODE = re.compile(r"^[A-Z]{3}(?=[^A-Za-z])|(?<=[^A-Za-z])[A-Z]{3}$")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{2,4})*,[0-9]{3,4}(?:\.[0-9]*)?")


class Wrong(ValueError):
    """A value that cannot be understood: a word for machines, and the rule with its remedy. Never the value."""

    def __init__(self, code: str, rule: str) -> None:
        super().__init__(rule)
        self.code, self.rule = code, rule


def number(value: Json, decimal: str = ".") -> float:
    """A number, or a text that is written as one: "1,234.50", "¥1,234", "(12)", "12.5%", "1.5万"."""
    if isinstance(value, bool):
        raise Wrong("not_a_number", "must be a number, not true or false; map another field")
    if isinstance(value, int | float):
        return _finite(value)
    if isinstance(value, str) and len(value) <= LONGEST_NUMBER:
        return _finite(_written(unicodedata.normalize("NFKC", value), decimal))
    raise Wrong("not_a_number", "must be a number, or a text that is written as one; map another field")


def flag(value: Json) -> bool:
    """True or false, or the usual words for them."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word in YES or word in NO:
        return word in YES
    raise Wrong("not_a_flag", "must be true or false, 1 or 0, yes or no, 是 or 否; translate other words with values")


def text(value: Json) -> str | None:
    """A text without blanks around it, None where nothing is left; numbers as they are written."""
    if isinstance(value, str):
        if not value.isascii() and _SURROGATE.search(value):
            raise Wrong("lone_surrogate", "must not hold half of a surrogate pair; look where texts are cut")
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value == int(value) else repr(value)
    raise Wrong("not_a_text", "must be a text or a number; map a field within it, or translate it with values")


def scalar(value: Json) -> Json:
    """What a field of the company's own may be, as it is."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return _finite(value)
    raise Wrong("not_a_scalar", "must be a text, a number, true or false; map a field within it")


def looked_up(value: Json, values: Mapping[str, Json]) -> Json | None:
    """What stands for a word of the CRM, None where the table has none; small and capital letters are the same."""
    if not isinstance(value, str | int | float):
        return None
    word = str(value).lower() if isinstance(value, bool) else str(value).strip()
    return values[word] if word in values else values.get(word.casefold())


def _finite(value: float) -> float:
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise Wrong("not_finite", "must be a finite number; correct it")
    return found


def _written(value: str, decimal: str) -> float:
    kept = "".join(one for one in value if not _is_ornament(one)).removesuffix("元")
    kept, is_negative = _unwrapped(_CODE.sub("", kept))
    scale = 1.0
    for sign, worth in {"%": 0.01, **MYRIADS}.items():
        if kept.endswith(sign):
            kept, scale = kept.removesuffix(sign), worth
            break
    if decimal == ",":
        kept = kept.translate({ord(","): ".", ord("."): ","})
    if not _PLAIN.fullmatch(kept):
        if not _GROUPED.fullmatch(kept):
            raise Wrong("not_a_number", "is not written as a number; see numbers.decimal, or translate it with values")
        kept = kept.replace(",", "")
    return float(kept) * scale * (-1 if is_negative else 1)


def _unwrapped(value: str) -> tuple[str, bool]:
    """Bookkeepers write what is below zero in brackets."""
    if value.startswith("(") and value.endswith(")"):
        return value[1:-1], True
    return value, False


def _is_ornament(one: str) -> bool:
    return one.isspace() or one in "'’_" or unicodedata.category(one) == "Sc"
