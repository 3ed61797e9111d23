"""The answer: score columns of n customers as JSON-ready dicts, in one language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from schema.actions import actions_of
from schema.written import listed, nested, written
from scoring.columns import EPOCH_ORDINAL
from scoring.customers import Record, from_records
from scoring.dimensions.churn import BANDS
from scoring.model import Bundle
from scoring.outputs import LISTS, OUTPUTS, Output, column_of, path_of
from scoring.reasons import change_entry, reason_texts, warning_texts
from scoring.scorer import Scores, score
from scoring.what_if import Changes, what_would_change

SCHEMA_VERSION = 1
Json = dict[str, Any]


def answer(
    records: Sequence[Record], bundle: Bundle, language: str, today: date, *, explain: bool = True
) -> list[Json]:
    """One answer a record (`payload.parse`), in their order; `explain` adds what would change a band."""
    scores = score(from_records(records, float(today.toordinal() - EPOCH_ORDINAL)), bundle)
    changes = what_would_change(scores) if explain else None
    return answers(scores, language, changes)


def answers(scores: Scores, language: str, changes: Changes | None = None) -> list[Json]:
    """The answers of scored customers."""
    values = {path: written(scores.columns[column_of(path)], output) for path, output in OUTPUTS.items()}
    values |= {path: listed(scores.lists[column_of(path)], fields, len(scores)) for path, fields in LISTS.items()}
    own = [one.column for one in scores.facts.bundle.dimensions]
    values |= {path_of(column): written(scores.columns[column], Output.TEXT) for column in own}
    as_of = written(scores.facts.customers.as_of, Output.DAY)
    reasons = reason_texts(scores.facts, scores.reasons, scores.facts.bundle.labels[language])
    found, paths = [], tuple(values)
    for row, told in enumerate(zip(*values.values(), strict=True)):
        body = nested(paths, told)
        body.setdefault("custom", {})  # where the company has no dimension of its own
        body["segment"]["name"] = _segment_name(scores.facts.bundle, body["segment"]["code"], language)
        body["churn"]["reasons"] = reasons[row] if body["churn"]["score"] is not None else []
        body["churn"]["what_would_change"] = [] if changes is None else _changes(changes, row, scores, language)
        found.append({**_head(scores, row, as_of[row], language), **body, **_tail(scores, row, language)})
    return found


def _head(scores: Scores, row: int, as_of: str, language: str) -> Json:
    """Whose answer this is, and which bundle's."""
    bundle = scores.facts.bundle
    return {
        "customer_id": scores.facts.customers.ids[row],
        "as_of": as_of,
        "bundle": bundle.version,
        "schema_version": SCHEMA_VERSION,
        "language": language,
        "currency": bundle.currency,
    }


def _tail(scores: Scores, row: int, language: str) -> Json:
    """What follows from the answer, and what it says about itself."""
    notes = scores.notes
    return {
        "tags": tags_of(scores, row),
        "actions": actions_of(scores, row, language),
        "withheld": _withheld(scores, row),
        "inputs_missing": [name for name, mask in notes.missing.items() if mask[row]],
        "inputs_unused": [name for name, mask in {**notes.unused, **notes.unused_fields}.items() if mask[row]],
        "warnings": warning_texts(notes, row, scores.facts.bundle.labels[language]),
    }


def segment_answer(records: Sequence[Record], bundle: Bundle, language: str, today: date) -> list[Json]:
    """Segment, tier, band, group, stage and tags only."""
    scores = score(from_records(records, float(today.toordinal() - EPOCH_ORDINAL)), bundle)
    paths = ("segment.code", "value.tier", "churn.band", "rfm.group", "lifecycle.stage")
    values = {path: written(scores.columns[column_of(path)], OUTPUTS[path]) for path in paths}
    return [
        {
            "customer_id": customer_id,
            "bundle": bundle.version,
            "segment": values["segment.code"][row],
            "segment_name": _segment_name(bundle, values["segment.code"][row], language),
            "tier": values["value.tier"][row],
            "band": values["churn.band"][row],
            "group": values["rfm.group"][row],
            "stage": values["lifecycle.stage"][row],
            "tags": tags_of(scores, row),
        }
        for row, customer_id in enumerate(scores.facts.customers.ids)
    ]


def tags_of(scores: Scores, row: int) -> list[str]:
    """The tags of one customer, classes first."""
    classes = [
        f"{space}:{column.levels[column.codes[row]]}"
        for space, column in scores.tags.classes.items()
        if column.codes[row] >= 0
    ]
    return classes + [tag for tag, mask in scores.tags.flags.items() if mask[row]]


def _withheld(scores: Scores, row: int) -> list[str]:
    codes = scores.facts.bundle.policy.actions
    return [codes[i].code for i in np.flatnonzero(scores.actions.withheld[row])]


def _changes(changes: Changes, row: int, scores: Scores, language: str) -> list[Json]:
    labels = scores.facts.bundle.labels[language]
    return [
        change_entry(feature, float(changes.to[row, i]), BANDS[changes.band[row, i]], labels)
        for i, feature in enumerate(changes.features)
        if changes.band[row, i] >= 0
    ]


def _segment_name(bundle: Bundle, code: str | None, language: str) -> str | None:
    if code is None or bundle.segmentation is None:
        return None
    return next((str(p["name"][language]) for p in bundle.segmentation.profiles if p["code"] == code), None)
