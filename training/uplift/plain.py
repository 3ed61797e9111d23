"""An uplift as plain data, for JSON and for a report."""

from dataclasses import asdict
from typing import Any

from training.evaluation.plain import finite
from training.uplift.judging import ERROR
from training.uplift.terms import Term
from training.uplift.uplift import Uplift


def plain(found: Uplift) -> dict[str, Any]:
    """Every figure without a customer's own; effects in outcomes or money per customer, None for what is no number."""
    made: dict[str, Any] = finite(
        {
            "sentence": found.sentence,
            "shown": found.shown,
            "kind": found.kind,
            "looks": found.looks,
            "qini": asdict(found.qini) | {"level": 1 - ERROR / found.looks},
            "auuc": asdict(found.auuc) | {"level": 1 - ERROR},
            "curve": _curve(found),
            "by_tenth": [asdict(group) for group in found.by_tenth],
            "mean": found.mean,
            "terms": [_term(term) for term in found.terms],
        }
    )
    return made


def _curve(found: Uplift) -> list[dict[str, float]]:
    """Points of the curve, its interval, and the line that a random order gives."""
    line = found.share * found.curve[-1]
    columns = (found.share, found.curve, found.curve_low, found.curve_high, line)
    return [
        dict(zip(("share", "gain", "low", "high", "random"), map(float, point), strict=True))
        for point in zip(*columns, strict=True)
    ]


def _term(term: Term) -> dict[str, Any]:
    arrays = {"edges": term.edges, "added": term.added, "customers": term.customers}
    shown = {"feature": term.feature, "share": term.share, "spread": term.spread}
    return shown | {name: values.tolist() for name, values in arrays.items()}
