"""An experiment as columns: who was in which arm, what came of it, and what was known before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from scoring.columns import BoolArray, Category, FloatArray, IntArray, category
from scoring.vocabulary import Kind
from training.casting import cast
from training.errors import TrainingError, or_nearest, rows
from training.pilot.notes import Note
from training.reading import ROW, Source, open_table

CUSTOMER = "customer_id"
MOST_ARMS, MOST_PARTS = 20, 50
FEWEST_OF_AN_ARM = 2  # under it there is no variance
LARGEST = 1e60  # and its inverse: the fourth powers of what is beyond cannot be computed


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Customers as they were assigned.

    `arms`: names, the control first; `arm` (n,) indexes them. `outcomes` (n,) have no missing values; `before` (n,) was
    known before anyone was treated, NaN where it was not; `groups` (n,) are texts. `notes` are told beside it.
    """

    arms: tuple[str, ...]
    arm: IntArray
    outcomes: Mapping[str, FloatArray]
    before: Mapping[str, FloatArray]
    groups: Mapping[str, Category]
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(self.arm)

    @property
    def n(self) -> int:
        """How many customers there are."""
        return len(self.arm)

    def of(self, arm: int) -> BoolArray:
        """Who is in an arm (n,)."""
        mask: BoolArray = self.arm == arm
        return mask


def read_trial(
    path: Path,
    *,
    arm: str,
    control: str,
    outcomes: Sequence[str],
    before: Sequence[str] = (),
    groups: Sequence[str] = (),
    customer: str | None = None,
) -> Trial:
    """The trial of a flat file, CSV or Parquet, a row a customer.

    `customer` names the column of their ids, which is `customer_id` where the file has one. Raises TrainingError for a
    column that is not there, a value that is no number, a missing outcome or arm, a customer with two rows, fewer than
    two arms, and a control that is none of them.
    """
    source = open_table("trial", path)
    _check_columns(source, arm, outcomes, before, groups, customer)
    table = _customers(source, [arm, *outcomes, *before, *groups], customer)
    arms, code = _arms(source, table, arm, control)
    return Trial(
        arms,
        code,
        {name: _outcome(source, table, name) for name in outcomes},
        {name: _number(source, table, name, "--before") for name in before},
        {name: _group(source, table, name) for name in groups},
    )


def noun(count: int) -> str:
    """`customer` or `customers`."""
    return "customer" if count == 1 else "customers"


def checked_arms(names: Sequence[str], arm: IntArray, where: str) -> None:
    """TrainingError where fewer than two arms have customers enough to compare them."""
    counts = np.bincount(arm, minlength=len(names))
    for name, count in zip(names, counts, strict=True):
        if count < FEWEST_OF_AN_ARM:
            raise TrainingError(
                f'{where}: the arm "{name}" has {count} {noun(count)}; an effect needs {FEWEST_OF_AN_ARM} or more in '
                "each."
            )


def _check_columns(
    source: Source,
    arm: str,
    outcomes: Sequence[str],
    before: Sequence[str],
    groups: Sequence[str],
    customer: str | None,
) -> None:
    named = [("--arm", arm), *(("--outcome", name) for name in outcomes), *(("--before", name) for name in before)]
    named += [("--group", name) for name in groups] + ([("--customer", customer)] if customer else [])
    for option, name in named:
        if name not in source.columns:
            near = or_nearest(name, source.columns)
            raise TrainingError(f'{option} names "{name}", which {source.name} has no column for{near}.')
    known_before = {arm, *before, *groups}
    for name in outcomes:
        if name in known_before:
            raise TrainingError(f'"{name}" is named as an outcome and again; an outcome is what came afterwards.')
    if arm in (*before, *groups):
        raise TrainingError(f'"{arm}" is the arm and cannot be in --before or --group; leave it out there.')


def _customers(source: Source, columns: Sequence[str], customer: str | None) -> pl.DataFrame:
    """The columns of a file in which each customer has one row."""
    who = customer or (CUSTOMER if CUSTOMER in source.columns else None)
    table = source.read([*columns, *([who] if who else [])], lines=False)
    if not len(table):
        raise TrainingError(f"{source.name} has no rows; give a file with a row for each customer.")
    if who:
        _check_customers(source, table, who)
    return table


