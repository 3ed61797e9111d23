"""What is to be learned, and how a company's own columns are read: a TOML file and the options of the command line."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from scoring.vocabulary import TABLES, customer_columns
from training import config_values as value_of
from training.defaults import default_content
from training.definitions import merged
from training.dimensions import checked
from training.errors import TrainingError, or_nearest


@dataclass(frozen=True, slots=True)
class TableConfig:
    """How one file is read.

    `where` (SQL) picks its rows; `fields` names for one of our fields the SQL expression, or the bare column, that
    fills it.
    """

    where: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a fit can be told.

    `event` is what churn means (auto: the label if there is one, else purchases, else contracts that end);
    `horizon_days` is churn's; `static` are columns of `customers` that are features without a label too, `protected`
    those that are never features; `attributes` are the company's own columns of `customers`, or "*" alone for every
    other one; `patterns` name the features (or groups of them) that partial payloads have; `dimensions` are the
    company's own; `definitions` and `policy` replace what the files of those names in scoring say.
    """

    as_of: date | None = None
    event: Literal["auto", "label", "purchases", "contracts"] = "auto"
    horizon_days: int | Literal["auto"] = "auto"
    value_horizon_days: int = 365
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    static: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    demo: bool = False
    tables: Mapping[str, TableConfig] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dimensions: tuple[Mapping[str, Any], ...] = ()
    definitions: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_toml(cls, path: Path | None = None, overrides: Mapping[str, object] | None = None) -> "Config":
        """The file's keys under the options' (`{"as_of": "2011-06-09", "horizon_days": "180"}`; None: not given).

        Raises TrainingError naming file, key and rule.
        """
        content = {} if path is None else read_toml(path)
        values = {} if path is None else _from_file(content, path)
        if path is not None and "dimensions" in content:
            values["dimensions"] = _dimensions(content["dimensions"], values, path)
        return cls(**{**values, **_from_options(overrides or {})})

    def table(self, name: str) -> TableConfig:
        """How the file of a table is read."""
        return self.tables.get(name, TableConfig())


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file, with or without the byte-order mark that some editors write."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read ({error.strerror}); give the path of a TOML file.") from error
    except UnicodeDecodeError as error:
        raise TrainingError(f"{path}: is not UTF-8; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise TrainingError(f"{path}: is not valid TOML: {error}.") from error


def fields_of(table: str) -> tuple[str, ...]:
    """Our columns of a table's file."""
    if table == "customers":
        return ("customer_id", "churned", *customer_columns())
    return ("customer_id", *TABLES[table])


def _from_file(content: Mapping[str, Any], path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {"tables": {}}
    for key, value in content.items():
        place = f"{path}: {key}"
        if key in FILES:
            values["tables"][key] = _table(value, place, key)
        elif key in ("definitions", "policy"):
            values[key] = read_toml(path.parent / value) if isinstance(value, str) else value_of.keys(value, place)
        elif key == "dimensions":
            continue  # once definitions and attributes are read, which its conditions may name
        elif key in READERS:
            values[key] = READERS[key](value, place)
        else:
            raise TrainingError(f'{path}: "{key}" is not a key{or_nearest(key, KEYS)}.')
    customers = content.get("customers", {})
    if "attributes" in customers:
        values["attributes"] = value_of.attributes(customers["attributes"], f"{path}: customers.attributes")
    _disjoint(values.get("attributes", ()), values.get("protected", ()), path)
    return values


def _dimensions(value: object, values: Mapping[str, Any], path: Path) -> tuple[Mapping[str, Any], ...]:
    defaults = default_content()
    definitions = merged(defaults["definitions"], values.get("definitions", {}), "definitions")
    text = path.read_text(encoding="utf-8-sig")
    return checked(value, values.get("attributes", ()), {**defaults, "definitions": definitions}, str(path), text)


def _from_options(options: Mapping[str, object]) -> dict[str, Any]:
    """Options of the command line, where numbers may still be texts."""
    values = {}
    for key, value in options.items():
        if key not in READERS:
            raise TypeError(f"{key} is not an option of a fit")
        if value is not None:
            number = isinstance(value, str) and value.isdecimal() and key.endswith("_days")
            values[key] = READERS[key](int(str(value)) if number else value, f"--{key.replace('_', '-')}")
    return values


def _table(value: object, place: str, table: str) -> TableConfig:
    texts = {
        key: item for key, item in value_of.keys(value, place).items() if (table, key) != ("customers", "attributes")
    }
    for key, item in texts.items():
        if key != "where" and key not in fields_of(table):
            raise TrainingError(f"{place}.{key} is not a field of {table}{or_nearest(key, fields_of(table))}.")
        if not isinstance(item, str) or not item.strip():
            raise TrainingError(
                f'{place}.{key} must be a column or a SQL expression in quotes (a constant too: "\'paid\'" or "1").'
            )
    return TableConfig(texts.pop("where", None), texts)


def _disjoint(attributes: tuple[str, ...], protected: tuple[str, ...], path: Path) -> None:
    both = sorted(set(attributes) & set(protected))
    if both:
        raise TrainingError(f'{path}: "{both[0]}" is in customers.attributes and in protected; leave it out of one.')


FILES = ("customers", *TABLES)
READERS: Mapping[str, Callable[[object, str], Any]] = {
    "as_of": value_of.day,
    "event": value_of.event,
    "horizon_days": value_of.days_or_auto,
    "value_horizon_days": value_of.days,
    "currency": value_of.currency,
    "timezone": value_of.timezone,
    "static": value_of.names,
    "protected": value_of.names,
    "demo": value_of.flag,
    "patterns": value_of.patterns,
}
KEYS = (*READERS, *FILES, "dimensions", "definitions", "policy")
