"""Effects by segment and band, read with the knowledge that one of twenty groups shows something by chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import BoolArray, FloatArray
from training.pilot.estimates import Estimate, Sample, difference, p_value
from training.pilot.shrinkage import heterogeneity, shrunk
from training.pilot.trial import FEWEST_OF_AN_ARM, Trial

SHOWN = 0.05


@dataclass(frozen=True, slots=True)
class Part:
    """The customers of two arms whose `column` is `level`."""

    column: str
    level: str
    control: Sample
    treated: Sample
    effect: Estimate
    p: float

    @property
    def n(self) -> int:
        """Customers of both arms."""
        return self.control.n + self.treated.n


def parts_of(trial: Trial, column: str, values: FloatArray, arm: int, *, rate: bool) -> list[Part]:
    """The parts of a group column that have customers in the control and in an arm; nothing of who is in none."""
    return list(_parts(trial, column, values, trial.of(0), trial.of(arm), rate=rate))


def _parts(
    trial: Trial, column: str, values: FloatArray, control: BoolArray, treated: BoolArray, *, rate: bool
) -> Iterator[Part]:
    texts = trial.groups[column]
    for level in texts.levels:
        own = texts.equals(level)
        if min(np.count_nonzero(own & control), np.count_nonzero(own & treated)) >= FEWEST_OF_AN_ARM:
            pair = Sample.of(values[own & control]), Sample.of(values[own & treated])
            yield Part(column, level, *pair, difference(*pair, rate=rate), p_value(*pair, rate=rate))


def by_group(trial: Trial, values: FloatArray, arm: int, *, rate: bool) -> list[dict[str, Any]]:
    """Each group column: whether its parts differ, and the effect in each part.

    `p_holm` counts how many parts, and columns, were looked at together (Holm 1979, Scandinavian Journal of Statistics
    6): a part is `shown` where it is under 5 %, which happens by chance in one of twenty trials and not of parts.
    """
    columns = {name: parts_of(trial, name, values, arm, rate=rate) for name in trial.groups}
    everywhere = [part for parts in columns.values() for part in parts]
    together = dict(zip(map(id, everywhere), holm([part.p for part in everywhere]), strict=True))
    found = [_column(name, parts, [together[id(part)] for part in parts]) for name, parts in columns.items() if parts]
    for one, p in zip(found, holm([one["differ"]["p"] for one in found]), strict=True):
        one["differ"] |= {"p_holm": p, "shown": p < SHOWN}
    return found


def _column(name: str, parts: Sequence[Part], together: Sequence[float]) -> dict[str, Any]:
    measured = [part for part in parts if part.effect.error > 0]
    drawn = (
        dict(zip((part.level for part in measured), shrunk([p.effect for p in measured]), strict=True))
        if measured
        else {}
    )
    return {
        "column": name,
        "differ": _differ([part.effect for part in measured]),
        "parts": [
            {
                "is": part.level,
                "customers": part.n,
                "control": part.control.mean,
                "treated": part.treated.mean,
                "effect": part.effect.plain(),
                "shrunk": drawn[part.level].plain() if part.level in drawn else None,
                "p": part.p,
                "p_holm": p,
                "shown": p < SHOWN,
            }
            for part, p in zip(parts, together, strict=True)
        ],
    }


def _differ(effects: Sequence[Estimate]) -> dict[str, Any]:
    """Cochran's Q of the effects of parts; nothing differs where there is one part."""
    if len(effects) < 2:
        return {"q": 0.0, "degrees": 0, "p": 1.0, "spread": 0.0}
    found = heterogeneity(np.array([e.value for e in effects]), np.array([e.error for e in effects]))
    return {"q": found.q, "degrees": found.degrees, "p": found.p, "spread": found.spread}


def holm(p: Sequence[float]) -> list[float]:
    """Each p as it counts among all of them."""
    order = np.argsort(p, kind="stable")
    steps = np.asarray(p)[order] * np.arange(len(p), 0, -1)
    result = np.empty(len(p))
    result[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(value) for value in result]
