"""Tables with a label: what is learned from, what is judged on, and how a user would tell a fit of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.model_selection import StratifiedKFold

from benchmarks.quality.result import Absent
from scoring.columns import BoolArray, FloatArray, IntArray

FOLDS = 5
HISTORY = ("tenure", "MonthlyCharges", "TotalCharges")


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A file with one row a customer; `positive` is the label's text of who left."""

    name: str
    file: str
    id: str
    label: str
    positive: str

    def config(self, attributes: Sequence[str] = (), extra: str = "") -> str:
        """The TOML text of a fit: all other columns, unless some are named."""
        chosen = str(list(attributes)).replace("'", '"') if attributes else '"*"'
        return (
            f'[customers]\ncustomer_id = "{self.id}"\nchurned = "{self.label} = \'{self.positive}\'"\n'
            f"attributes = {chosen}\n{extra}"
        )


TELCO = LabelledSet("telco", "telco.csv", "customerID", "Churn", "Yes")
MLC_CHURN = LabelledSet("mlc_churn", "mlc_churn.csv", "rownames", "churn", "yes")


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """`texts`: the file's rows as they stand in it; `y` (n,) 1 for who left."""

    about: LabelledSet
    texts: pl.DataFrame
    y: FloatArray

    def rows(self, which: IntArray) -> pl.DataFrame:
        """Some rows, label and all: what a fit may see."""
        return self.texts[which]

    def unlabelled(self, which: IntArray) -> pl.DataFrame:
        """Some rows without the label: what a score may see."""
        return self.texts[which].drop(self.about.label)

    def with_columns(self, names: Sequence[str]) -> "Labelled":
        """The same rows with some of the columns, label and id beside them."""
        return replace(self, texts=self.texts.select(self.about.id, *names, self.about.label))

    def folds(self) -> Iterator[tuple[IntArray, IntArray]]:
        """Training and test rows of each fold."""
        splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        yield from splitter.split(np.zeros(len(self.y)), self.y)


def read(about: LabelledSet, folder: Path, at_most: int = 0) -> Labelled:
    """The file's rows, the first so many (0: all)."""
    if not (folder / about.file).exists():
        raise Absent(f"{about.file} is not in the folder that --data names")
    texts = pl.read_csv(folder / about.file, infer_schema=False)
    texts = texts.head(at_most) if at_most else texts
    return Labelled(about, texts, (texts[about.label] == about.positive).cast(pl.Float64).to_numpy())


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Features (n, p) for peers; texts as codes of their sorted levels, NaN missing, marked in `is_text` (p,)."""

    names: tuple[str, ...]
    x: FloatArray
    is_text: BoolArray

    def rows(self, which: IntArray) -> "Matrix":
        """Some rows."""
        return replace(self, x=self.x[which])


def matrix(data: Labelled) -> Matrix:
    """All columns but id and label; a column is numeric if nearly all that is written in it are numbers."""
    columns, is_text = [], []
    table = data.texts.drop(data.about.id, data.about.label)
    for series in table:
        numbers = series.str.strip_chars().cast(pl.Float64, strict=False)
        text = numbers.null_count() > len(series) // 10
        codes = series.rank("dense").cast(pl.Float64) - 1
        columns.append((codes if text else numbers).fill_null(float("nan")).to_numpy())
        is_text.append(text)
    return Matrix(tuple(table.columns), np.column_stack(columns), np.array(is_text))