def _check_customers(source: Source, table: pl.DataFrame, customer: str) -> None:
    ids = cast(table[customer], Kind.TEXT).values.cast(pl.String)
    if ids.null_count():
        missing = rows(table[ROW].filter(ids.is_null()).to_list())
        raise TrainingError(f"{source.name}, {missing}: {customer} must be given; leave such rows out.")
    again = ~ids.is_first_distinct()
    if again.any():
        raise TrainingError(
            f"{source.name}: each customer must have one row, but some come again in "
            f"{rows(table[ROW].filter(again).to_list())}; add up what they did and keep one row of each."
        )


def _arms(source: Source, table: pl.DataFrame, column: str, control: str) -> tuple[tuple[str, ...], IntArray]:
    """The arms, control first and the others in ascending order, and the code (n,) of each customer's."""
    found = _category(source, table, column)
    if found.missing().any():
        numbers = rows(table[ROW].filter(pl.Series(found.missing())).to_list())
        raise TrainingError(
            f"{source.name}, {numbers}: {column} must be given; leave out who was never assigned to an arm."
        )
    if control not in found.levels:
        near = or_nearest(control, found.levels)
        raise TrainingError(f'--control: {column} of {source.name} has no arm "{control}"{near}.')
    if len(found.levels) < 2:
        raise TrainingError(f'{source.name} has one arm only, "{control}"; an effect needs another to compare it with.')
    if len(found.levels) > MOST_ARMS:
        raise TrainingError(
            f"{column} of {source.name} has {len(found.levels):,} values, so it names no arms (at most {MOST_ARMS}); "
            "give --arm the column that says who was assigned to what."
        )
    arms = (control, *(level for level in found.levels if level != control))
    code = found.codes_in(arms).astype(np.int64)
    checked_arms(arms, code, source.name)
    return arms, code


def _outcome(source: Source, table: pl.DataFrame, column: str) -> FloatArray:
    values = _number(source, table, column, "--outcome")
    if np.isnan(values).any():
        numbers = rows(table[ROW].filter(pl.Series(np.isnan(values))).to_list())
        raise TrainingError(
            f"{source.name}, {numbers}: {column} must be given for everyone; write 0 for who did nothing. Whoever is "
            "left out because the outcome is unknown makes the arms differ."
        )
    return values


def _number(source: Source, table: pl.DataFrame, column: str, option: str) -> FloatArray:
    """Numbers (n,), yes and no as 1 and 0; NaN where missing."""
    for kind in (Kind.NUMBER, Kind.FLAG):
        read = cast(table[column], kind)
        if not read.bad.any():
            return _sized(source, column, read.values.cast(pl.Float64).fill_null(np.nan).to_numpy())
    bad = rows(table[ROW].filter(cast(table[column], Kind.NUMBER).bad).to_list())
    remedy = (
        "put it right there" if option == "--outcome" else "put it right there, or name a column of texts in --group"
    )
    raise TrainingError(f"{source.name}, {bad}: {column} must be a finite number; {remedy}.")


def _sized(source: Source, column: str, values: FloatArray) -> FloatArray:
    """The values (n,) where computing with them neither overflows nor vanishes."""
    own = np.array(values, dtype=np.float64)
    most = float(np.nanmax(np.abs(own))) if not np.isnan(own).all() else 0.0
    if most and not 1 / LARGEST <= most <= LARGEST:
        raise TrainingError(
            f"{source.name}: {column} must have its largest value between {1 / LARGEST:.0e} and {LARGEST:.0e}; give it "
            "in another unit."
        )
    return own


def _group(source: Source, table: pl.DataFrame, column: str) -> Category:
    found = _category(source, table, column)
    if len(found.levels) > MOST_PARTS:
        raise TrainingError(
            f"--group: {column} of {source.name} has {len(found.levels):,} values, and each is a group of its own; "
            f"give a column with {MOST_PARTS} or fewer, such as bands of it."
        )
    return found


def _category(source: Source, table: pl.DataFrame, column: str) -> Category:
    read = cast(table[column], Kind.TEXT)
    if read.bad.any():
        bad = rows(table[ROW].filter(read.bad).to_list())
        raise TrainingError(f"{source.name}, {bad}: {column} must be a text; put it right there.")
    return category(read.values.cast(pl.String).to_list())
