"""The curves behind the figures of churn: ROC, precision-recall, gains, calibration, and what came of each band."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from training.evaluation.churn_figures import BINS, gain, tenths, total
from training.evaluation.resampling import TAILS, Draws, Figures

Curves = Callable[[FloatArray], Mapping[str, FloatArray]]

AXIS = np.linspace(0, 1, 41)
BANDS = ("low", "medium", "high")
POINTS: Mapping[str, int] = {
    "roc": len(AXIS),
    "precision": len(AXIS) - 1,
    "gain": len(AXIS),
    "tenth_rate": BINS,
    "tenth_probability": BINS,
    "band_rate": len(BANDS),
    "band_probability": len(BANDS),
    "band_share": len(BANDS),
}


@dataclass(frozen=True, slots=True, eq=False)
class ChurnCurves:
    """Rows (m,), highest probability first, numbered by equal probability and by band."""

    p: FloatArray
    y: FloatArray
    order: IntArray
    group: IntArray
    band: IntArray

    @classmethod
    def of(cls, p: FloatArray, y: FloatArray, cuts: FloatArray) -> "ChurnCurves":
        """Probabilities (m,), what came (m,), and the cuts of the bands."""
        order = np.argsort(-p, kind="stable")
        ranked = p[order]
        group = np.cumsum(np.append(0, ranked[1:] != ranked[:-1]))
        return cls(ranked, y[order], order, group, np.searchsorted(cuts, ranked, side="right"))

    def curves(self, weight: FloatArray) -> dict[str, FloatArray]:
        """Every curve of rows that count `weight` (m,) times, in the order they were given in.

        NaN throughout where nobody left or nobody stayed: there is nothing to rank, and nothing is compared with it.
        """
        w = weight[self.order]
        left, stayed = total(self.group, w * self.y), total(self.group, w * (1 - self.y))
        if not left.any() or not stayed.any():
            return {name: np.full(points, np.nan) for name, points in POINTS.items()}
        people = left + stayed
        found, false = (np.append(0.0, np.cumsum(part) / part.sum()) for part in (left, stayed))
        precision = np.cumsum(left) / np.maximum(np.cumsum(people), 1e-12)
        return {
            "roc": np.interp(AXIS, false, found),
            "precision": np.interp(AXIS[1:], found[1:], precision),
            "gain": gain(left, stayed, AXIS),
            "tenth_rate": tenths(people, left)[::-1] / people.sum() * BINS,
            "tenth_probability": tenths(people, total(self.group, w * self.p))[::-1] / people.sum() * BINS,
            "band_rate": _means(self.band, w, self.y, len(BANDS)),
            "band_probability": _means(self.band, w, self.p, len(BANDS)),
            "band_share": np.bincount(self.band, weights=w, minlength=len(BANDS)) / w.sum(),
        }


def _means(which: IntArray, weight: FloatArray, values: FloatArray, number: int) -> FloatArray:
    people = np.bincount(which, weights=weight, minlength=number)
    summed = np.bincount(which, weights=weight * values, minlength=number)
    means: FloatArray = np.divide(summed, people, out=np.full(number, np.nan), where=people > 0)
    return means


def churn_curves(p: FloatArray, y: FloatArray, cuts: FloatArray, customer: IntArray) -> dict[str, Any]:
    """The points of every curve of a model with their intervals; `customer` (m,) says whose row it is."""
    made = ChurnCurves.of(p, y, cuts)
    found = with_intervals(made.curves, lambda rows: ChurnCurves.of(p[rows], y[rows], cuts).curves, customer)
    bands = [{"band": name, "share": part["value"]} for name, part in zip(BANDS, found["band_share"], strict=True)]
    return {
        "roc": _points("false_positive_rate", AXIS, found["roc"]),
        "precision_recall": _points("recall", AXIS[1:], found["precision"]),
        "gain": _points("share", AXIS, found["gain"]),
        "calibration": _beside(found, "tenth", [{"tenth": i + 1} for i in range(BINS)]),
        "bands": _beside(found, "band", bands),
    }


def with_intervals(
    of_all: Curves, of_some: Callable[[IntArray], Curves], customer: IntArray
) -> dict[str, list[dict[str, float]]]:
    """Value, low and high of every point of every curve; none of them can be under 0.

    `of_all` takes weights of all rows, `of_some` some of the rows and then weights of these.
    """
    curves = of_all(np.ones(len(customer)))
    stated = np.concatenate(list(curves.values()))
    drawn = Draws(customer).replicates(stated, _in_a_row(of_all), lambda rows: _in_a_row(of_some(rows)))
    low, high = np.maximum(_quantiles(drawn), 0.0)
    points = iter(zip(stated.tolist(), low.tolist(), high.tolist(), strict=True))
    return {
        name: [{"value": v, "low": a, "high": b} for v, a, b in islice(points, len(curve))]
        for name, curve in curves.items()
    }


def _in_a_row(curves: Curves) -> Figures:
    return lambda weight: np.concatenate(list(curves(weight).values()))


def _quantiles(drawn: FloatArray) -> FloatArray:
    """The interval's ends (2, k) of draws (DRAWS, k); NaN where no draw knows the point."""
    ends = np.full((2, drawn.shape[1]), np.nan)
    known = ~np.isnan(drawn).all(axis=0)
    ends[:, known] = np.nanquantile(drawn[:, known], TAILS, axis=0)
    return ends


def _points(name: str, axis: FloatArray, found: list[dict[str, float]]) -> list[dict[str, float]]:
    return [{name: float(at), **point} for at, point in zip(axis, found, strict=True)]


def _beside(
    found: Mapping[str, list[dict[str, float]]], name: str, heads: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """A row for each tenth or band: its mean probability, and the rate that came with its interval."""
    pairs = zip(heads, found[f"{name}_probability"], found[f"{name}_rate"], strict=True)
    return [{**head, "probability": said["value"], **came} for head, said, came in pairs]
