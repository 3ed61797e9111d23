"""What can be set, from the command line (`--bundle`) or the environment (`SCORING_BUNDLE`); the command line wins.

The fields of `Settings` are the one table: name, type, default, bounds, meaning. `--help` is made from it.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from schema.limits import Limits
from service.language import LANGUAGES

PREFIX = "SCORING_"
MIB = 1024 * 1024
NO_YES = ("no", "yes")


class WrongSetting(ValueError):
    """A setting that breaks its rule; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value means and must be: a whole number from `low` to `high`, one of `choices`, or any text."""

    meaning: str
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.choices:
            return f"{self.meaning}: {', '.join(self.choices)}"
        return f"{self.meaning}, {self.low} to {self.high}" if self.high else self.meaning


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one service process."""

    bundle: Annotated[Path, Rule("the bundle: its folder, or the file that names it")] = Path("models/current")
    public_key: Annotated[Path | None, Rule("a PEM file of ed25519 keys, one of which must have signed")] = None
    watch_seconds: Annotated[int, Rule("how often to look for a new bundle, or 0 for never", 0, 3600)] = 10
    challenger: Annotated[Path | None, Rule("a second bundle, compared with the first on some requests")] = None
    challenger_percent: Annotated[int, Rule("the share of the requests that it is compared on", 0, 100)] = 10
    sources: Annotated[Path | None, Rule("the folder of your own mappings of CRM records")] = None
    host: Annotated[str, Rule("the address to listen on")] = "127.0.0.1"
    port: Annotated[int, Rule("the port to listen on, or 0 for a free one", 0, 65535)] = 8000
    default_language: Annotated[str, Rule("the language for who asks for none we have", choices=LANGUAGES)] = "zh-Hans"
    max_body_bytes: Annotated[int, Rule("the largest body of /score and /segments", 1024, 64 * MIB)] = 4 * MIB
    max_unfinished_bytes: Annotated[int, Rule("the most bytes of them on their way together", 1024, 4096 * MIB)] = (
        64 * MIB
    )
    max_batch_bytes: Annotated[int, Rule("the largest body of /score/batch", 1024, 256 * MIB)] = 16 * MIB
    max_batch_rows: Annotated[int, Rule("the most customers in one /score/batch", 1, 100_000)] = 1_000
    max_entries: Annotated[int, Rule("the most entries in one list of a payload", 1, 1_000_000)] = 10_000
    max_id_length: Annotated[int, Rule("the most characters of a customer_id", 1, 4096)] = 256
    keys: Annotated[Path | None, Rule("the TOML file of clients and the hashes of their keys")] = None
    keys_toml: Annotated[str | None, Rule("what such a file would hold, in place of it")] = None
    allow_open: Annotated[str, Rule("listen on other addresses than this machine's without keys", choices=NO_YES)] = (
        "no"
    )
    hosts: Annotated[str | None, Rule("the hosts that callers may name beside localhost, with commas")] = None
    cors_origins: Annotated[str | None, Rule("whose pages may call from a browser, with commas")] = None
    max_in_flight: Annotated[int, Rule("the most requests of single customers at once, in a burst", 1, 1024)] = 64
    max_in_flight_steady: Annotated[int, Rule("the same for longer than a second", 1, 1024)] = 16
    max_batches: Annotated[int, Rule("the most batches and streams at once", 1, 1024)] = 8
    body_seconds: Annotated[int, Rule("how long a body may take to come", 1, 3600)] = 30
    page: Annotated[str, Rule("the page for people at /; off leaves a list", choices=("on", "off"))] = "on"
    keep_alive_seconds: Annotated[int, Rule("how long an idle connection stays open", 1, 3600)] = 75
    shutdown_seconds: Annotated[int, Rule("how long SIGTERM waits for requests in flight", 0, 3600)] = 20
    log_level: Annotated[str, Rule("the least log level", choices=("debug", "info", "warning", "error"))] = "info"
    access_log: Annotated[str, Rule("write a line a request: route, status, milliseconds", choices=NO_YES)] = "no"
    build: Annotated[str | None, Rule("what the metrics call this build, such as a commit")] = None
    otlp_endpoint: Annotated[str | None, Rule("the OTLP/HTTP collector for traces, http://HOST:4318")] = None

    def limits(self) -> Limits:
        """How much requests may hold."""
        return Limits(
            body_bytes=self.max_body_bytes,
            unfinished_bytes=self.max_unfinished_bytes,
            batch_bytes=self.max_batch_bytes,
            entries=self.max_entries,
            rows=self.max_batch_rows,
            id_length=self.max_id_length,
            body_seconds=self.body_seconds,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the settings table."""

    name: str
    kind: type
    default: str
    rule: Rule

    @property
    def option(self) -> str:
        """As the command line names it."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """As the environment names it."""
        return PREFIX + self.name.upper()


def entries() -> list[Entry]:
    """The settings table, in the order of the fields."""
    hints = get_type_hints(Settings, include_extras=True)
    return [_entry(field.name, field.default, hints[field.name]) for field in fields(Settings)]


def _entry(name: str, default: object, hint: Any) -> Entry:
    """`X | None` is an X that may be left out: its default is "none", which nobody has to write."""
    kind = next((kind for kind in get_args(hint.__origin__) if kind is not type(None)), hint.__origin__)
    return Entry(name, kind, "none" if default is None else str(default), hint.__metadata__[0])


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give a parser one option a setting; values stay texts until `read_settings` checks them."""
    for entry in entries():
        meaning = f"{entry.rule} (default {entry.default}; {entry.variable})"
        parser.add_argument(entry.option, dest=entry.name, metavar=entry.kind.__name__.upper(), help=meaning)


def parse_options(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> dict[str, str | None]:
    """The texts of a command line by name, None where not given."""
    return dict(vars(parser.parse_args(arguments)))


def read_settings(options: Mapping[str, str | None], environment: Mapping[str, str]) -> Settings:
    """Settings from option texts and environment; raises `WrongSetting`."""
    values: dict[str, Any] = {}
    for entry in entries():
        option = options.get(entry.name)
        if option is not None:
            values[entry.name] = _value(entry, option, entry.option)
        elif entry.variable in environment:
            values[entry.name] = _value(entry, environment[entry.variable], entry.variable)
    return Settings(**values)


def _value(entry: Entry, text: str, place: str) -> Path | str | int:
    if entry.kind is int:
        return _whole_number(entry.rule, text, place)
    if entry.rule.choices and text not in entry.rule.choices:
        raise WrongSetting(f"{place} must be one of {', '.join(entry.rule.choices)}.")
    if not text:
        raise WrongSetting(f"{place} is empty; leave it out to have {entry.default}.")
    return Path(text) if entry.kind is Path else text


def _whole_number(rule: Rule, text: str, place: str) -> int:
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(rule.high))
    if digits and rule.low <= int(text) <= rule.high:
        return int(text)
    # Kubernetes sets SCORING_PORT=tcp://... in every pod beside a Service that is named "scoring".
    remedy = " Kubernetes set it: give the pod enableServiceLinks: false." if text.startswith("tcp://") else ""
    raise WrongSetting(f"{place} must be a whole number from {rule.low} to {rule.high}.{remedy}")
