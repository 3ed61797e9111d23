"""What the files must be together: not empty, one row a customer, names that mean something."""

from collections.abc import Iterator, Mapping

import numpy as np

from scoring.columns import IntArray
from scoring.vocabulary import customer_columns
from training.attributes import Attributes
from training.config import Config
from training.errors import TrainingError, or_nearest, rows
from training.loading import Loaded
from training.reading import Source


def check_not_empty(tables: Mapping[str, Loaded], *, scoring: bool) -> None:
    """Orders and customers to learn from must have rows; other lists, and all in scoring, may be known to be empty."""
    for name, table in tables.items():
        if not len(table) and name in ("orders", "customers") and not scoring:
            raise TrainingError(
                f"{table.source.name} has no rows that can be used; give a file that has, or see what the config's "
                f"[{name}] where leaves out and whether customer_id is filled."
            )
    if not any(len(table) for table in tables.values()):
        raise TrainingError("no file has a row with a customer; see whether customer_id is filled.")


def sample_of(sources: Mapping[str, Source]) -> tuple[str, ...]:
    """What the files say that they are a sample of, which all or none must say alike; a sentence or none."""
    said = {source.sample: source.name for source in sources.values()}
    if len(said) > 1:
        one = next(name for text, name in said.items() if text is not None)
        raise TrainingError(
            f"{one} is a sample of customers ({next(text for text in said if text is not None)}), and "
            f"{next(name for name in said.values() if name != one)} is not the same; sample all tables in one go."
        )
    return tuple(f"fitted on a sample: {text}" for text in said if text is not None)


def check_customers(table: Loaded) -> None:
    """Each customer must have one row."""
    again = table.customer.is_first_distinct().not_()
    if again.any():
        count = table.customer.filter(again).n_unique()
        raise TrainingError(
            f"{table.source.name}: each customer must have one row; with more: {count:,}, again in "
            f"{rows(table.numbers.filter(again).to_list())}. Keep one row of each, or pick it in the config: "
            "[customers] where = ..."
        )


def check_names(table: Loaded, own: Attributes, config: Config) -> None:
    """`static` must name features, `protected` columns of the file or of the vocabulary."""
    features = {*customer_columns(), *own.columns, *(f"attributes_{name}" for name in own.columns)}
    for name in config.static:
        if name in own.left_out:
            raise TrainingError(
                f'static names "{name}", which {own.left_out[name]}; name it in customers.attributes too.'
            )
        if name not in features:
            raise TrainingError(f'static names "{name}", which is no column of customers{or_nearest(name, features)}.')
    for name in config.protected:
        if name not in features.union(table.source.columns):
            near = or_nearest(name, features.union(table.source.columns))
            raise TrainingError(f'protected names "{name}", which is no column of customers{near}.')


def strangers(tables: Mapping[str, Loaded], index: Mapping[str, IntArray], customers: int) -> Iterator[str]:
    """A note for each file whose customers occur in no other: often the id is written otherwise there.

    `index` says by table which of all customers each row (m,) is.
    """
    named = {name: np.bincount(rows, minlength=customers) > 0 for name, rows in index.items() if len(rows)}
    files = np.sum(list(named.values()), axis=0)
    for name, those in named.items():
        if len(named) > 1 and not (files[those] > 1).any():
            file = tables[name].source.name
            yield f"{file}: none of its customers is in another file; see whether ids are written alike."
