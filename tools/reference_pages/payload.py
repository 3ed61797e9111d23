"""docs/reference/payload.md, from the request's schemas in openapi.yaml."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tools.reference_pages.kinds import kind_of, name_of
from tools.reference_pages.markdown import code, document, table

ROOT = "CustomerPayload"
INTRODUCTION = """\
What `POST /score` and `POST /segments` take, and each row of `POST /score/batch`. Absent or `null` means unknown,
`[]` means known to be none. A name that is not here is refused, and so is a value of another kind; nothing is
converted: `"12"` is no number. Days are YYYY-MM-DD, or an RFC 3339 date-time, whose own calendar day counts. What
comes of it is told in the [answer](answer.md)."""

Schemas = Mapping[str, Mapping[str, Any]]


def page(root: Path) -> str:
    """The page: the customer first, then each object and list in the order in which it stands there."""
    schemas = schemas_of(root)
    headings = {name: name_of(name) for name in within(schemas, ROOT)}
    parts = [f"## {heading}\n\n{_part(schemas[name], headings)}" for name, heading in headings.items()]
    return document("Payload", [INTRODUCTION, *parts])


def schemas_of(root: Path) -> Schemas:
    """The named schemas of openapi.yaml."""
    document = yaml.safe_load((root / "openapi.yaml").read_text(encoding="utf-8"))
    schemas: Schemas = document["components"]["schemas"]
    return schemas


def within(schemas: Schemas, name: str) -> list[str]:
    """The schema of that name and all those that it holds, each once, as they come."""
    found = [name]
    for inner in found:  # grows while it is walked
        found += [one for one in dict.fromkeys(_references(schemas[inner])) if one not in found]
    return found


def _part(schema: Mapping[str, Any], headings: Mapping[str, str]) -> str:
    needed = schema.get("required", [])
    rows = [
        [code(name), kind_of(field, headings), "yes" if name in needed else "", field.get("description", "")]
        for name, field in schema["properties"].items()
    ]
    return f"{schema['description']}\n\n{table(['field', 'kind', 'needed', 'meaning'], rows)}"


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"].rsplit("/", 1)[-1]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
