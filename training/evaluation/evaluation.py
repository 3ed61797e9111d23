"""The evaluation of a fit on its last cutoff, as plain data: start reading at `evaluate`."""

from collections.abc import Mapping
from typing import Any

from training.boosting import Target
from training.content import unfitted
from training.evaluation import churn_figures, value_figures
from training.evaluation.baselines import baselines
from training.evaluation.churn_curves import churn_curves
from training.evaluation.churn_figures import ChurnFigures
from training.evaluation.gate import gate
from training.evaluation.judged import Judged, judged_on
from training.evaluation.level import by_cutoff, earlier_levels, last_level
from training.evaluation.partial import cost_of_missing
from training.evaluation.plain import finite
from training.evaluation.resampling import DRAWS, Replicates, replicate
from training.evaluation.rfm_map import rfm_map
from training.evaluation.said import Said, said
from training.evaluation.value_curves import value_curves
from training.evaluation.value_figures import ValueFigures
from training.evaluation.verdict import verdict
from training.scales import band_cuts

TARGETS: tuple[Target, ...] = ("churn", "value")


def evaluate(judged: Judged, *, thorough: bool = False) -> dict[str, Any]:
    """Every figure, curve and interval of the last cutoff, plain data, all of models that had not seen that cutoff.

    A short history has none: its halves are judged by each other's models, and no level is told. Of a label every
    fifth customer is kept for judging.

    `thorough`: with what would make a fit slow, the level of earlier cutoffs and the baselines that take seconds.
    """
    spoken = {target: _said(target, judged, thorough) for target in TARGETS if judged.patterns(target)}
    bands = judged.content["definitions"]["churn"]
    found: dict[str, Any] = {
        "draws": DRAWS,
        "meta": dict(judged.content["meta"]),
        "judged_on": judged_on(judged.question),
    }
    for target, what in spoken.items():
        found[target] = {**_target(target, judged, what), "curves": _curves(target, what, bands)}
    earlier = earlier_levels(judged) if thorough else []
    found["level"] = by_cutoff([*earlier, *_levels(judged, spoken)])
    of_the_cutoff = judged.question.halfway is None  # else the customers are those of the last day
    found["rfm"] = rfm_map(judged.material.facts, spoken.get("churn") if of_the_cutoff else None)
    plain: dict[str, Any] = finite({**found, "verdict": verdict(found)})
    return plain


def _said(target: Target, judged: Judged, thorough: bool) -> Said:
    return said(target, judged, baselines(target, judged, slow=thorough))


def _replicates(target: Target, what: Said) -> Replicates:
    """The figures of every model on every draw of customers."""
    if target == "churn":
        churn = {name: ChurnFigures.of(p, what.actual) for name, p in what.by.items()}
        return replicate(churn_figures.NAMES, churn, what.customer)
    value = {name: ValueFigures.of(said, what.actual, what.interval(name)) for name, said in what.by.items()}
    return replicate(value_figures.NAMES, value, what.customer)


def _curves(target: Target, what: Said, bands: Mapping[str, Any]) -> dict[str, Any]:
    """The curves of the richest pattern."""
    best = what.by[what.best]
    if target == "churn":
        return churn_curves(best, what.actual, band_cuts(best, bands), what.customer)
    interval = what.interval(what.best)
    assert interval is not None
    return dict(value_curves(best, what.actual, interval, what.customer))


def _target(target: Target, judged: Judged, what: Said) -> dict[str, Any]:
    """One target: figures of every model, and differences from the richest pattern."""
    found = _replicates(target, what)
    others = [name for name in what.by if name not in what.patterns]
    told = {
        "rows": len(what.actual),
        "patterns": list(what.patterns),
        "models": {name: found.figures(name) for name in what.by},
        "against": {name: found.difference(what.best, name) for name in others},
        "left_out": dict(what.left_out),
        "cost_of_missing": cost_of_missing(target, judged, found, unfitted(judged.content).features),
    }
    return told | ({"gate": gate(found, what.best).to_card()} if target == "churn" else {})


def _levels(judged: Judged, spoken: Mapping[Target, Said]) -> list[dict[str, Any]]:
    """The level at the last cutoff; none of a label without a date, and of a short history, whose halves share one."""
    if judged.question.halfway is not None:
        return []
    return [last_level(target, when, what) for target, what in spoken.items() if (when := judged.when(target))]
