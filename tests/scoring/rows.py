"""Scores as one plain value a customer, numbers to the last bit, so that two answers can be compared whole."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from schema import answer as schema
from schema.written import plain_json
from scoring.columns import EPOCH_ORDINAL, Category, Column
from scoring.customers import Customers, from_records
from scoring.entries import Entries
from scoring.model import Bundle
from scoring.scorer import Scores, score
from scoring.what_if import what_would_change
from tests.scoring.builders import TODAY

Payload = Mapping[str, Any]


def day(when: date) -> float:
    """Days since 1970-01-01."""
    return float(when.toordinal() - EPOCH_ORDINAL)


def customers(*payloads: Payload) -> Customers:
    """Customers from payloads, with ids where they have none, as of `TODAY`."""
    return from_records([{"customer_id": f"C{i}", **payload} for i, payload in enumerate(payloads)], day(TODAY))


def scored(bundle: Bundle, *payloads: Payload) -> Scores:
    """The scores of payloads."""
    return score(customers(*payloads), bundle)


def texts(scores: Scores, column: str) -> list[str | None]:
    """A text column's classes."""
    found = scores.columns[column]
    assert isinstance(found, Category)
    return found.texts()


def numbers(scores: Scores, column: str) -> list[float | None]:
    """A number column, None where missing."""
    found = scores.columns[column]
    assert isinstance(found, np.ndarray)
    return [None if np.isnan(value) else float(value) for value in found]


def rows(scores: Scores) -> list[dict[str, Any]]:
    """Everything that an answer is made from, a customer."""
    return [_row(scores, i) for i in range(len(scores))]


def answers(bundle: Bundle, payloads: Sequence[Payload]) -> list[dict[str, Any]]:
    """`rows` of payloads scored as one batch, with what would change them and the JSON that is sent."""
    scores = scored(bundle, *payloads)
    changes = what_would_change(scores)
    found = rows(scores)
    for i, (row, told) in enumerate(zip(found, schema.answers(scores, "zh-Hans", changes), strict=True)):
        row["changes"] = (changes.features, _bits(changes.to, i), changes.band[i].tolist())
        row["json"] = plain_json(told)
    return found


def _row(scores: Scores, i: int) -> dict[str, Any]:
    reasons, actions, notes = scores.reasons, scores.actions, scores.notes
    return {
        "id": scores.facts.customers.ids[i],
        **{name: _bits(column, i) for name, column in scores.columns.items()},
        **{f"{name}[]": _entries(entries, i) for name, entries in scores.lists.items()},
        "reasons": [
            (reasons.names[feature], effect.hex())
            for feature, effect in zip(reasons.feature[i].tolist(), reasons.effect[i].tolist(), strict=True)
            if feature >= 0
        ],
        "actions": (actions.chosen[i].tolist(), _bits(actions.net_value, i), actions.withheld[i].tolist()),
        "tags": [(space, _bits(column, i)) for space, column in scores.tags.classes.items()],
        "flags": [tag for tag, mask in scores.tags.flags.items() if mask[i]],
        "warnings": {code: float(number[i]) for code, number in notes.warnings.items() if number[i]},
        "unused": [name for name, mask in notes.unused.items() if mask[i]],
        "missing": [name for name, mask in notes.missing.items() if mask[i]],
    }


def _entries(entries: Entries, i: int) -> list[dict[str, Any]]:
    """The entries of one customer, in their order."""
    own = np.flatnonzero(entries.customer == i)
    return [{name: _bits(column, j) for name, column in entries.columns.items()} for j in own.tolist()]


def _bits(column: Column, i: int) -> object:
    """A text, or the bytes of the numbers: no last bit may differ, but one NaN is as good as another."""
    if isinstance(column, Category):
        return column.texts()[i]
    return np.where(np.isnan(column[i]), np.nan, column[i]).tobytes()
