"""The answer: score columns of n customers as JSON-ready dicts, in one language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from schema.actions import actions_of
from schema.written import listed, named, objects, written
from scoring.columns import EPOCH_ORDINAL
from scoring.customers import Record, from_records
from scoring.dimensions.churn import BANDS
from scoring.memo import once
from scoring.model import Bundle
from scoring.outputs import LISTS, OUTPUTS, Output, column_of, path_of
from scoring.reasons import change_entry, reason_texts, warning_texts
from scoring.scorer import Scores, score
from scoring.texts import Labels
from scoring.what_if import Changes, what_would_change

SCHEMA_VERSION = 1
COLUMN = {path: column_of(path) for path in (*OUTPUTS, *LISTS)}
TOLD_IN_SHORT = {
    "segment": "segment.code",
    "tier": "value.tier",
    "band": "churn.band",
    "group": "rfm.group",
    "stage": "lifecycle.stage",
}
Json = dict[str, Any]
Watch = Callable[[Scores], object]  # is shown what was scored, before it is told
Columns = dict[str, Sequence[Any]]


def answer(
    records: Sequence[Record],
    bundle: Bundle,
    language: str,
    today: date,
    *,
    explain: bool = True,
    watch: Watch | None = None,
) -> list[Json]:
    """One answer a record (`payload.parse`), in their order; `explain` adds what would change a band."""
    scores = _scored(records, bundle, today, watch)
    changes = what_would_change(scores) if explain else None
    return answers(scores, language, changes)


def _scored(records: Sequence[Record], bundle: Bundle, today: date, watch: Watch | None) -> Scores:
    scores = score(from_records(records, float(today.toordinal() - EPOCH_ORDINAL)), bundle)
    if watch is not None:
        watch(scores)
    return scores


def answers(scores: Scores, language: str, changes: Changes | None = None) -> list[Json]:
    """The answers of scored customers."""
    return objects({**_head(scores, language), **_body(scores, language, changes), **_tail(scores, language)})


def _head(scores: Scores, language: str) -> Columns:
    """Whose answer this is, and which bundle's."""
    bundle, n = scores.facts.bundle, len(scores)
    return {
        "customer_id": scores.facts.customers.ids,
        "as_of": written(scores.facts.customers.as_of, Output.DAY),
        "bundle": [bundle.version] * n,
        "schema_version": [SCHEMA_VERSION] * n,
        "language": [language] * n,
        "currency": [bundle.currency] * n,
    }


def _body(scores: Scores, language: str, changes: Changes | None) -> Columns:
    """All dimensions."""
    bundle, n = scores.facts.bundle, len(scores)
    columns: Columns = {path: written(scores.columns[COLUMN[path]], output) for path, output in OUTPUTS.items()}
    columns |= {path: listed(scores.lists[COLUMN[path]], fields, n) for path, fields in LISTS.items()}
    names, scored = segment_names(bundle)[language], columns["churn.score"]
    columns["segment.name"] = [names.get(code) for code in columns["segment.code"]]
    reasons = reason_texts(scores.facts, scores.reasons, bundle.labels[language])
    columns["churn.reasons"] = [[] if score is None else own for own, score in zip(reasons, scored, strict=True)]
    columns["churn.what_would_change"] = _changes(changes, n, bundle.labels[language])
    for one in bundle.dimensions:
        columns[path_of(one.column)] = written(scores.columns[one.column], Output.TEXT)
    if not bundle.dimensions:
        columns["custom"] = [{} for _ in range(n)]
    return columns


def _tail(scores: Scores, language: str) -> Columns:
    """What follows from the answer, and what it says about itself."""
    notes, n = scores.notes, len(scores)
    codes = tuple(action.code for action in scores.facts.bundle.policy.actions)
    return {
        "tags": tags_of(scores),
        "actions": actions_of(scores, language),
        "withheld": named(dict(zip(codes, scores.actions.withheld.T, strict=True)), n),
        "inputs_missing": named(notes.missing, n),
        "inputs_unused": named({**notes.unused, **notes.unused_fields}, n),
        "warnings": warning_texts(notes.warnings, named(notes.unused, n), scores.facts.bundle.labels[language]),
    }


def segment_answer(
    records: Sequence[Record], bundle: Bundle, language: str, today: date, *, watch: Watch | None = None
) -> list[Json]:
    """Segment, tier, band, group, stage and tags only."""
    scores = _scored(records, bundle, today, watch)
    told = {name: written(scores.columns[COLUMN[path]], OUTPUTS[path]) for name, path in TOLD_IN_SHORT.items()}
    names = segment_names(bundle)[language]
    return objects(
        {
            "customer_id": scores.facts.customers.ids,
            "bundle": [bundle.version] * len(scores),
            "segment": told.pop("segment"),
            "segment_name": [names.get(code) for code in written(scores.columns["segment_code"], Output.TEXT)],
            **told,
            "tags": tags_of(scores),
        }
    )


def tags_of(scores: Scores) -> list[list[str]]:
    """The tags of each customer (n,), classes first."""
    classes = []
    for space, column in scores.tags.classes.items():
        tags = [*(f"{space}:{level}" for level in column.levels), None]
        classes.append([tags[code] for code in column.codes.tolist()])
    flags = named(scores.tags.flags, len(scores))
    return [[*filter(None, own), *more] for *own, more in zip(*classes, flags, strict=True)]


@once
def segment_names(bundle: Bundle) -> Mapping[str, Mapping[str | None, str]]:
    """The name of each segment by language and code."""
    profiles = () if bundle.segmentation is None else bundle.segmentation.profiles
    return {language: {one["code"]: str(one["name"][language]) for one in profiles} for language in bundle.labels}


def _changes(changes: Changes | None, n: int, labels: Labels) -> list[list[Json]]:
    found: list[list[Json]] = [[] for _ in range(n)]
    if changes is not None:
        for row, place in zip(*(places.tolist() for places in (changes.band >= 0).nonzero()), strict=True):
            to, band = float(changes.to[row, place]), BANDS[changes.band[row, place]]
            found[row].append(change_entry(changes.features[place], to, band, labels))
    return found
