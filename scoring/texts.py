"""Codes, numbers and warnings as a language writes them. `labels` is one language's file, `bundle.labels[language]`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Labels = Mapping[str, Any]

# Digits after the point, by the unit of the catalogue; zeros at the end are not written.
DECIMALS = {"days": 0, "months": 0, "points": 0, "count": 1, "ratio": 1}
CENTS_BELOW = 100  # money under this is written with cents
TENTHS_BELOW = 0.1  # shares under this (10 %) are written with tenths of a percent, ratios with hundredths


def class_text(labels: Labels, column: str, code: str) -> str:
    """The text of a class of a column; the code itself where it is a bundle's own (segments, own patterns)."""
    table = "basis" if column.endswith("_basis") else column
    return str(labels["classes"].get(table, {}).get(code, code))


def input_text(labels: Labels, path: str) -> str:
    """The name of a list, object or field of the payload; a custom field has its own."""
    return str(labels["inputs"].get(path, path.removeprefix("attributes.")))


def warning_text(labels: Labels, code: str, count: float = 0, names: Sequence[str] = ()) -> str:
    """The sentence of a warning; `count` entries or the inputs `names` are its matter."""
    sentence = of_number(labels["warnings"][code], count == 1)
    named = labels["lists"]["joiner"].join(input_text(labels, name) for name in names)
    return str(sentence.format(count=grouped(count, 0), names=named))


def quantity(labels: Labels, value: float, unit: str, currency: str, words: Sequence[str] = ()) -> str:
    """A number with its unit: `95 days`, `¥25,000`, `12%`; `words` are those of a count, for one and for more."""
    number = bare_number(labels, value, unit, currency)
    forms = words or labels["units"].get(unit)
    return f"{number} {of_number(forms, number in ('1', '-1'))}" if forms else number


def bare_number(labels: Labels, value: float, unit: str, currency: str) -> str:
    """A number without words, but with the sign of a currency or percent."""
    if unit == "money":
        return money(labels, value, currency)
    if unit == "share":
        percent = value * 100
        return f"{grouped(percent, 1 if abs(value) < TENTHS_BELOW else 0)}%"
    finer = unit == "ratio" and abs(value) < TENTHS_BELOW
    return grouped(value, DECIMALS[unit] + finer)


def money(labels: Labels, value: float, currency: str) -> str:
    """An amount in a currency, in whole units where it is large."""
    whole = abs(value) >= CENTS_BELOW or float(value).is_integer()
    rounded = round(value, 0 if whole else 2) + 0.0
    amount = f"{abs(rounded):,.{0 if whole else 2}f}"
    table = labels["currencies"]
    template = table.get(currency, table["other"])
    return str(template.format(sign="-" if rounded < 0 else "", amount=amount, code=currency))


def tight(text: str) -> str:
    """Without the space between two Chinese characters, where an amount begins with its currency's name."""
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)


def grouped(value: float, decimals: int) -> str:
    """Rounded, thousands grouped, without zeros at the end and without a negative zero."""
    text = f"{round(value, decimals) + 0.0:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def of_number(forms: str | Sequence[str], one: bool) -> str:
    """The form for one or for more; languages that know but one form write one."""
    if isinstance(forms, str):
        return forms
    return forms[0] if one else forms[-1]
