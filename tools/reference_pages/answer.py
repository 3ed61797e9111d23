"""docs/reference/answer.md, from the answer's schemas, the definitions and the labels."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scoring.outputs import OUTPUTS, column_of
from tools.reference_pages.kinds import kind_of
from tools.reference_pages.markdown import code, document, table
from tools.reference_pages.payload import Schemas, schemas_of, within

ROOT = "ScoreAnswer"
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
INTRODUCTION = """\
What `POST /score` answers: every field, every class with its label in three languages, and the numbers behind the
classes. The numbers are defaults of `scoring/definitions.toml`; a company changes them in its training configuration
under `[definitions]`, and the bundle carries what it was fitted with. Every part has a `basis`: `model` (fitted and
tested on later data), `rule` (a definition), `insufficient_data` (the value is null, and `inputs_missing` names what
would fill it). `GET /labels` has all codes and tags of the bundle in service."""


def page(root: Path) -> str:
    """The page: the answer itself, then each of its parts."""
    schemas = schemas_of(root)
    labels = {name: tomllib.loads(_read(root, f"scoring/labels/{name}.toml"))["classes"] for name in LANGUAGES}
    numbers = sections(_read(root, "scoring/definitions.toml"))
    owners = _owners(schemas)
    headings = {name: owners.get(name, name) for name in within(schemas, ROOT)}
    parts = [_part(schemas[name], headings, headings[name], labels, numbers) for name in headings]
    return document("Answer", [INTRODUCTION, *parts])


def sections(definitions: str) -> dict[str, str]:
    """The lines of definitions.toml under each first word of a table's name, comments included."""
    found: dict[str, str] = {}
    lines = definitions.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("[")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        word = lines[start].strip("[]").split("]")[0].split(".")[0]
        found[word] = found.get(word, "") + "\n".join(lines[start:end]).rstrip() + "\n\n"
    return {word: text.rstrip() for word, text in found.items()}


def _owners(schemas: Schemas) -> dict[str, str]:
    """The field of the answer in which each schema stands: `Churn` in `churn`, `Crosswalk` in `rfm.crosswalk`."""
    found: dict[str, str] = {}
    for name in within(schemas, ROOT):
        for field, schema in schemas[name]["properties"].items():
            held = schema if "$ref" in schema else schema.get("items", {})
            if "$ref" in held:
                inner = held["$ref"].rsplit("/", 1)[-1]
                found.setdefault(inner, f"{found[name]}.{field}" if name in found else field)
    return found


def _part(
    schema: Mapping[str, Any],
    headings: Mapping[str, str],
    owner: str,
    labels: Mapping[str, Any],
    numbers: Mapping[str, str],
) -> str:
    fields = schema["properties"].items()
    rows = [[code(field), kind_of(one, headings), one.get("description", "")] for field, one in fields]
    parts = [f"## {owner}", schema["description"], table(["field", "kind", "meaning"], rows)]
    classes = list(_classes(owner, schema, labels))
    if classes:
        parts.append(table(["field", "class", *LANGUAGES], classes))
    if owner in numbers:
        parts.append(f"```toml\n{numbers[owner]}\n```")
    return "\n\n".join(parts)


def _classes(owner: str, schema: Mapping[str, Any], labels: Mapping[str, Any]) -> Iterator[list[str]]:
    for field in schema["properties"]:
        path = f"{owner}.{field}"
        classes = labels["en"].get(column_of(path), {}) if path in OUTPUTS else {}
        for label in classes:
            yield [code(field), code(label), *(labels[name][column_of(path)][label] for name in LANGUAGES)]


def _read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")
