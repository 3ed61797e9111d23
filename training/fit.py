"""A fit, from tables to the content of a bundle: start reading at `fit`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

from scoring.columns import FloatArray
from scoring.dimensions.churn import in_population, sigmoid
from scoring.facts import Facts
from scoring.predictions import predict
from training import short_history
from training.bands import band_notes, with_bands
from training.boosting import FIT_ROWS, Recipe, Target
from training.candidates import patterns, quantities, usual_values
from training.card import card
from training.category_lift import category_lift
from training.class_shares import class_shares, crowded, told
from training.config import Config
from training.content import bare_content, by_rule, reference, unfitted, with_learned
from training.evaluation.brief import in_brief
from training.evaluation.evaluation import evaluate
from training.evaluation.judged import Judged, Sets
from training.leaks import ALARM_AUC, leaks
from training.material import Material, gather
from training.metrics import gini
from training.own_classes import own_class_notes
from training.parted import measured_parts
from training.predecessor import FIRST, Predecessor
from training.progress import Progress
from training.question import ask
from training.rows import Rows
from training.scales import learned_cuts, rfm_scale, stored_quantiles, value_scale
from training.segmenting import search_of, segments_of
from training.snapshots import buyer
from training.table_sets import Trained, compiled, expected_value, needs, pattern_content, richest_first, train
from training.tables import Tables

SEED, WORKERS = 0, 2
MISLEADING = (
    "the value model ranked customers no better than chance on the last known outcomes, so no value is learned; look "
    "for amounts that are far too large, and for a last day long after the last order"
)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What a fit leaves: the content of a bundle, the estimators behind it, what to tell people, and the figures."""

    content: dict[str, Any]
    estimators: Mapping[str, object]
    notes: tuple[str, ...]
    evaluation: dict[str, Any] = field(default_factory=dict)


def fit(tables: Tables, config: Config, progress: Progress, before: Predecessor = FIRST) -> Fitted:
    """Learn from past cutoffs, or from a label, and describe the customers of the last day.

    Segments that the bundle `before` had keep their codes.
    """
    judged = judge(tables, config, progress)
    with progress.step("evaluated them"):
        evaluation = evaluate(judged)
    return finish(judged, evaluation, progress, before)


def judge(tables: Tables, config: Config, progress: Progress) -> Judged:
    """Up to the models that have not seen the last cutoff: what a fit and an evaluation share."""
    question = ask(tables, config)
    content = bare_content(tables, config, question, reference(tables, question))
    with progress.step("measured customers at past cutoffs"):
        material = gather(tables, unfitted(content), question, config)
    with progress.step("fitted and judged the models"):
        if question.halfway is None:
            sets = _train(material, content, config)
        else:
            learned = short_history.learn(tables, content, question, material.facts)
            sets = {short_history.PATTERN: learned} if learned else {}
            if "churn" not in learned:
                material = replace(material, notes=(*material.notes, short_history.TOO_FEW))
        content = content if any("churn" in trained for trained in sets.values()) else by_rule(content)
        if misleads(sets):
            sets = {pattern: {"churn": t["churn"]} for pattern, t in sets.items() if "churn" in t}
            material = replace(material, notes=(*material.notes, MISLEADING))
    return Judged(tables, config, content, question, material, sets)


def misleads(sets: Sets) -> bool:
    """Whether the richest value model ranks customers no better than chance on outcomes it had not seen."""
    models = [trained["value"] for trained in sets.values() if "value" in trained]
    if not models:
        return False
    ranked = gini(*expected_value(models[0], models[0].tested))
    return not ranked > 0  # NaN too: scores that overflowed


def finish(judged: Judged, evaluation: dict[str, Any], progress: Progress, before: Predecessor = FIRST) -> Fitted:
    """From judged models to the content of a bundle."""
    tables, content, question, material = judged.tables, judged.content, judged.question, judged.material
    sets = judged.sets
    # One thread: over small trees several wait for each other longer than they work.
    collapsed = "collapsed the models into tables, and compared them on every training row"
    with threadpool_limits(limits=1), progress.step(collapsed):
        content = _with_models(content, material, sets, short=question.halfway is not None)
    with progress.step("set cuts, quantiles and intervals"):
        content = _with_scales(content, material, sets)
    with progress.step("found segments"):
        previous = before.segments(content["meta"])
        found = segments_of(tables, content, question, previous)
        content = with_learned(content, segments=found.segmentation and found.segmentation.to_content())
    learned = material.rows["churn"].training.at_most(FIT_ROWS) if "churn" in material.rows else None
    alarms = leaks(learned, material.levels) if learned else None
    reasons = (*tables.sample, *question.reasons, *material.notes)
    content["card"] = card(content, question, sets, reasons, alarms) | in_brief(evaluation)
    content["card"]["classes"] = shares = class_shares(tables, content, question.as_of)
    content["card"]["crowded"] = crowded(shares, content["labels"])
    content["card"]["segments"] = search_of(found, content["definitions"]["segments"], previous)
    notes = (*tables.notes, *reasons, *band_notes(content, material.facts), *map(_alarm, (alarms or {}).items()))
    notes = (
        *notes,
        *before.notes(content),
        *own_class_notes(tables, content, question.as_of),
        *told(content["card"]["crowded"]),
    )
    estimators = {f"{p}.{t}": trained.served for p, s in sets.items() for t, trained in s.items()}
    return Fitted(content, estimators, notes, evaluation)


