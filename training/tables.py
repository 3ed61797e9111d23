"""Training files in, columns out: `read_tables` is the story, `Tables` what it yields."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from scoring.columns import Category, Column, FloatArray, IntArray, unfilled, unfilled_texts
from scoring.customers import Attribute, Customers, from_columns
from scoring.events import Events, in_order
from scoring.vocabulary import EVENT_DAY, Kind
from training.assembly import (
    FileFacts,
    Lists,
    attributes_of,
    columns_of,
    events_of,
    facts_of,
    label_of,
    lists_of,
)
from training.attributes import Attributes, as_learned, chosen, learned
from training.checks import check_customers, check_names, check_not_empty, sample_of, strangers
from training.columns import numbered
from training.config import Config
from training.errors import TrainingError
from training.loading import Loaded, expressions_of, load
from training.outliers import borne
from training.reading import Source, open_table


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The customers of all files together, ascending by id, and all that the files say of them.

    `events` are sorted by customer, day and every other column; `churned` (n,) is 1, 0 or NaN; `left_out` names the
    columns of `customers` that are no attributes, with the reason; `notes` are sentences for whoever fits; `demo` says
    that the data were made up, `sample`, where they are some of all customers, which.
    """

    ids: tuple[str, ...]
    columns: Mapping[str, Column]
    events: Mapping[str, tuple[IntArray, Mapping[str, Column]]]
    sets: Mapping[str, Lists]
    attributes: Mapping[str, Attribute]
    churned: FloatArray
    files: Mapping[str, FileFacts]
    left_out: Mapping[str, str]
    notes: tuple[str, ...]
    demo: bool
    sample: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def labelled(self) -> bool:
        """Whether any customer has a label."""
        return not bool(np.isnan(self.churned).all())

    @property
    def first_day(self) -> int | None:
        """The first day of any event; None where there are no events."""
        return min((facts.first_day for facts in self.files.values() if facts.first_day is not None), default=None)

    @property
    def last_day(self) -> int | None:
        """The last day of any event, a month of usage by its own last day; None where there are no events."""
        return max((facts.last_day for facts in self.files.values() if facts.last_day is not None), default=None)

    def fingerprint(self) -> dict[str, dict[str, object]]:
        """What a bundle says of its data, in plain values."""
        return {name: asdict(facts) | {"columns": list(facts.columns)} for name, facts in self.files.items()}

    def customers(self, as_of: float) -> Customers:
        """The customers, to be answered as of a day; nothing is cut (`scoring.timeline` does that).

        A file's list is known for every customer; a list within a row of `customers` for those alone who have one.
        """
        sets = {name: (lists.customer, lists.text) for name, lists in self.sets.items()}
        days = np.full(len(self), float(as_of))
        made = from_columns(self.ids, days, self.columns, {}, sets, self.attributes)
        known = {name: replace(made.sets[name], known=lists.known) for name, lists in self.sets.items()}
        lists = {name: self._list(made, name) for name in self.events}
        return replace(made, sets={**made.sets, **known}, tables={**made.tables, **lists})

    def _list(self, made: Customers, name: str) -> Events:
        """A file's list, which stands in order already; columns that it does not give are missing."""
        customer, columns = self.events[name]
        missing = {
            field: unfilled_texts(len(customer)) if isinstance(column, Category) else unfilled(len(customer))
            for field, column in made.tables[name].columns.items()
        }
        return Events(customer, np.ones(len(self), dtype=bool), {**missing, **columns})


def read_tables(paths: Mapping[str, Path], config: Config, attributes: Mapping[str, Kind] | None = None) -> Tables:
    """The files of a fit by table; those of a scoring where `attributes` says which a bundle knows, NUMBER or TEXT.

    A scoring needs no label, and takes of the attributes those alone, as they were learned. Raises TrainingError.
    """
    if not paths:
        raise TrainingError("no file is given; give --orders FILE, or --customers FILE with a label.")
    return tables_of({name: open_table(name, paths[name]) for name in sorted(paths)}, config, attributes)


def tables_of(sources: Mapping[str, Source], config: Config, attributes: Mapping[str, Kind] | None = None) -> Tables:
    """The same of what has been opened."""
    about, own = _read_customers(sources.get("customers"), config, attributes)
    histories = _read_histories(sources, config, repeated=attributes is None)
    events, giants = _events(histories, bounded=attributes is None)
    tables = histories if about is None else {"customers": about, **histories}
    check_not_empty(tables, scoring=attributes is not None)
    ids, index = numbered({name: table.customer for name, table in tables.items()})
    row = _rows_of_customers(index.get("customers"), len(ids))
    of_files = (note for table in tables.values() for note in table.notes)
    return Tables(
        ids=tuple(ids.to_list()),
        columns={} if about is None else columns_of(about, row),
        events={name: _in_order(name, index[name], columns) for name, columns in events.items()},
        sets={} if about is None else lists_of(about, index["customers"], len(ids)),
        attributes=attributes_of(own.columns, row),
        churned=label_of(about, row),
        files={name: facts_of(table, hashed=attributes is None) for name, table in tables.items()},
        left_out=own.left_out,
        notes=(*of_files, *giants, *strangers(tables, index, len(ids)), *own.notes),
        demo=config.demo or any(source.is_demo for source in sources.values()),
        sample=sample_of(sources),
    )


def _read_customers(
    source: Source | None, config: Config, known: Mapping[str, Kind] | None
) -> tuple[Loaded | None, Attributes]:
    """The customers' own file, and the company's own columns in it."""
    if source is None:
        return None, Attributes({}, {}, ())
    expressions = expressions_of(source, config.table("customers"), label=known is None)
    wanted = (
        chosen(source, config.attributes, expressions) if known is None else set(known).intersection(source.columns)
    )
    table = load(source, expressions, sorted(wanted))
    check_customers(table)
    values = table.rows.raw.select(sorted(wanted))
    if known is not None:
        return table, as_learned(values, known)
    own = learned(values, config.attributes, config.protected, source.name)
    check_names(table, own, config)
    return table, own


def _read_histories(sources: Mapping[str, Source], config: Config, *, repeated: bool) -> dict[str, Loaded]:
    """The files of lists, by table; `repeated` as `loading.load` takes it."""
    return {
        name: load(source, expressions_of(source, config.table(name), label=False), repeated=repeated)
        for name, source in sources.items()
        if name != "customers"
    }


def _events(histories: Mapping[str, Loaded], *, bounded: bool) -> tuple[dict[str, dict[str, Column]], tuple[str, ...]]:
    """The columns of each list; `bounded`: without amounts that no mean survives, and what to tell of them."""
    events = {name: events_of(table) for name, table in histories.items()}
    if not bounded or "orders" not in events:
        return events, ()
    orders, notes = borne(events["orders"])
    return {**events, "orders": orders}, notes


def _in_order(name: str, customer: IntArray, columns: Mapping[str, Column]) -> tuple[IntArray, Mapping[str, Column]]:
    """A list as scoring has it, by customer, day and every other column: sorted once, and not for every question."""
    ordered = in_order(Events(customer, np.empty(0, dtype=bool), columns), EVENT_DAY[name])
    return ordered.customer, ordered.columns


def _rows_of_customers(index: IntArray | None, customers: int) -> IntArray:
    """The row (n,) of each customer in the customers' file, -1 where it has none."""
    row = np.full(customers, -1, dtype=np.int64)
    if index is not None:
        row[index] = np.arange(len(index))
    return row
