"""How many of the customers each class holds on the last day: what GET /segments tells, and who holds nearly all."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np

from scoring.classes import codes_of
from scoring.columns import Category
from scoring.model import Bundle
from scoring.outputs import CUSTOM, path_of
from scoring.scorer import score
from scoring.texts import class_text
from training.content import unfitted
from training.rows import hashed
from training.tables import Tables

MOST_CUSTOMERS = 20_000  # more change no share by a percentage point
NEARLY_ALL = 0.95
# Of the answer and not of the customer: on which model or rule it rests; and the scores behind the RFM groups.
NO_CLASSES = ("churn_method", "churn_pattern", "rfm_code")


def class_columns(bundle: Bundle) -> tuple[str, ...]:
    """The columns of an answer that hold classes of customers, those behind tags first; one code alone parts nobody."""
    several = (name for name, codes in codes_of(bundle).items() if len(codes) != 1)
    found = [name for name in several if not name.endswith("_basis") and name not in NO_CLASSES]
    return tuple(dict.fromkeys([*bundle.definitions["tags"].values(), *found]))


def class_shares(tables: Tables, content: Mapping[str, Any], as_of: float) -> dict[str, dict[str, float]]:
    """Of each class column, the share of each class among whom it is known of, and of these among all (`known`).

    Of the customers of the last day, or of so many of them, chosen by hash.
    """
    bundle, customers = unfitted(content), tables.customers(as_of)
    order = np.argsort(hashed(np.arange(len(customers))), kind="stable")
    columns = score(customers.take(np.sort(order[:MOST_CUSTOMERS])), bundle).columns
    found: dict[str, dict[str, float]] = {}
    for name in class_columns(bundle):
        column = columns[name]
        assert isinstance(column, Category)
        known = column.codes[column.codes >= 0]
        counts = np.bincount(known, minlength=len(column.levels))
        shares = {level: float(count / max(len(known), 1)) for level, count in zip(column.levels, counts, strict=True)}
        found[name] = {"known": float(len(known) / max(len(column), 1)), **shares}
    return found


def crowded(shares: Mapping[str, Mapping[str, float]], labels: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each class that holds over 95 % of those of whom its dimension is known: which, how many, and why, by language.

    `labels`: those of a bundle by language.
    """
    said = tomllib.loads((files("training") / "crowded.toml").read_text(encoding="utf-8"))
    found = [
        {"column": column, "code": code, "share": share, "known": classes["known"]}
        for column, classes in shares.items()
        for code, share in classes.items()
        if code != "known" and share > NEARLY_ALL
    ]
    return [{**one, "text": _text(said, labels, one)} for one in found]


def told(found: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The sentences of `crowded` in English, for whoever fits."""
    return tuple(one["text"]["en"] for one in found)


def _text(said: Mapping[str, Any], labels: Mapping[str, Mapping[str, Any]], one: Mapping[str, Any]) -> dict[str, str]:
    """The sentence by language."""
    column = one["column"]
    why = said["why"][said["columns"].get(column, "own" if column.startswith(CUSTOM) else "given")]
    return {
        language: said["sentence"][language].format(
            path=path_of(column),
            name=class_text(labels[language], column, one["code"]),
            share=f"{one['share']:.1%}",
            known=f"{one['known']:.0%}",
            why=why[language],
        )
        for language in labels
    }
