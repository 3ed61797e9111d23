"""Effects with what was known before taken out: the same truth, a narrower interval."""

from collections.abc import Sequence

import numpy as np

from scoring.columns import BoolArray, FloatArray
from training.pilot.estimates import Sample

SMALLEST_SPREAD = 1e-12  # of the largest value


def adjusted(values: FloatArray, treated: BoolArray, before: Sequence[FloatArray]) -> tuple[Sample, Sample] | None:
    """Control and treated with the part of an outcome (n,) removed that `before` (k columns, n) foretells.

    CUPED (Deng, Xu, Kohavi and Walker 2013, WSDM): y - theta (x - mean x), theta by least squares within the arms. The
    variance counts the k slopes as learned from the same customers. None where nothing known before varies.
    """
    x = _columns(before)
    slopes = x.shape[1] if x.size else 0
    if not slopes or len(values) <= slopes + 2:
        return None
    within_x, within_y = _within(x, treated), _within(values[:, None], treated)[:, 0]
    theta = np.linalg.lstsq(within_x, within_y, rcond=None)[0]
    rest = values - ((x - x.mean(axis=0)) * theta).sum(axis=1)
    free = (len(values) - 2) / (len(values) - 2 - slopes)
    control, other = (Sample.of(rest[mask]) for mask in (~treated, treated))
    return Sample(control.n, control.mean, control.variance * free), Sample(other.n, other.mean, other.variance * free)


def _columns(before: Sequence[FloatArray]) -> FloatArray:
    """The columns that vary, in units of their spread (n, k).

    What is missing takes the mean, and whether it is missing becomes a column too (Zhao and Ding 2024, JASA): both were
    settled before the treatment, so the effect stays unbiased.
    """
    found = []
    for column in before:
        missing = np.isnan(column)
        if missing.all():
            continue
        found.append(np.where(missing, column[~missing].mean(), column))
        found += [missing.astype(np.float64)] if missing.any() else []
    kept = [(column - column.mean()) / column.std() for column in found if varies(column)]
    return np.stack(kept, axis=1) if kept else np.empty((0, 0))


def varies(column: FloatArray) -> bool:
    """Whether the values (n,), none of them missing, differ by more than rounding."""
    return bool(column.std() > SMALLEST_SPREAD * np.abs(column).max())


def _within(x: FloatArray, treated: BoolArray) -> FloatArray:
    """Deviations (n, k) from the mean of the customer's own arm."""
    means = np.stack([x[~treated].mean(axis=0), x[treated].mean(axis=0)])
    deviations: FloatArray = x - means[treated.astype(np.int64)]
    return deviations
