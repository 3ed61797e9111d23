"""Scores as the columns of a score file: one row a customer, a column the answer's JSON path joined with `_`.

`training.frame` makes the same columns with Polars, which does not serve; a test holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schema.arrow import writing
from schema.arrow.writing import Array
from schema.usual import own_and_usual
from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, category
from scoring.entries import Entries
from scoring.outputs import COLUMNS, LISTS, Output, column_of
from scoring.scorer import Scores

OF_AN_ACTION = ("code", "because", "owner_role", "channel", "priority")


def columns_of(scores: Scores, at: IntArray, problems: Sequence[str | None]) -> dict[str, Array]:
    """The columns of all rows: the customers stand `at` (n,) theirs, a `problem` in the others, whose rest is null."""
    bundle, customers = scores.facts.bundle, scores.facts.customers
    rows = _Rows(scores, at, len(problems))
    return {
        "customer_id": rows.spread(category(list(customers.ids)), Output.TEXT),
        "as_of": rows.spread(customers.as_of, Output.DAY),
        "bundle": rows.spread(category([bundle.version] * len(scores)), Output.TEXT),
        **{name: rows.spread(scores.columns[name], output) for name, output in COLUMNS.items()},
        **{own.column: rows.spread(scores.columns[own.column], Output.TEXT) for own in bundle.dimensions},
        **{column_of(path): rows.entries(scores.lists[column_of(path)], fields) for path, fields in LISTS.items()},
        "churn_reasons": rows.reasons(),
        "actions": rows.actions(),
        "tags": rows.tags(),
        "withheld": rows.named(
            {one.code: scores.actions.withheld[:, i] for i, one in enumerate(bundle.policy.actions)}
        ),
        "inputs_missing": rows.named(scores.notes.missing),
        "inputs_unused": rows.named({**scores.notes.unused, **scores.notes.unused_fields}),
        "warnings": rows.named({code: number > 0 for code, number in scores.notes.warnings.items()}),
        "problem": writing.texts(category(problems)),
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """n customers among `total` rows."""

    scores: Scores
    at: IntArray
    total: int

    def spread(self, column: Column, output: Output) -> Array:
        """A column (n,) over all rows."""
        if isinstance(column, Category):
            codes = np.full(self.total, -1, np.int32)
            codes[self.at] = column.codes
            return _array(Category(codes, column.levels), output)
        everyone = np.full((self.total, *column.shape[1:]), np.nan)
        everyone[self.at] = column
        return _array(everyone, output)

    def listed(self, owner: IntArray, values: Array) -> Array:
        """Values (m,) as a list for each customer; `owner` (m,) ascends and says whose."""
        given = np.zeros(self.total, dtype=bool)
        given[self.at] = True
        return writing.lists(self.at[owner], values, given)

    def entries(self, entries: Entries, fields: Mapping[str, Output]) -> Array:
        """A list of the answer."""
        arrays = {name: _array(entries.columns[name], output) for name, output in fields.items()}
        return self.listed(entries.customer, writing.structures(arrays, len(entries.customer)))

    def named(self, masks: Mapping[str, BoolArray]) -> Array:
        """The names whose mask (n,) holds."""
        held = np.stack(list(masks.values()), axis=1) if masks else np.zeros((len(self.scores), 0), dtype=bool)
        return self.texts(np.where(held, np.arange(len(masks)), -1), list(masks))

    def texts(self, codes: "NDArray[np.integer]", texts: Sequence[str]) -> Array:
        """The texts of codes (n, k), -1 left out."""
        owner, _ = np.nonzero(codes >= 0)
        return self.listed(owner, _chosen(codes[codes >= 0], texts))

    def tags(self) -> Array:
        """Classes first."""
        codes, texts = [np.full(len(self.scores), -1)], list[str]()
        for space, column in self.scores.tags.classes.items():
            codes.append(np.where(column.codes < 0, -1, column.codes + len(texts)))
            texts += [f"{space}:{level}" for level in column.levels]
        for tag, mask in self.scores.tags.flags.items():
            codes.append(np.where(mask, len(texts), -1))
            texts.append(tag)
        return self.texts(np.stack(codes, axis=1), texts)

    def reasons(self) -> Array:
        """Structs of feature, effect (log-odds), value and usual value (numbers; null for texts)."""
        reasons, score = self.scores.reasons, self.scores.columns["churn_score"]
        assert not isinstance(score, Category)
        kept = (reasons.feature >= 0) & ~np.isnan(score)[:, None]
        owner, _ = np.nonzero(kept)
        feature = reasons.feature[kept]
        value, usual = own_and_usual(self.scores.facts, reasons.names, owner, feature)
        fields = {
            "feature": _chosen(feature, reasons.names),
            "effect": writing.numbers(reasons.effect[kept]),
            "value": writing.numbers(value),
            "usual": writing.numbers(usual),
        }
        return self.listed(owner, writing.structures(fields, len(owner)))

    def actions(self) -> Array:
        """Structs of the chosen actions, best first."""
        policy, chosen = self.scores.facts.bundle.policy.actions, self.scores.actions
        there = chosen.chosen >= 0
        owner, _ = np.nonzero(there)
        which = chosen.chosen[there]
        fields = {name: _chosen(which, [getattr(one, name) for one in policy]) for name in OF_AN_ACTION}
        fields["due_on"] = writing.days(self.scores.facts.customers.as_of[owner] + chosen.due_days[there])
        fields["expected_net_value"] = writing.numbers(chosen.net_value[there])
        return self.listed(owner, writing.structures(fields, len(owner)))


def _chosen(codes: "NDArray[np.integer]", texts: Sequence[str]) -> Array:
    return writing.texts(Category(codes.astype(np.int32), tuple(texts)))


def _array(column: Column, output: Output) -> Array:
    if isinstance(column, Category):
        return writing.texts(column)
    if output is Output.PAIR:
        return _pairs(column)
    return WRITERS[output](column)


def _pairs(column: FloatArray) -> Array:
    """Lists of two, null where the first is missing."""
    given = ~np.isnan(column[:, 0])
    return writing.lists(np.repeat(np.flatnonzero(given), 2), writing.numbers(column[given].ravel()), given)


WRITERS = {
    Output.NUMBER: writing.numbers,
    Output.COUNT: writing.counts,
    Output.FLAG: writing.flags,
    Output.DAY: writing.days,
}
