"""A training file, CSV or Parquet: its columns, its rows by number, its fingerprint."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from training.errors import TrainingError

ROW = "#row"  # as a spreadsheet numbers them: a CSV file's heading is row 1; Parquet has none, so its first row is 1
LINE = "#line"  # a hash of all columns, by which lines that are the same throughout are told
SAMPLE = "sample"  # in the metadata of a Parquet file: of what customers it is, in words (training/spark/sample.py)

SEPARATORS = (",", ";", "\t", "|")
NOT_A_TABLE = {
    b"PK\x03\x04": "is a workbook or an archive",
    b"\x1f\x8b": "is compressed",
    b"\xff\xfe": "is not UTF-8",
    b"\xfe\xff": "is not UTF-8",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that has been opened: `scan` yields its columns, all of them texts where `is_text` (CSV)."""

    table: str
    path: Path
    scan: pl.LazyFrame
    columns: tuple[str, ...]
    is_text: bool

    @property
    def name(self) -> str:
        """The file's own name, as errors give it."""
        return self.path.name

    @property
    def is_demo(self) -> bool:
        """Whether the file says that `training demo-data` made it."""
        return not self.is_text and "demo" in pl.read_parquet_metadata(self.path)

    @property
    def sample(self) -> str | None:
        """What the file says that it is a sample of."""
        return None if self.is_text else pl.read_parquet_metadata(self.path).get(SAMPLE)

    def read(self, columns: Iterable[str], *, lines: bool) -> pl.DataFrame:
        """The columns with `ROW`, and with `LINE` where wanted; rows that are blank in all of them are left out."""
        wanted = sorted(set(columns))
        line = [pl.struct(pl.exclude(ROW)).hash().alias(LINE)] if lines else []
        scan = self.scan if ROW in self.columns else self.scan.with_row_index(ROW, offset=self._first)
        query = scan.select(ROW, *wanted, *line)
        blank = pl.all_horizontal(pl.col(name).is_null() for name in wanted) if wanted else pl.lit(value=False)
        try:
            return query.filter(~blank).collect()
        except pl.exceptions.PolarsError as error:
            raise TrainingError(_why_unreadable(self.path, str(error), is_text=self.is_text)) from None

    def some(self, start: int, count: int) -> "Source":
        """Some of its rows, called by their numbers in the file: `ROW` is among their columns."""
        scan = self.scan.slice(start, count).with_row_index(ROW, offset=self._first + start)
        return replace(self, scan=scan, columns=(ROW, *self.columns))

    @property
    def _first(self) -> int:
        return 2 if self.is_text else 1

    def sha256(self) -> str:
        """Of the file's bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def open_table(table: str, path: Path) -> Source:
    """The file of a table, whose kind its first bytes tell.

    Raises TrainingError where it is neither Parquet nor CSV in UTF-8.
    """
    try:
        with path.open("rb") as file:
            start = file.read(65_536)
    except OSError as error:
        raise TrainingError(
            f"{path}: cannot be read ({error.strerror}); give the path of a CSV or Parquet file."
        ) from None
    _must_be_a_table(path, start)
    is_text = not start.startswith(b"PAR1")
    try:
        scan = _trimmed(_scan_csv(path, start) if is_text else pl.scan_parquet(path, glob=False))
        return Source(table, path, scan, tuple(scan.collect_schema().names()), is_text)
    except pl.exceptions.PolarsError as error:
        raise TrainingError(_why_unreadable(path, str(error), is_text=is_text)) from None


def _must_be_a_table(path: Path, start: bytes) -> None:
    for magic, fault in NOT_A_TABLE.items():
        if start.startswith(magic):
            raise TrainingError(f"{path.name} {fault}; save it as CSV (UTF-8) or Parquet.")
    if not start.strip():
        raise TrainingError(f"{path.name} is empty; its first line must name the columns.")
    if not start.startswith(b"PAR1") and b"\n" not in start and b"\r" in start:
        raise TrainingError(f"{path.name} ends its lines with CR alone; save it with LF or CRLF.")
    if b"\0" in start.splitlines()[0] and not start.startswith(b"PAR1"):
        raise TrainingError(f"{path.name} is no text; save it as CSV (UTF-8) or Parquet.")


def _trimmed(scan: pl.LazyFrame) -> pl.LazyFrame:
    """Without space around the names, where they stay different."""
    names = scan.collect_schema().names()
    trimmed = [name.strip() for name in names]
    if trimmed == names or len(set(trimmed)) < len(names):
        return scan  # as it is, so that a slice of its rows is read without the others
    return scan.rename(dict(zip(names, trimmed, strict=True)))


def _scan_csv(path: Path, start: bytes) -> pl.LazyFrame:
    """Every column as text: what a value is, the field it fills decides, so that `00123` stays `00123`."""
    return pl.scan_csv(path, separator=_separator(start), infer_schema=False, glob=False)


def _separator(start: bytes) -> str:
    """The one that parts the heading most often; Excel writes `;` where the comma is the decimal sign."""
    heading = start.splitlines()[0].decode("utf-8", errors="replace")
    return max(SEPARATORS, key=heading.count)


def _why_unreadable(path: Path, message: str, *, is_text: bool) -> str:
    """A sentence instead of the library's message, which may hold values."""
    if not is_text:
        return f"{path.name} is a damaged Parquet file; write it again."
    if "utf-8" in message.lower():
        return f"{path.name} is not UTF-8; save it as CSV (UTF-8) or Parquet."
    if "more fields" in message:
        return (
            f"{path.name}: row {_first_long_row(path):,} has more fields than the heading; "
            "put values that hold the separator in double quotes."
        )
    return f'{path.name} cannot be read as CSV; look for a double quote (") that is opened and never closed.'


def _first_long_row(path: Path) -> int:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        records = csv.reader(file, delimiter=_separator(file.readline().encode()))
        file.seek(0)
        width = len(next(records))
        return next((number for number, record in enumerate(records, 2) if len(record) > width), 1)
