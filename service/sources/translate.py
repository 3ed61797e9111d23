"""A record of a CRM as a payload: what the mapping finds in it, list by list and field by field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.sources.conversions import Wrong
from service.sources.expression import Expression, is_true
from service.sources.mapping import Field, Join, Json, Mapping, Place, Rows
from service.sources.nodes import Trace, with_added
from service.sources.values import Around, Home, asked, currency_of, value_of

MOST_WRONG = 50  # told

Row = dict[str, Any]
Joined = Sequence[tuple[Join, dict[str, list[Row]]]]


@dataclass(frozen=True, slots=True)
class Found:
    """Something wrong at a place of the payload."""

    place: Place
    code: str
    rule: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The payload, what is wrong with it, and the tags that the record carries."""

    payload: dict[str, Json]
    wrong: tuple[Found, ...]
    carried: tuple[str, ...]


def translate(record: Row, mapping: Mapping, home: Home, trace: Trace | None = None) -> Translation:
    """The payload of a record; `trace` notes where each field came from."""
    work = _Work(mapping, home, trace)
    root = work.with_parts(record)
    payload = work.payload(root)
    return Translation(payload, tuple(work.wrong), tuple(work.tags(root)))


class _Work:
    """The work on one record."""

    def __init__(self, mapping: Mapping, home: Home, trace: Trace | None) -> None:
        self.mapping, self.home, self.trace = mapping, home, trace
        self.wrong: list[Found] = []

    def with_parts(self, record: Row) -> Row:
        for name, part in self.mapping.parts:
            record = with_added(record, {name: self._asked(part, record, (name,))})
        return record

    def payload(self, root: Row) -> dict[str, Json]:
        money = self.mapping.money
        around = Around(root, self._currency(money.read, root, ("currency",), money.default))
        found = self._fields(self.mapping.top, around, ())
        for rows in self.mapping.rows:
            entries = self._rows(rows, around)
            if entries is not None:
                found[rows.name] = entries
        for name, fields in self.mapping.objects.items():
            if part := self._fields(fields, around, (name,)):
                found[name] = part
        return found

    def tags(self, root: Row) -> Iterator[str]:
        rule = self.mapping.back.tags if self.mapping.back else None
        carried = None if rule is None else rule.carried
        found = None if carried is None else self._asked(carried, root, ("tags",), "answer.tags.carried")
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, str):
                parts = one.split(rule.split) if rule and rule.split else [one]
                yield from (part.strip() for part in parts if part.strip())

    def _rows(self, rows: Rows, root: Around) -> list[Json] | None:
        found = self._list(rows.each, root.row, (rows.name,), rows.name)
        if found is None:
            return None
        entries: list[Json] = []
        joined = [(join, self._by_key(join, root.row, rows.name)) for join in rows.joins]
        for row in found:
            row = self._with_joined(row, joined)  # noqa: PLW2901
            place = (rows.name, len(entries))
            currency = self._currency(rows.currency, row, place, root.currency) if rows.currency else root.currency
            entries += self._entries(rows, Around(row, currency), place)
        return entries

    def _with_joined(self, row: Row, joined: Joined) -> Row:
        return with_added(row, {join.name: groups.get(self._key(join.on, row), []) for join, groups in joined})

    def _entries(self, rows: Rows, around: Around, place: Place) -> list[Json]:
        """The entries of a row: one, or one for each of its lines."""
        within = (*place, "lines")
        lines = self._list(rows.lines.each, around.row, within, f"{rows.name}.lines") if rows.lines else None
        if rows.lines is None or not lines:
            self._is_from(around.row, place)
            return [self._fields(rows.fields, around, place)]
        names = {field.name for field in rows.lines.fields}
        above = tuple(field for field in rows.fields if field.name not in names)
        entries: list[Json] = []
        for i, line in enumerate(lines):
            here = (*place[:-1], int(place[-1]) + i)
            self._is_from(line, here)
            entry = self._fields(above, around, here)
            below = Around(with_added(line, {"row": around.row}), around.currency)
            entries.append(entry | self._fields(rows.lines.fields, below, here))
        return entries

    def _by_key(self, join: Join, root: Row, table: str) -> dict[str, list[Row]]:
        groups: dict[str, list[Row]] = {}
        for row in self._list(join.rows, root, (join.name,), f"{table}.join.{join.name}") or ():
            if key := self._key(join.key, row):
                groups.setdefault(key, []).append(row)
        return groups

    def _key(self, expression: Expression, row: Row) -> str:
        """What joins rows, "" for one that belongs to none."""
        found = self._asked(expression, row, ())
        return str(found) if isinstance(found, str | int) else ""

    def _list(self, each: Expression, around: Row, place: Place, rule: str) -> list[Row] | None:
        """The rows that an expression finds; one alone is a list of one."""
        found = self._asked(each, around, place, rule)
        if found is None or found == "":
            return None
        rows = [found] if isinstance(found, dict) else found
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            return rows
        self._note(place, Wrong("not_a_list", "must be a list of objects; map the field that holds them"))
        return None

    def _fields(self, fields: Sequence[Field], around: Around, place: Place) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for field in fields:
            here = (*place, field.name)
            try:
                if field.when is not None and not is_true(self._asked(field.when, around.row, here)):
                    continue
                value = value_of(field, around, self.mapping, self.home)
            except Wrong as wrong:
                self._note(here, wrong)
            else:
                if value is not None:
                    found[field.name] = value
            self._keep(here, _rule(here))
        return found

    def _currency(self, read: Expression | None, row: Row, place: Place, default: str) -> str:
        here = place if place == ("currency",) else (*place, "currency")
        try:
            return currency_of(read, row, self.mapping, self.home, default)
        except Wrong as wrong:
            self._note(here, wrong)
            return ""
        finally:
            self._keep(here, _rule(here))

    def _asked(self, expression: Expression, row: Row, place: Place, rule: str = "") -> Any:
        """What an expression finds that is of no field by itself, None where it cannot be applied."""
        try:
            return asked(expression, row)
        except Wrong as wrong:
            self._note(place, wrong)
            return None
        finally:
            self._keep(place, rule)

    def _note(self, place: Place, wrong: Wrong) -> None:
        if len(self.wrong) < MOST_WRONG:
            self.wrong.append(Found(place, wrong.code, wrong.rule))

    def _keep(self, place: Place, rule: str = "") -> None:
        if self.trace is not None:
            if rule:
                self.trace.count(rule)
            self.trace.keep(place)

    def _is_from(self, row: Row, place: Place) -> None:
        if self.trace is not None and (at := getattr(row, "at", None)) is not None:
            self.trace.places[place] = at


def _rule(place: Place) -> str:
    """The rule of the mapping that fills a place, whichever entry it is of: a text "orders.amount"."""
    return ".".join(part for part in place if isinstance(part, str))
