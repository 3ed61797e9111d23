"""The solution table: for each segment and action what is done, by whom, until when, and what it should bring."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from scoring.model import Bundle
from scoring.policy import Action

COLUMNS = (
    "segment", "segment_name", "need", "priority", "action", "title", "solution", "owner_role", "channel", "due_on",
    "expected_effect", "effect_basis", "customers", "cost", "expected_net_value", "currency",
)  # fmt: skip
LABELLED = {"need": "needs", "priority": "priorities", "owner_role": "owner_roles", "channel": "channels"}
Words = Mapping[str, Any]


def solution(assigned: pl.DataFrame, bundle: Bundle, language: str, words: Words) -> pl.DataFrame:
    """One row a segment and action with `COLUMNS`, the most valuable of a segment first; texts in the language.

    `due_on` is the last day that any of its customers allows, `expected_effect` the mean of theirs, which is called
    measured where every one of them was.
    """
    grouped = assigned.group_by("segment", "action", "channel", maintain_order=True).agg(  # sums to the last bit
        due_on=pl.col("due_on").max(),
        effect=pl.col("effect").mean(),
        measured=(pl.col("basis") == "measured").all(),
        customers=pl.len(),
        cost=pl.col("cost").sum(),
        expected_net_value=pl.col("net").sum(),
        known=pl.col("net").count(),
    )
    order = grouped.sort("segment", "expected_net_value", "action", descending=[False, True, False], nulls_last=True)
    rows = [_row(entry, bundle, language, words) for entry in order.to_dicts()]
    kinds: dict[str, pl.DataType | type[pl.DataType]] = dict.fromkeys(COLUMNS, pl.String)
    kinds |= {"due_on": pl.Date, "customers": pl.Int64, "cost": pl.Float64, "expected_net_value": pl.Float64}
    return pl.DataFrame(rows, kinds)


def _row(entry: Mapping[str, Any], bundle: Bundle, language: str, words: Words) -> dict[str, Any]:
    action, labels = bundle.policy.actions[entry["action"]], bundle.labels[language]
    codes = {"need": action.need, "priority": action.priority, "owner_role": action.owner_role}
    codes["channel"] = entry["channel"]
    return {
        **{name: entry[name] for name in ("segment", "due_on", "customers", "cost")},
        **{name: labels[LABELLED[name]].get(code, code) for name, code in codes.items()},
        "segment_name": segment_name(bundle, entry["segment"], language) or words["page"]["no_segment"],
        "action": action.code,
        "title": action.title[language],
        "solution": action.solution[language],
        "expected_effect": effect_text(action, entry["effect"], bundle.currency, words["effect"]),
        "effect_basis": labels["effect_bases"]["measured" if entry["measured"] else "assumed"],
        "expected_net_value": entry["expected_net_value"] if entry["known"] else None,
        "currency": bundle.currency,
    }


def segment_name(bundle: Bundle, code: str | None, language: str) -> str | None:
    """The name of a segment; None where the customer has none."""
    profiles = bundle.segmentation.profiles if code is not None and bundle.segmentation is not None else ()
    return next((str(one["name"][language]) for one in profiles if one["code"] == code), code)


def effect_text(action: Action, effect: float, currency: str, words: Mapping[str, str]) -> str:
    """What an action is expected to change, in the terms of its scale; nothing for a duty without an effect."""
    scale = action.effect.scale
    if scale == "money":
        return words["money"].format(value=f"{effect:,.2f}", currency=currency) if effect else words["none"]
    kind = "stay" if action.family in ("retention", "service") else "grow"
    return words[f"{kind}_{scale}"].format(value=f"{effect * 100:.2f}".rstrip("0").rstrip("."))
