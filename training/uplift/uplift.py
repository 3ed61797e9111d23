"""A learned uplift model and its proof: start reading at `uplift`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray
from training.errors import TrainingError
from training.uplift.curve import POINTS
from training.uplift.judging import ERROR, Figure, Group, Judged, area_figures, curve_band, groups, judge
from training.uplift.learner import learn
from training.uplift.sample import Sample, check, folds, mixed
from training.uplift.terms import Term, terms

Kind = Literal["rate", "money"]
FOLDS, DRAWS = 5, 100
PASSES = 10  # orders in which the folds are judged: of money, a figure still moves by a third of its error with 5
REPEATS = 3  # of which so many are also cross-fitted, for the predictions


@dataclass(frozen=True, slots=True, eq=False)
class Uplift:
    """What the action adds, customer by customer, and whether the differences are more than noise.

    kind       "rate": outcomes are 0 or 1, effects shares; "money": both in currency, per customer
    predicted  (n,) uplift of each customer, by models that have not seen the customer (mean of several)
    qini       its interval decides: it misses with probability 0.05 / looks
    auuc       as defined in curve.py, like qini per customer of the base; 95 % interval
    share      (101,) of the customers treated, best first; `curve` (101,) what that brings per customer of the base,
               with a pointwise 95 % interval `curve_low`, `curve_high`; a random order brings share * curve[-1]
    by_tenth   tenths of the held-out ranking, highest first: what was predicted there, and what came
    mean, terms  of the model that learned from all customers: its mean uplift, and what each feature adds
    looks      questions asked together (arms x outcomes), among which one may not pass by chance (Bonferroni)
    """

    kind: Kind
    predicted: FloatArray
    qini: Figure
    auuc: Figure
    share: FloatArray
    curve: FloatArray
    curve_low: FloatArray
    curve_high: FloatArray
    by_tenth: tuple[Group, ...]
    mean: float
    terms: tuple[Term, ...]
    looks: int

    @property
    def shown(self) -> bool:
        """Whether the held-out ranking beats a random one beyond doubt: the interval of the Qini lies above 0."""
        return self.qini.low > 0

    @property
    def sentence(self) -> str:
        """The key of the verdict."""
        return "heterogeneity_shown" if self.shown else "no_heterogeneity_shown"


def uplift(
    x: FloatArray,
    names: Sequence[str],
    levels: Mapping[str, int],
    treated: BoolArray,
    y: FloatArray,
    *,
    kind: Kind,
    seed: int = 0,
    customer: IntArray | None = None,
    looks: int = 1,
) -> Uplift:
    """Learn and judge the uplift of one arm against none; arguments as in `Sample`.

    customer  (n,) a number for each customer; folds are drawn by its hash, so that the order of rows has no effect.
              Without it the row is the number.
    looks     how many arms and outcomes are judged together: all that are asked, not those that are told

    The recipe is the same for every experiment; nothing is chosen by the Qini. TrainingError as `check` says.
    """
    key = np.arange(len(y)) if customer is None else customer
    sample = Sample(tuple(names), levels, x, np.asarray(treated, dtype=bool), y)
    check(sample, key)
    if kind == "rate" and not np.isin(y, (0.0, 1.0)).all():
        raise TrainingError("uplift: a rate needs outcomes of 0 or 1; judge other outcomes as money")
    order = np.argsort(mixed(key, 0))
    return _learned(sample.where(order), key[order], np.argsort(order), kind, seed, looks)


def _learned(sample: Sample, key: IntArray, back: IntArray, kind: Kind, seed: int, looks: int) -> Uplift:
    """From rows in the order of their hash; `back` (n,) puts them into that of the caller."""
    found = [one_pass(sample, key, number, seed) for number in range(PASSES)]
    passes = [judged for judged, _ in found]
    predicted = np.mean([prediction for _, prediction in found if prediction is not None], axis=0)[back]
    qini, _ = area_figures(passes, ERROR / looks)
    _, auuc = area_figures(passes, ERROR)
    mean, tables = terms(learn(sample, seed), sample)
    return Uplift(
        kind, predicted, qini, auuc, POINTS, *curve_band(passes), groups(passes), mean, tables, looks
    )  # fmt: skip


def one_pass(sample: Sample, key: IntArray, number: int, seed: int) -> tuple[Judged, FloatArray | None]:
    """One pass over the customers: its judgement, in sequence; of the first REPEATS also predictions (n,)."""
    fold = folds(key, sample.treated, FOLDS, seed * PASSES + number + 1)
    judged, last = in_sequence(sample, fold, seed, np.random.default_rng([seed, number]))
    return judged, cross_fitted(sample, fold, seed, last) if number < REPEATS else None


def in_sequence(
    sample: Sample, fold: IntArray, seed: int, rng: np.random.Generator, draws: int = DRAWS
) -> tuple[Judged, FloatArray]:
    """Each fold but the first, ranked by models of those before it; and the predictions of the last."""
    later = range(1, int(fold.max()) + 1)
    parts = [sample.where(fold == k) for k in later]
    models = [learn(sample.where(fold < k), seed) for k in later]
    scores = [model.predict(part.x) for model, part in zip(models, parts, strict=True)]
    return judge(parts, scores, draws, rng), scores[-1]


def cross_fitted(sample: Sample, fold: IntArray, seed: int, last: FloatArray) -> FloatArray:
    """Predictions (n,), each from models of all other folds; those of the `last` fold are there already."""
    predicted = np.empty(len(sample))
    predicted[fold == fold.max()] = last
    for k in range(int(fold.max())):
        predicted[fold == k] = learn(sample.where(fold != k), seed).predict(sample.x[fold == k])
    return predicted
