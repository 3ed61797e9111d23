"""The [answer] of a mapping file: which fields of the CRM take what of the answer, and which tags go there."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

import scoring
from schema.response import ScoreAnswer
from scoring.outputs import column_of
from service.sources.checks import Checks, Toml
from service.sources.expression import Expression
from service.sources.mapping import Back, Given, TagRule, Told

BACK = ("fields", "tags", "names")
FIELD = ("from", "values", "otherwise", "join", "digits", "unit", "format")
TAGS = ("carried", "split", "keep", "prefix", "labels", "names", "only_named")
EPOCH_MS = "epoch_ms"
LABELS = Path(scoring.__file__).parent / "labels"


def back_of(answer: Toml, checks: Checks) -> Back:
    """The way back."""
    checks.keys(answer, "answer", ("fields", "tags"))
    fields = (
        _told(name, spec, checks) for name, spec in checks.table(answer, "fields", "answer.").items() if spec != ""
    )
    tags = _tags(checks.table(answer, "tags", "answer."), checks) if "tags" in answer else None
    return Back(tuple(field for field in fields if field is not None), tags)


def _told(name: str, spec: object, checks: Checks) -> Told | None:
    place = f"answer.fields.{name}"
    table: Toml = {"from": spec} if isinstance(spec, str) else spec if isinstance(spec, dict) else {}
    checks.keys(table, place, FIELD)
    names = set(checks.names)
    read = checks.expression(table.get("from"), f"{place}.from")
    checks.names = names  # of the answer, not of the record
    if read is None:
        checks.wrong(place, 'must name a field of the answer; write "churn.band", or { from = "churn.band" }')
        return None
    _exists(read, place, checks)
    unit, digits = checks.text(table, "unit", f"{place}."), table.get("digits")
    if unit not in ("", "percent"):
        checks.wrong(f"{place}.unit", "must be percent; leave it out to keep shares from 0 to 1")
    if digits is not None and (isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= 12):
        checks.wrong(f"{place}.digits", "must be a whole number from 0 to 12; leave it out to keep all")
        digits = None
    values = checks.table(table, "values", f"{place}.") if "values" in table else None
    for word in values or ():
        _is_class(word, read, f"{place}.values.{word}", checks)
    return Told(
        name=name,
        read=read,
        values=values,
        otherwise=table.get("otherwise", Given.NOT),
        join=checks.text(table, "join", f"{place}."),
        digits=digits,
        percent=unit == "percent",
        format=checks.text(table, "format", f"{place}."),
    )


def _exists(read: Expression, place: str, checks: Checks) -> None:
    """Whether plain names lead somewhere in the answer; of other expressions the first name is looked at."""
    if read.path is None:
        if not read.names & ScoreAnswer.model_fields.keys():
            checks.wrong(place, "names nothing of the answer; see ScoreAnswer in /docs")
        return
    kind: Any = ScoreAnswer
    for name in read.path:
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            return
        if name not in kind.model_fields:
            checks.wrong(place, f"leads nowhere in the answer at {name}; see ScoreAnswer in /docs")
            return
        kind = kind.model_fields[name].annotation
    if any(isinstance(one, type) and issubclass(one, BaseModel) for one in (kind, *get_args(kind))):
        checks.wrong(place, "leads to an object, and a field of a CRM takes a value; name one of its fields")


def _is_class(word: str, read: Expression, place: str, checks: Checks) -> None:
    """Whether the answer can hold a word there; of what has no classes of its own every word is let by."""
    classes = _classes().get(column_of(".".join(read.path or ())))
    if classes and word not in classes:
        checks.wrong(place, f"is no class of {read.text}; there is {', '.join(classes)}")


@cache
def _classes() -> dict[str, list[str]]:
    """The classes of each column, which have their labels in every language."""
    labels = tomllib.loads((LABELS / "en.toml").read_text(encoding="utf-8"))
    return {column: list(words) for column, words in labels["classes"].items()}


def _tags(table: Toml, checks: Checks) -> TagRule:
    place = "answer.tags."
    checks.keys(table, "answer.tags", TAGS)
    names = checks.table(table, "names", place)
    for tag, name in names.items():
        if not isinstance(name, str):
            checks.wrong(f"{place}names.{tag}", "must be a text; write the tag as the CRM has it")
    return TagRule(
        carried=checks.expression(table.get("carried"), f"{place}carried"),
        split=checks.text(table, "split", place),
        keep=checks.texts(table, "keep", place),
        prefix=checks.text(table, "prefix", place),
        labels=checks.flag(table, "labels", place),
        names={tag: name for tag, name in names.items() if isinstance(name, str)},
        only_named=checks.flag(table, "only_named", place),
    )
