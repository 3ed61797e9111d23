"""What is found wrong with a mapping file while it is read: place, rule and remedy, all of it at once."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.sources.expression import Expression, WrongExpression, compiled
from service.sources.mapping import WrongMapping

Toml = dict[str, Any]


class Checks:
    """The faults of one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._faults: list[str] = []
        self.names: set[str] = set()  # that the expressions ask for

    def wrong(self, place: str, rule: str) -> None:
        """Note a fault; `rule` ends with its remedy."""
        self._faults.append(f"{self._file}: {place} {rule}.")

    def settle(self) -> None:
        """Raise `WrongMapping` if there is a fault."""
        if self._faults:
            raise WrongMapping("\n".join(self._faults))

    def keys(self, table: Toml, place: str, known: Iterable[str]) -> None:
        """Note the keys that mean nothing here."""
        names = list(known)
        for key in table:
            if key not in names:
                near = get_close_matches(key, names, n=1)
                remedy = f"rename it to {near[0]}" if near else f"there is {', '.join(names)}"
                self.wrong(f"{place}.{key}".removeprefix("."), f"is not known; {remedy}, or remove it")

    def table(self, tables: Toml, key: str, place: str = "") -> Toml:
        """A table within a table, {} where there is none."""
        found = tables.get(key, {})
        if isinstance(found, dict):
            return found
        self.wrong(f"{place}{key}", f"must be a table; write [{place}{key}]")
        return {}

    def text(self, table: Toml, key: str, place: str, default: str = "") -> str:
        """A text."""
        found = table.get(key, default)
        if isinstance(found, str):
            return found
        self.wrong(f"{place}{key}", "must be a text; put it into quotes")
        return default

    def flag(self, table: Toml, key: str, place: str, *, default: bool = False) -> bool:
        """True or false."""
        found = table.get(key, default)
        if isinstance(found, bool):
            return found
        self.wrong(f"{place}{key}", "must be true or false; write it without quotes")
        return default

    def texts(self, table: Toml, key: str, place: str) -> tuple[str, ...]:
        """A list of texts."""
        found = table.get(key, [])
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return tuple(found)
        self.wrong(f"{place}{key}", "must be a list of texts; put it into [ ]")
        return ()

    def expression(self, text: object, place: str) -> Expression | None:
        """A compiled expression, None where there is none or it is wrong."""
        if text is None or text == "":
            return None
        if not isinstance(text, str):
            self.wrong(place, "must be a JMESPath in quotes; write the name of the CRM's field")
            return None
        try:
            found = compiled(text)
        except WrongExpression as error:
            self.wrong(place, f"is no JMESPath ({error}); names with blanks or signs need double quotes within it")
            return None
        self.names |= found.names
        return found

    def zone(self, name: str, place: str) -> ZoneInfo | None:
        """A time zone."""
        if not name:
            return None
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.wrong(place, "is no time zone; write one such as Asia/Shanghai")
            return None
