"""One field of a mapping file: the name of a CRM's field, or a table of how it is to be read."""

from typing import Any

from schema.faults import NEEDED
from scoring.vocabulary import CHOICES, EVENT_DAY, Kind
from service.sources.amounts import MINOR, UNITS
from service.sources.checks import Checks, Toml
from service.sources.days import USUAL, WORDS, is_form
from service.sources.expression import Expression
from service.sources.mapping import Amount, Field, Given

MONEY = {
    ("orders", "amount"), ("orders", "cost"), ("order_summary", "amount"), ("account", "cost_to_serve"),
    ("profile", "annual_revenue"),
}  # fmt: skip
KINDS = {"text": Kind.TEXT, "number": Kind.NUMBER, "flag": Kind.FLAG, "day": Kind.DAY}

ANY = ("from", "when", "default", "values", "otherwise")
OF_KIND: dict[Kind | None, tuple[str, ...]] = {
    Kind.NUMBER: ("unit", "times", "minus", "over"),
    Kind.DAY: ("formats", "zone"),
    Kind.TEXTS: ("split",),
}
FORMS: dict[Kind | None, tuple[str, Any]] = {
    Kind.NUMBER: ("a number", int | float),
    Kind.FLAG: ("true or false", bool),
    Kind.DAY: ("a day as text", str),
    Kind.TEXT: ("a text", str),
    Kind.TEXTS: ("a text", str),
    None: ("a text, a number, true or false", str | int | float),
}


def forms_of(table: Toml, place: str, checks: Checks) -> tuple[str, ...]:
    """The forms of days that a table names."""
    forms = checks.texts(table, "formats", place)
    for form in forms:
        if not is_form(form):
            rule = f"must be {', '.join(WORDS)}, or a strptime pattern with year, month and day"
            checks.wrong(f"{place}formats", f"{rule}; write one such as %Y/%m/%d %H:%M")
    return forms


class FieldReader:
    """Reads the fields of one file; `words`: its [values]; `forms`: those of days where a field names none."""

    def __init__(self, checks: Checks, words: Toml, forms: tuple[str, ...]) -> None:
        self._checks, self._words, self._forms = checks, words, forms or USUAL

    def fields(self, given: Toml, part: str, kinds: dict[str, Kind], place: str) -> tuple[Field, ...]:
        """The fields of a part of the payload, whose keys stand at `place`; what is mapped to "" is not mapped."""
        found = (
            self._field(spec, part, name, kinds[name], f"{place}{name}")
            for name, spec in given.items()
            if name in kinds and spec != ""
        )
        return tuple(field for field in found if field is not None)

    def own(self, given: Toml) -> tuple[Field, ...]:
        """Fields of the company's own; `kind` says what they are to be made into."""
        fields: list[Field] = []
        for name, spec in given.items():
            kind = spec.get("kind") if isinstance(spec, dict) else None
            if kind is not None and kind not in KINDS:
                self._checks.wrong(
                    f"attributes.{name}.kind", f"must be one of {', '.join(KINDS)}; leave it out to keep"
                )
                continue
            plain = {key: one for key, one in spec.items() if key != "kind"} if isinstance(spec, dict) else spec
            found = self._field(plain, "attributes", name, KINDS.get(str(kind)), f"attributes.{name}")
            fields += [] if found is None or spec == "" else [found]
        return tuple(fields)

    def missing(self, part: str, fields: tuple[Field, ...]) -> list[str]:
        """The fields that an entry of a list cannot do without and that are not mapped."""
        names = {field.name for field in fields}
        needed = [EVENT_DAY[part], *(name for table, name in NEEDED if table == part)]
        return [name for name in dict.fromkeys(needed) if name not in names]

    def _field(self, spec: object, part: str, name: str, kind: Kind | None, place: str) -> Field | None:
        table: Toml = {"from": spec} if isinstance(spec, str) else spec if isinstance(spec, dict) else {}
        if not table:
            self._checks.wrong(place, 'must be the name of a field, or a table; write { from = "NAME" }')
            return None
        self._checks.keys(table, place, (*ANY, *OF_KIND.get(kind, ())))
        read = self._checks.expression(table.get("from"), f"{place}.from")
        if read is None:
            if not table.get("from"):
                self._checks.wrong(f"{place}.from", "is needed; name the CRM's field, or remove this one")
            return None
        choices = CHOICES.get((part, name), ())
        return Field(
            name=name,
            kind=kind,
            read=read,
            when=self._checks.expression(table.get("when"), f"{place}.when"),
            default=self._worth(table.get("default", Given.NOT), kind, choices, f"{place}.default"),
            values=self._values(table.get("values"), kind, choices, place),
            otherwise=self._worth(table.get("otherwise", Given.NOT), kind, choices, f"{place}.otherwise"),
            choices=choices,
            formats=forms_of(table, f"{place}.", self._checks) or self._forms,
            zone=self._checks.zone(self._checks.text(table, "zone", f"{place}."), f"{place}.zone"),
            split=self._checks.text(table, "split", f"{place}."),
            amount=self._amount(table, (part, name) in MONEY, place),
        )

    def _amount(self, table: Toml, is_money: bool, place: str) -> Amount:
        unit = self._checks.text(table, "unit", f"{place}.")
        known = [*filter(None, UNITS), *([MINOR] if is_money else [])]
        if unit and unit not in known:
            self._checks.wrong(
                f"{place}.unit", f"must be one of {', '.join(known)}; leave it out if it is none of them"
            )
            unit = ""
        others: dict[str, Expression | None] = {
            key: self._checks.expression(table.get(key), f"{place}.{key}") for key in ("times", "minus", "over")
        }
        return Amount(unit=unit, is_money=is_money, **others)

    def _values(self, given: object, kind: Kind | None, choices: tuple[str, ...], place: str) -> Toml | None:
        """A table of words by itself, or the name of one under [values]."""
        if given is None:
            return None
        where = f"{place}.values"
        if isinstance(given, str):
            where, given = f"values.{given}", self._words.get(given)
        if not isinstance(given, dict):
            self._checks.wrong(where, "must be a table of words, or the name of one; write it under [values.NAME]")
            return None
        found = {word: self._worth(worth, kind, choices, f"{where}.{word}") for word, worth in given.items()}
        return {word.casefold(): worth for word, worth in found.items()} | found

    def _worth(self, given: Any, kind: Kind | None, choices: tuple[str, ...], place: str) -> Any:
        """A value that stands in for one of the CRM, as the payload takes it."""
        said, form = FORMS[kind]
        if given is Given.NOT or (given == "" and place.endswith("otherwise")):
            return given
        if not isinstance(given, form) or (isinstance(given, bool) and kind is Kind.NUMBER):
            self._checks.wrong(place, f"must be {said}; the payload takes nothing else there")
        elif choices and given not in choices:
            self._checks.wrong(place, f"must be one of {', '.join(choices)}; the payload knows no other")
        return given
