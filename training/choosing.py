"""What is chosen on customers and cutoffs that the judged model has not seen: start reading at `choose`.

How many features may act together, for how many rounds, whether known directions hold, and which of what features do
together is worth keeping.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import FloatArray
from training.boosting import SHAPES, Choice, HeldOut, Recipe, Target, calibration_slope, grow, losses, unfitted
from training.calibration import centre
from training.glass import Glass, glass
from training.rows import FOLDS, Rows
from training.trees import Estimator, added_scores, first_rounds

MOST_ROUNDS, ROUNDS_STEP = 600, 20
ROUNDS_BLOCK, PATIENCE = 60, 40  # rounds that are grown at once; rounds without a gain that end it
CHOICE_ROWS = 40_000
FEW_ROWS, MORE_FOLDS = 12_000, 4  # of few rows a half teaches much less than all of them
LEAST_SHARES = (1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5)
SMALLEST_SHARE = 1e-5  # what is smaller goes in any case: hundreds of such tables would cost more time than all others


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Rows that a model is shown; those of other customers at the last cutoff by which it is judged, and at all."""

    shown: Rows
    judged: Rows
    others: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """The best of one order: the models of the splits, their raw scores of all judged rows, and these rows' losses."""

    order: int
    models: Sequence[Estimator]
    rounds: int
    held_out: HeldOut
    losses: FloatArray


def choose(recipe: Recipe, rows: Rows) -> tuple[Choice, HeldOut]:
    """Order and rounds by the calibrated loss of held-out rows, then what may be dropped, then the slope.

    The slope is that of all cutoffs: it differs by season, and the last cutoff's is not the next one's.
    Directions are held unless the data speak against them: monotone is what people expect, and what strays less.
    """
    splits = _splits(rows.at_most(CHOICE_ROWS))
    best = simplest(_tried(recipe, splits, min(max(SHAPES), len(rows.names))))
    free = _try(recipe.free, splits, order=best.order) if any(recipe.directions.get(n) for n in rows.names) else best
    held = not earns_its_place(free.losses, best.losses)
    best = best if held else free
    tables = [glass(model, split.shown, recipe.levels) for model, split in zip(best.models, splits, strict=True)]
    least = _least(recipe, best, tables, splits)
    held_out = _held_out(tables, [split.judged for split in splits], least)
    slope = calibration_slope(recipe.target, _held_out(tables, [split.others for split in splits], least))
    mean_loss = float(calibrated(recipe.target, held_out).mean())
    return Choice(best.order, best.rounds, least, slope, mean_loss, held), held_out


def simplest(tried: Sequence[Tried]) -> Tried:
    """The first, from additive on, that the best one does not beat by more than the standard error."""
    best = min(tried, key=lambda one: one.losses.mean())
    return next(one for one in tried if not earns_its_place(best.losses, one.losses))


def earns_its_place(richer: FloatArray, simpler: FloatArray) -> bool:
    """Whether the richer model's losses (m,) are lower by more than the standard error of the mean difference."""
    gain = simpler - richer
    return bool(gain.mean() > gain.std() / np.sqrt(len(gain)))


def calibrated(target: Target, held_out: HeldOut) -> FloatArray:
    """Losses (m,) after the best affine step: that step is served, so no choice may hang on its absence."""
    slope = calibration_slope(target, held_out)
    a = centre(target, held_out.score, held_out.y, slope)
    return losses(target, a + slope * held_out.score, held_out.y)


def _splits(rows: Rows) -> list[Split]:
    """Each fold's customers at the last cutoff, and all others before it (or at all, where nothing varies before)."""
    folds = MORE_FOLDS if len(rows) <= FEW_ROWS else FOLDS
    fold, validation = rows.fold(folds), rows.period == rows.period.max()
    shown = [rows.where(~validation & (fold != k)) for k in range(folds)]
    if not all(part.varied for part in shown):  # one cutoff, or events at the last one alone
        shown = [rows.where(fold != k) for k in range(folds)]
    return [Split(part, rows.where(validation & (fold == k)), rows.where(fold == k)) for k, part in enumerate(shown)]


def _tried(recipe: Recipe, splits: Sequence[Split], most: int) -> list[Tried]:
    """Additive, pairs, threes and so on up to `most`, as long as the loss falls from one to the next."""
    tried = [_try(recipe, splits, order=1)]
    while len(tried) < most and (len(tried) == 1 or tried[-1].losses.mean() < tried[-2].losses.mean()):
        tried.append(_try(recipe, splits, order=len(tried) + 1))
    return tried


def _try(recipe: Recipe, splits: Sequence[Split], *, order: int) -> Tried:
    """Grow a model on each split until more rounds help no more."""
    y = np.concatenate([split.judged.y for split in splits])
    models = [unfitted(recipe, split.shown, order=order).set_params(warm_start=True) for split in splits]
    scores: list[FloatArray] = []
    lost: list[FloatArray] = []
    best = 0
    while _go_on(len(scores) * ROUNDS_STEP, (best + 1) * ROUNDS_STEP):
        for added in _grown(recipe, models, splits, len(scores) * ROUNDS_STEP):
            scores.append(scores[-1] + added if scores else added)
            lost.append(calibrated(recipe.target, HeldOut(scores[-1], y)))
        best = int(np.argmin([one.mean() for one in lost]))
    rounds = (best + 1) * ROUNDS_STEP
    return Tried(order, [first_rounds(m, rounds) for m in models], rounds, HeldOut(scores[best], y), lost[best])


def _go_on(rounds: int, best: int) -> bool:
    return rounds == 0 or (rounds < MOST_ROUNDS and rounds - best < PATIENCE)


def _grown(recipe: Recipe, models: Sequence[Any], splits: Sequence[Split], grown: int) -> list[FloatArray]:
    """A block of rounds more, and what each ROUNDS_STEP of them adds to the raw scores of all judged rows."""
    parts = []
    for model, split in zip(models, splits, strict=True):
        grow(model, recipe, split.shown, rounds=grown + ROUNDS_BLOCK)
        parts.append(added_scores(model, split.judged.x, grown, ROUNDS_STEP))
    return [np.concatenate(step) for step in zip(*parts, strict=True)]


def _least(recipe: Recipe, tried: Tried, tables: Sequence[Glass], splits: Sequence[Split]) -> float:
    """The largest share of variance under which interactions may go: their going must not raise the held-out loss.

    Not even by less than its standard error: what many small ones know adds up.
    """
    if tried.order == 1:
        return 0.0
    for least in LEAST_SHARES:
        held_out = _held_out(tables, [split.judged for split in splits], least)
        if calibrated(recipe.target, held_out).mean() <= tried.losses.mean():
            return least
    return SMALLEST_SHARE


def _held_out(tables: Sequence[Glass], rows: Sequence[Rows], least: float) -> HeldOut:
    """The rows of each split's other customers, scored by its tables without the small interactions."""
    scores = [one.without_under(least).scores(part.x) for one, part in zip(tables, rows, strict=True)]
    return HeldOut(np.concatenate(scores), np.concatenate([part.y for part in rows]))
