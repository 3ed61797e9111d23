"""The table that a marketing team would otherwise write by hand: dimension, class, definition, sources, share."""

from collections.abc import Mapping
from typing import Any

from schema.tag_list import class_labels
from scoring.classes import codes_of
from scoring.model import Bundle
from scoring.outputs import path_of

Json = dict[str, Any]


def class_table(bundle: Bundle, language: str) -> list[Json]:
    """Each dimension behind a tag: its definition with this bundle's numbers, its sources, and its classes with shares.

    `known`: the share of customers of whom it is known; a class's share is among these, None where none was counted.
    """
    words, codes, labels = bundle.labels[language]["tags"], codes_of(bundle), class_labels(bundle, language)
    inputs, counted = bundle.labels[language]["inputs"], bundle.card.get("classes", {})
    rows = [
        (space, column, words["namespaces"].get(space, space), words["definitions"].get(space))
        for space, column in bundle.definitions["tags"].items()
    ]
    rows += [(own.code, own.column, own.labels[language], None) for own in bundle.dimensions]
    return [
        {
            "dimension": space,
            "path": path_of(column),
            "name": name,
            "definition": None if text is None else text.format(**bundle.definitions),
            "sources": [
                {"path": path, "name": inputs.get(path, path)}
                for path in bundle.definitions["tag_sources"].get(space, ())
            ],
            "known": counted.get(column, {}).get("known"),
            "classes": _classes(codes[column], labels.get(column, {}), counted.get(column, {}), space),
        }
        for space, column, name, text in rows
    ]


def _classes(codes: tuple[str, ...], labels: Mapping[str, str], shares: Mapping[str, float], space: str) -> list[Json]:
    return [
        {
            "code": code,
            "tag": f"{space}:{code}",
            "name": labels.get(code, code),
            "share": shares.get(code, 0.0) if shares else None,
        }
        for code in codes
    ]
