"""What a mapping is, once it is read and checked."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from enum import Enum, auto
from zoneinfo import ZoneInfo

from scoring.vocabulary import Kind
from service.settings import WrongSetting
from service.sources.expression import Expression

Place = tuple[str | int, ...]  # in the payload: ("orders", 3, "amount")
Json = object


class Given(Enum):
    """Where a mapping says nothing."""

    NOT = auto()


class WrongMapping(WrongSetting):
    """A mapping that breaks the rules; each line of the message is a sentence with place, rule and remedy."""


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """How a number is worked out: (value x `times` - `minus`) / `over`, and then by its unit."""

    times: Expression | None = None
    minus: Expression | None = None
    over: Expression | None = None
    unit: str = ""
    is_money: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of the payload, or of an entry of a list.

    `kind`: None for a field of the company's own, which is taken as it is. `values`: the CRM's words and what stands
    for them; `otherwise`: what stands for a word that is not among them ("" leaves it out).
    """

    name: str
    kind: Kind | None
    read: Expression
    when: Expression | None = None
    default: Json = Given.NOT
    values: Table[str, Json] | None = None
    otherwise: Json = Given.NOT
    choices: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    zone: ZoneInfo | None = None
    split: str = ""
    amount: Amount = Amount()


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """Rows of another list that belong to a row: those whose `key` is the row's `on`. They are its `name`."""

    name: str
    rows: Expression
    key: Expression
    on: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines within a row; each is an entry of its own, with the row's fields where it has none. Its row: `row`."""

    each: Expression
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A list of the payload: an entry for each row that `each` finds."""

    name: str
    each: Expression
    fields: tuple[Field, ...]
    joins: tuple[Join, ...] = ()
    lines: Lines | None = None
    currency: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """In which currency a record is; `rates`: what one unit of another is worth in `into`."""

    read: Expression | None = None
    default: str = ""
    into: str = ""
    rates: Table[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A field of the CRM that part of the answer goes into."""

    name: str
    read: Expression
    values: Table[str, Json] | None = None
    otherwise: Json = Given.NOT
    join: str = ""
    digits: int | None = None
    percent: bool = False
    format: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class TagRule:
    """Which tags go to the CRM and how they are written there; `carried` are those that the record has."""

    carried: Expression | None = None
    split: str = ""
    keep: tuple[str, ...] = ()
    prefix: str = ""
    labels: bool = False
    names: Table[str, str] = field(default_factory=dict)
    only_named: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Back:
    """How the answer is shaped for the way back."""

    fields: tuple[Told, ...]
    tags: TagRule | None


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """What a mapping says of itself. `verified`: its names are those of the vendor's public documentation."""

    title: str
    verified: bool
    note: str
    documentation: tuple[str, ...]
    extends: str | None
    shipped: bool


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """How the records of a CRM become payloads."""

    name: str
    about: About
    parts: tuple[tuple[str, Expression], ...]
    top: tuple[Field, ...]
    rows: tuple[Rows, ...]
    objects: Table[str, tuple[Field, ...]]  # `attributes` among them
    money: Money
    decimal: str
    zone: ZoneInfo | None
    back: Back | None
    names: frozenset[str]  # that its expressions ask for: its own words, not a customer's
