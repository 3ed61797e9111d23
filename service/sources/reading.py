"""A mapping file, read and checked against the vocabulary of the payload: wrong ones are told with place and remedy."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scoring.vocabulary import OBJECTS, TABLES, Kind
from service.sources.checks import Checks, Toml
from service.sources.mapping import About, Field, Join, Lines, Mapping, Money, Rows, WrongMapping
from service.sources.reading_back import BACK, back_of
from service.sources.reading_fields import FieldReader, forms_of

ABOUT = ("title", "verified", "note", "documentation", "extends")
TOP = {"customer_id": Kind.TEXT, "as_of": Kind.DAY}
SECTIONS = ("dates", "numbers", "currency", "parts", "values", *TABLES, *OBJECTS, "attributes", "answer")
NESTED = {*SECTIONS, "lines", "join", "rates", *BACK}  # tables whose keys are laid over one another by `extends`

Find = Callable[[str], Toml | None]


def loaded(path: Path) -> Toml:
    """The TOML of a file; raises `WrongMapping`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WrongMapping(f"{path.name}: is no TOML: {error}; correct it there.") from None
    except UnicodeDecodeError:
        raise WrongMapping(f"{path.name}: is not UTF-8; save it as UTF-8.") from None
    except OSError as error:
        raise WrongMapping(f"{path}: cannot be read: {error.strerror}; give a file that is there.") from None


def mapping_of(toml: Toml, name: str, find: Find, *, shipped: bool) -> Mapping:
    """The mapping of a file; `find` gives the TOML of one that it extends. Raises `WrongMapping`."""
    checks = Checks(f"{name}.toml")
    whole = _extended(toml, find, checks)
    checks.keys(whole, "", (*ABOUT, *TOP, *SECTIONS))
    about = _about(toml, name, checks, shipped=shipped)
    found = _mapping(whole, name, about, checks)
    checks.settle()
    return found


def _extended(toml: Toml, find: Find, checks: Checks) -> Toml:
    base = toml.get("extends")
    if base is None:
        return toml
    below = find(base) if isinstance(base, str) else None
    if below is None:
        checks.wrong("extends", "must name a mapping that is shipped; `python -m service source list` names them")
        return toml
    return _over(below, toml)


def _over(below: Toml, above: Toml, *, inner: bool = False) -> Toml:
    """Tables of fields key by key, a field and a table of words as a whole."""
    found = dict(below)
    for key, value in above.items():
        under = below.get(key)
        both = isinstance(value, dict) and isinstance(under, dict) and (key in NESTED or inner)
        found[key] = _over(under, value, inner=key in {"values", "join"}) if both else value  # type: ignore[arg-type]
    return found


def _about(toml: Toml, name: str, checks: Checks, *, shipped: bool) -> About:
    note, verified = checks.text(toml, "note", ""), checks.flag(toml, "verified", "")
    documentation = checks.texts(toml, "documentation", "")
    if verified and not documentation:
        checks.wrong("documentation", "is needed where verified is true; name the vendor's pages")
    if shipped and not verified and not note:
        checks.wrong("note", "is needed where verified is false; say why")
    extends = toml.get("extends")
    base = extends if isinstance(extends, str) else None
    return About(checks.text(toml, "title", "", name), verified, note, documentation, base, shipped)


def _mapping(toml: Toml, name: str, about: About, checks: Checks) -> Mapping:
    dates = _section(toml, "dates", ("formats", "zone"), checks)
    numbers = _section(toml, "numbers", ("decimal",), checks)
    fields = FieldReader(checks, checks.table(toml, "values"), forms_of(dates, "dates.", checks))
    top = fields.fields(toml, "", TOP, "")
    if "customer_id" not in {field.name for field in top}:
        checks.wrong("customer_id", "is needed; name the field that holds the record's own id")
    decimal = checks.text(numbers, "decimal", "numbers.", ".")
    if decimal not in (".", ","):
        checks.wrong("numbers.decimal", "must be a point or a comma; leave it out for a point")
    parts = [(key, checks.expression(text, f"parts.{key}")) for key, text in checks.table(toml, "parts").items()]
    return Mapping(
        name=name,
        about=about,
        parts=tuple((key, part) for key, part in parts if part is not None),
        top=top,
        rows=tuple(rows for table in TABLES if (rows := _rows(toml, table, fields, checks)) is not None),
        objects=_objects(toml, fields, checks),
        money=_money(toml, checks),
        decimal=decimal,
        zone=checks.zone(checks.text(dates, "zone", "dates."), "dates.zone"),
        back=back_of(checks.table(toml, "answer"), checks) if "answer" in toml else None,
        names=frozenset(checks.names),
    )


