"""Scores as a data frame: one row a customer, a column the answer's JSON path joined with `_`."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from schema.usual import own_and_usual
from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray
from scoring.entries import Entries
from scoring.outputs import COLUMNS, LISTS, Output, column_of
from scoring.scorer import Scores


def frame(scores: Scores) -> pl.DataFrame:
    """The score columns of n customers, lists as Arrow lists; what is missing is null."""
    bundle, customers, n = scores.facts.bundle, scores.facts.customers, len(scores)
    columns = {"customer_id": pl.Series(customers.ids, dtype=pl.String), "as_of": _days(customers.as_of)}
    columns["bundle"] = pl.repeat(bundle.version, n, eager=True)
    for name, output in COLUMNS.items():
        columns[name] = _series(scores.columns[name], output)
    for own in bundle.dimensions:
        columns[own.column] = _series(scores.columns[own.column], Output.TEXT)
    for path, fields in LISTS.items():
        columns[column_of(path)] = _entries(scores.lists[column_of(path)], fields, n)
    columns["churn_reasons"] = _reasons(scores)
    columns["actions"] = _actions(scores)
    columns["tags"] = _tags(scores)
    columns["withheld"] = _named(
        {action.code: scores.actions.withheld[:, i] for i, action in enumerate(bundle.policy.actions)}, n
    )
    columns["inputs_missing"] = _named(scores.notes.missing, n)
    columns["inputs_unused"] = _named({**scores.notes.unused, **scores.notes.unused_fields}, n)
    columns["warnings"] = _named({code: number > 0 for code, number in scores.notes.warnings.items()}, n)
    return pl.DataFrame(columns)


def _series(column: Column, output: Output) -> pl.Series:
    if isinstance(column, Category):
        return _texts(column)
    if output is Output.DAY:
        return _days(column)
    if output is Output.PAIR:
        return _pairs(column)
    series = pl.Series(column, nan_to_null=True)
    casts = {Output.COUNT: pl.Int64, Output.FLAG: pl.Boolean}
    return series.cast(casts[output]) if output in casts else series


def _texts(column: Category) -> pl.Series:
    return _chosen(column.levels, column.codes)


def _chosen(levels: Sequence[str], codes: "NDArray[np.integer]") -> pl.Series:
    """Texts by code, null for -1."""
    lookup = pl.Series([*levels, None], dtype=pl.String)
    return lookup.gather(np.where(codes < 0, len(levels), codes).astype(np.uint32))


def _days(column: FloatArray) -> pl.Series:
    return pl.Series(column, nan_to_null=True).cast(pl.Int32).cast(pl.Date)


def _pairs(column: FloatArray) -> pl.Series:
    """Lists of two, null where the first is missing."""
    low, high = (pl.Series(np.ascontiguousarray(column[:, i]), nan_to_null=True) for i in (0, 1))
    return pl.select(pl.when(low.is_not_null()).then(pl.concat_list(low, high))).to_series()


def _listed(rows: IntArray, values: pl.Series, n: int) -> pl.Series:
    """Values (m,) as one list for each of n customers; `rows` (m,) ascends and says whose each value is."""
    entries = pl.DataFrame({"row": rows, "value": values})
    lists = entries.group_by("row", maintain_order=True).agg("value")
    everyone = pl.DataFrame({"row": np.arange(n)})
    nothing = pl.Series([[]], dtype=pl.List(values.dtype))
    return everyone.join(lists, on="row", how="left", maintain_order="left")["value"].fill_null(nothing)


def _texts_listed(codes: IntArray, texts: Sequence[str]) -> pl.Series:
    """The texts of codes (n, k), -1 left out, as one list a customer."""
    rows, _ = np.nonzero(codes >= 0)
    return _listed(rows, _chosen(texts, codes[codes >= 0]), len(codes))


def _named(masks: Mapping[str, BoolArray], n: int) -> pl.Series:
    """The names whose mask (n,) holds, as one list a customer; most customers share a few lists."""
    if not masks:
        return _texts_listed(_none(n), [])
    held = np.stack(list(masks.values()), axis=1)
    bits = np.packbits(held, axis=1)
    _, first, which = np.unique(bits.view(f"V{bits.shape[1]}").ravel(), return_index=True, return_inverse=True)
    lists = _texts_listed(np.where(held[first], np.arange(len(masks)), -1), list(masks))
    return lists.gather(which.astype(np.uint32))


def _tags(scores: Scores) -> pl.Series:
    codes: list[IntArray] = []
    texts: list[str] = []
    for space, column in scores.tags.classes.items():
        codes.append(np.where(column.codes < 0, -1, column.codes + len(texts)))
        texts += [f"{space}:{level}" for level in column.levels]
    for tag, mask in scores.tags.flags.items():
        codes.append(np.where(mask, len(texts), -1))
        texts.append(tag)
    return _texts_listed(np.stack(codes, axis=1) if codes else _none(len(scores)), texts)


def _none(n: int) -> IntArray:
    return np.full((n, 1), -1)


def _entries(entries: Entries, fields: Mapping[str, Output], n: int) -> pl.Series:
    """The structs of a list of the answer, as one list a customer."""
    structs = pl.DataFrame(
        {name: _series(entries.columns[name], output) for name, output in fields.items()}
    ).to_struct()
    return _listed(entries.customer, structs, n)


def _reasons(scores: Scores) -> pl.Series:
    """Structs of feature, effect (log-odds), value and usual value (numbers; null for texts)."""
    reasons = scores.reasons
    scored = ~np.isnan(_number(scores, "churn_score"))
    kept = (reasons.feature >= 0) & scored[:, None]
    rows, _ = np.nonzero(kept)
    feature = reasons.feature[kept]
    value, usual = own_and_usual(scores.facts, reasons.names, rows, feature)
    fields = {
        "feature": _chosen(reasons.names, feature),
        "effect": pl.Series(reasons.effect[kept]),
        "value": pl.Series(value, nan_to_null=True),
        "usual": pl.Series(usual, nan_to_null=True),
    }
    return _listed(rows, pl.DataFrame(fields).to_struct(), len(scores))


def _actions(scores: Scores) -> pl.Series:
    """Structs of the chosen actions, best first."""
    policy, as_of = scores.facts.bundle.policy.actions, scores.facts.customers.as_of
    chosen, due = scores.actions.chosen, scores.actions.due_days
    there = chosen >= 0
    rows, _ = np.nonzero(there)
    which = chosen[there]
    texts = ("code", "because", "owner_role", "channel", "priority")
    fields = {name: _chosen([getattr(action, name) for action in policy], which) for name in texts}
    fields["due_on"] = _days(as_of[rows] + due[there])
    fields["expected_net_value"] = pl.Series(scores.actions.net_value[there], nan_to_null=True)
    return _listed(rows, pl.DataFrame(fields).to_struct(), len(scores))


def _number(scores: Scores, name: str) -> FloatArray:
    column = scores.columns[name]
    assert not isinstance(column, Category)
    return column