def _train(material: Material, content: Mapping[str, Any], config: Config) -> Sets:
    """Every target of every pattern, side by side."""
    catalogue = unfitted(content).features
    directions = {name: feature.churn for name, feature in catalogue.items()}
    jobs: list[tuple[str, Recipe, Rows, Sequence[str]]] = []
    for target, rows in material.rows.items():
        levels = {name: len(texts) for name, texts in material.levels.items() if len(texts) > 1}  # one: there or not
        recipe = Recipe(target, levels, directions if target == "churn" else {}, SEED)
        numbers = quantities(rows.names, rows.x, catalogue)
        shown = rows.beside_test(FIT_ROWS)
        for pattern, names in patterns(rows.names, catalogue, config, numbers).items():
            jobs.append((pattern, recipe, shown, names))
    trained = Parallel(n_jobs=WORKERS)(delayed(_trained)(*job) for _, *job in jobs)
    sets: dict[str, dict[Target, Trained]] = {}
    for (pattern, recipe, *_), found in zip(jobs, trained, strict=True):
        sets.setdefault(pattern, {})[recipe.target] = found
    return richest_first(sets)


def _trained(recipe: Recipe, rows: Rows, names: Sequence[str]) -> Trained:
    """In a process of its own, to which all patterns' features are handed over once."""
    return train(recipe, rows.columns(names))


def _with_models(content: dict[str, Any], material: Material, sets: Sets, *, short: bool) -> dict[str, Any]:
    entries = []
    catalogue = unfitted(content).features
    for pattern, trained in sets.items():
        grid, models = short_history.compiled(trained, material.facts) if short else compiled(trained)
        rows = next(iter(trained.values())).rows
        entries.append(pattern_content(pattern, needs(rows, catalogue), rows, grid, models))
    names = sorted({name for trained in sets.values() for one in trained.values() for name in one.rows.names})
    return with_learned(
        {**content, "patterns": entries},
        levels={name: texts for name, texts in material.levels.items() if name in names},
        usual=usual_values(material.facts, names),
    )


def _with_scales(content: dict[str, Any], material: Material, sets: Sets) -> dict[str, Any]:
    """Scales from the richest pattern's out-of-sample predictions, tiers from what the served model says.

    A short history's chances too: their level is that of the last day, on which nothing is known yet.
    """
    richest = next(iter(sets.values()), {})
    churn = None
    if "churn" in richest:
        by_halves = content["meta"]["method"] == "mbg_nbd"
        score = _served_scores(content, material.facts) if by_halves else richest["churn"].tested.score
        if len(score):
            churn = stored_quantiles(sigmoid(score))
            content = with_bands(content, sigmoid(score))
    value = None
    if "value" in richest:
        expected, actual = expected_value(richest["value"], richest["value"].held_out)
        rules, horizon_days = content["definitions"]["value"], content["meta"]["value_horizon_days"]
        value = value_scale(_served_values(content, material.facts), expected, actual, rules, horizon_days)
    learned = {
        "rfm": rfm_scale(material.facts),
        "cuts": learned_cuts(material.facts, content["definitions"]["cuts"]),
        "categories": category_lift(material.facts, content["definitions"]["next_purchase"]),
    }
    return with_learned(content, churn_quantiles=churn, value=value, **learned)


def _served_scores(content: Mapping[str, Any], facts: Facts) -> FloatArray:
    parts = measured_parts(facts, unfitted(content))
    score: FloatArray = np.concatenate([predict(some).churn_score for some in parts])
    return score[in_population(facts) & ~np.isnan(score)]


def _served_values(content: Mapping[str, Any], facts: Facts) -> FloatArray:
    parts = measured_parts(facts, unfitted(content))
    values: FloatArray = np.concatenate([predict(some).value for some in parts])
    return values[buyer(facts) & ~np.isnan(values)]


def _alarm(found: tuple[str, float]) -> str:
    name, auc = found
    return (
        f"ALARM: {name} alone ranks the outcome with an AUC of {auc:.3f} (over {ALARM_AUC}): it was probably written "
        f'after the event. Leave it out (protected = ["{name.removeprefix("attributes_")}"]) and fit again'
    )