def _section(toml: Toml, key: str, known: tuple[str, ...], checks: Checks) -> Toml:
    found = checks.table(toml, key)
    checks.keys(found, key, known)
    return found


def _objects(toml: Toml, fields: FieldReader, checks: Checks) -> dict[str, tuple[Field, ...]]:
    found = {}
    for name, kinds in OBJECTS.items():
        found[name] = fields.fields(_section(toml, name, tuple(kinds), checks), name, kinds, f"{name}.")
    found["attributes"] = fields.own(checks.table(toml, "attributes"))
    return {name: part for name, part in found.items() if part}


def _rows(toml: Toml, name: str, fields: FieldReader, checks: Checks) -> Rows | None:
    if name not in toml:
        return None
    kinds = TABLES[name]
    given = _section(toml, name, ("each", "lines", "join", "currency", *kinds), checks)
    each = checks.expression(given.get("each"), f"{name}.each")
    found = fields.fields(given, name, kinds, f"{name}.")
    lines = _lines(given, name, fields, checks)
    for missing in fields.missing(name, (*found, *(lines.fields if lines else ()))):
        checks.wrong(f"{name}.{missing}", "is needed; name the CRM's field, or remove the whole table")
    if each is None:
        if not given.get("each"):
            checks.wrong(f"{name}.each", "is needed; name the list in the record")
        return None
    currency = checks.expression(given.get("currency"), f"{name}.currency")
    return Rows(name, each, found, _joins(given, name, checks), lines, currency)


def _lines(given: Toml, name: str, fields: FieldReader, checks: Checks) -> Lines | None:
    if "lines" not in given:
        return None
    place, kinds, table = f"{name}.lines", TABLES[name], checks.table(given, "lines", f"{name}.")
    checks.keys(table, place, ("each", *kinds))
    each = checks.expression(table.get("each"), f"{place}.each")
    if each is None:
        checks.wrong(f"{place}.each", "is needed; name the list within the row")
        return None
    return Lines(each, fields.fields(table, name, kinds, f"{place}."))


def _joins(given: Toml, name: str, checks: Checks) -> tuple[Join, ...]:
    joins: list[Join] = []
    for key, table in checks.table(given, "join", f"{name}.").items():
        place = f"{name}.join.{key}"
        spec: dict[str, Any] = table if isinstance(table, dict) else {}
        checks.keys(spec, place, ("rows", "key", "on"))
        rows, their, own = (checks.expression(spec.get(one), f"{place}.{one}") for one in ("rows", "key", "on"))
        if rows is None or their is None or own is None:
            checks.wrong(place, "needs rows, the key in them, and on, the field of the row that it is; name all three")
        else:
            joins.append(Join(key, rows, their, own))
    return tuple(joins)


def _money(toml: Toml, checks: Checks) -> Money:
    table = _section(toml, "currency", ("from", "default", "into", "rates"), checks)
    rates = checks.table(table, "rates", "currency.")
    for code, rate in rates.items():
        if isinstance(rate, bool) or not isinstance(rate, int | float) or rate <= 0:
            checks.wrong(f"currency.rates.{code}", "must be a number over 0; say what one unit is worth in into")
    into = checks.text(table, "into", "currency.").upper()
    if rates and not into:
        checks.wrong("currency.into", "is needed beside rates; name the currency that they lead to")
    read = checks.expression(table.get("from"), "currency.from")
    default = checks.text(table, "default", "currency.").upper()
    return Money(read, default, into, {code.upper(): rate for code, rate in rates.items()})
