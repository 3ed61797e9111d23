"""The demo company as data: `training/demo.toml` read into frozen values."""

import tomllib
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np

from training.demo.arrays import Floats
from training.demo.crm import (
    AccountParameters,
    ConsentParameters,
    ContactParameters,
    FeedbackParameters,
    InquiryParameters,
    ProfileParameters,
    UsageParameters,
)
from training.demo.market import (
    Acquisition,
    Categories,
    Effects,
    Kinds,
    LatentParameters,
    Memory,
    OrderParameters,
    PopulationParameters,
    Season,
)

FILE = Path(__file__).parent.parent / "demo.toml"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The demo company."""

    population: PopulationParameters
    latent: LatentParameters
    effects: Effects
    memory: Memory
    kinds: Kinds
    acquisition: Acquisition
    season: Season
    orders: OrderParameters
    categories: Categories
    inquiries: InquiryParameters
    feedback: FeedbackParameters
    usage: UsageParameters
    contacts: ContactParameters
    account: AccountParameters
    consent: ConsentParameters
    profile: ProfileParameters


def load_parameters(file: Path = FILE) -> Parameters:
    """Read the demo company; KeyError names a key that is missing or unknown."""
    return _build(Parameters, tomllib.loads(file.read_text(encoding="utf-8")))


def _build(cls: type[T], table: dict[str, Any]) -> T:
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    if "codes" in names:
        table = _columns(table)
    odd = sorted(set(table) ^ set(names))
    if odd:
        raise KeyError(
            f"{cls.__name__} and the parameter file must have the same keys; {odd[0]!r} is in one of them only"
        )
    hints = get_type_hints(cls)
    return cls(**{name: _value(hints[name], table[name]) for name in names})


def _columns(rows: dict[str, Any]) -> dict[str, Any]:
    """Named rows as columns; plain numbers become the column `values`."""
    first = next(iter(rows.values()))
    keys = first if isinstance(first, dict) else {"values": None}
    cells = [row if isinstance(row, dict) else {"values": row} for row in rows.values()]
    return {"codes": list(rows)} | {key: [row[key] for row in cells] for key in keys}


def _value(hint: Any, value: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, value)
    if hint == Floats:
        return np.asarray(value, np.float64)
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return hint(value)
