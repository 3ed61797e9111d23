"""An answer as the CRM takes it: its own fields, tags to add, and tags to remove."""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Table
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from schema.tag_list import tag_list
from scoring.memo import once
from scoring.model import Bundle
from service.sources import conversions
from service.sources.expression import CannotRead
from service.sources.mapping import Back, Given, Json, Mapping, TagRule, Told
from service.sources.reading_back import EPOCH_MS

Answer = dict[str, Any]


def shaped(answer: Answer, mapping: Mapping, carried: Sequence[str], bundle: Bundle, language: str) -> Answer:
    """`answer` for the way back; `carried`: the tags that the record has."""
    back = mapping.back or Back((), None)
    whole = {"customer_id": answer["customer_id"], "bundle": answer["bundle"], "source": mapping.name}
    whole["fields"] = _fields(answer, back, ZoneInfo(bundle.timezone))
    if back.tags is not None:
        whole["tags"] = _tags(answer["tags"], back.tags, carried, tags_known(bundle), language)
    return whole


@once
def tags_known(bundle: Bundle) -> Table[str, Table[str, str]]:
    """Every tag that the bundle's answers can carry, with its label by language."""
    return tag_list(bundle)


def _fields(answer: Answer, back: Back, zone: ZoneInfo) -> dict[str, Json]:
    """Null where the answer has no value, so that an old one does not stay; what is not in this answer is left out."""
    return {told.name: _told(told, answer, zone) for told in back.fields if told.read.names & answer.keys()}


def _told(told: Told, answer: Answer, zone: ZoneInfo) -> Json:
    try:
        value = told.read.of(answer)
    except CannotRead:
        return None
    if isinstance(value, list):
        found = [_one(told, each, zone) for each in value]
        return told.join.join(str(each) for each in found if each is not None) if told.join else found
    return _one(told, value, zone)


def _one(told: Told, value: Json, zone: ZoneInfo) -> Json:
    if value is None:
        return None
    if told.values is not None:
        found = conversions.looked_up(value, told.values)
        if found is not None or told.otherwise is not Given.NOT:
            return told.otherwise if found is None else found
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = value * 100 if told.percent else value
        return value if told.digits is None else round(value, told.digits) if told.digits else round(value)
    if told.format and isinstance(value, str):
        return _day(value, told.format, zone)
    return value


def _day(value: str, form: str, zone: ZoneInfo) -> Json:
    """A day in the CRM's form; `epoch_ms` is its midnight where the customers are."""
    midnight = datetime.fromisoformat(value).replace(tzinfo=zone)
    return int(midnight.timestamp() * 1000) if form == EPOCH_MS else midnight.strftime(form)


def _tags(
    tags: Sequence[str], rule: TagRule, carried: Collection[str], known: Table[str, Table[str, str]], language: str
) -> dict[str, list[str]]:
    """All tags in our namespaces that the record carries and that no longer hold are to be removed."""
    holding = {tag: written for tag in tags if (written := _written(tag, rule, known, language)) is not None}
    add = [written for tag, written in holding.items() if written not in carried and _is_kept(tag, rule)]
    ours = _ours(rule, known)
    remove = [one for one in carried if one not in holding.values() and ours(one)]
    return {"add": add, "remove": list(dict.fromkeys(remove))}


def _written(tag: str, rule: TagRule, known: Table[str, Table[str, str]], language: str) -> str | None:
    if tag in rule.names:
        return rule.names[tag]
    if rule.only_named:
        return None
    return rule.prefix + (known.get(tag, {}).get(language, tag) if rule.labels else tag)


def _is_kept(tag: str, rule: TagRule) -> bool:
    return not rule.keep or tag.split(":", 1)[0] in rule.keep


def _ours(rule: TagRule, known: Table[str, Table[str, str]]) -> Any:
    """Whether a tag of the record is one of ours: by name, by label in any language, or by its namespace."""
    names = set(rule.names.values())
    if rule.only_named:
        return lambda one: one in names
    names |= {rule.prefix + tag for tag in known}
    if rule.labels:
        names |= {rule.prefix + label for labels in known.values() for label in labels.values()}
    spaces = tuple({f"{rule.prefix}{tag.split(':', 1)[0]}:" for tag in known if ":" in tag})
    return lambda one: one in names or one.startswith(spaces)
