"""The value of one field: read by the mapping's expression, translated by its table, converted to the field's kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from scoring.vocabulary import Kind
from service.sources import amounts, conversions, days
from service.sources.conversions import Wrong
from service.sources.expression import CannotRead, Expression
from service.sources.mapping import Field, Given, Json, Mapping

UNREADABLE = "is of another type than the mapping takes it for; compare the record with the mapping's expression"
NO_WORD = "is a word that the mapping does not translate; add it to the values of the field, or give it an otherwise"


@dataclass(frozen=True, slots=True)
class Home:
    """The bundle's currency and time zone, which payloads are in."""

    currency: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Around:
    """Where a field is read: the object around it, and the currency of its amounts ("" where none is said)."""

    row: dict[str, Any]
    currency: str


def asked(expression: Expression, row: object) -> Any:
    """What an expression finds; raises `Wrong`."""
    try:
        return expression.of(row)
    except CannotRead:
        raise Wrong("cannot_be_read", UNREADABLE) from None


def value_of(field: Field, around: Around, mapping: Mapping, home: Home) -> Json | None:
    """The value for the payload, None where there is none; raises `Wrong`."""
    value = asked(field.read, around.row)
    if field.kind is Kind.TEXTS:
        return _texts(field, value)
    value = _alone(value)
    if value is None or value == "":
        return None if field.default is Given.NOT else field.default
    if field.values is not None:
        found = conversions.looked_up(value, field.values)
        if found is not None or field.otherwise is not Given.NOT:
            return _otherwise(field) if found is None else found
    if field.kind is Kind.NUMBER:
        return _amount(field, value, around, mapping, home)
    if field.kind is Kind.DAY:
        convert = days.month if field.name == "month" else days.day
        return convert(value, field.formats, field.zone or mapping.zone, home.zone)
    if field.kind is Kind.FLAG:
        return conversions.flag(value)
    return _word(field, value) if field.kind is Kind.TEXT else conversions.scalar(value)


def currency_of(read: Expression | None, row: object, mapping: Mapping, home: Home, default: str) -> str:
    """The code of a currency, "" where none is said; raises `Wrong` for one that cannot be converted."""
    found = None if read is None else asked(read, row)
    code = found.strip().upper() if isinstance(found, str) and found.strip() else default
    if code:
        amounts.rate(mapping.money, code, home.currency)
    return code


def _amount(field: Field, value: Json, around: Around, mapping: Mapping, home: Home) -> float | None:
    amount = field.amount
    found: float | None = conversions.number(value, mapping.decimal)
    for expression, apply in ((amount.times, _times), (amount.minus, _minus), (amount.over, _over)):
        if expression is not None and found is not None:
            other = _alone(asked(expression, around.row))
            found = apply(found, None if other in (None, "") else conversions.number(other, mapping.decimal))
    if found is None:
        return None
    factor = amounts.unit(amount.unit, around.currency or home.currency)
    if amount.is_money and around.currency:
        factor *= amounts.rate(mapping.money, around.currency, home.currency)
    return amounts.kept(found * factor)


def _texts(field: Field, value: Json) -> list[Json] | None:
    """A list of texts, or one text cut where `split` stands."""
    if value is None or value == "":
        return None if field.default is Given.NOT else [field.default]
    words: Sequence[Json] = value if isinstance(value, list) else [value]
    if field.split:
        words = [part for word in words for part in (word.split(field.split) if isinstance(word, str) else [word])]
    found = (_text(field, word) for word in words if word is not None)
    return list(dict.fromkeys(one for one in found if one is not None))


def _text(field: Field, word: Json) -> Json | None:
    if field.values is not None:
        found = conversions.looked_up(word, field.values)
        if found is not None or field.otherwise is not Given.NOT:
            return _otherwise(field) if found is None else found
    return _word(field, word)


def _word(field: Field, value: Json) -> Json | None:
    word = conversions.text(value)
    if word is None or not field.choices or word in field.choices:
        return word
    if word.lower() in field.choices:
        return word.lower()
    if field.otherwise is not Given.NOT:
        return _otherwise(field)
    raise Wrong("not_a_choice", NO_WORD)


def _otherwise(field: Field) -> Json | None:
    return None if field.otherwise == "" else field.otherwise


def _alone(value: Json) -> Json:
    """A list of one is that one, an empty one nothing."""
    if isinstance(value, list) and len(value) < 2:
        return value[0] if value else None
    return value


def _times(value: float, other: float | None) -> float | None:
    return None if other is None else value * other


def _minus(value: float, other: float | None) -> float | None:
    return value if other is None else value - other


def _over(value: float, other: float | None) -> float | None:
    return value / other if other else None
