"""Whether a bundle may be published: it has to rank the last cutoff's customers better than recency alone does."""

from dataclasses import asdict, dataclass
from typing import Any

from training.evaluation.baselines import RECENCY
from training.evaluation.resampling import Replicates

CHANCE, CHANCE_AUC = "chance", 0.5


@dataclass(frozen=True, slots=True)
class Gate:
    """AUC of the richest pattern minus that of recency alone (without orders: of chance), with its 95 % interval."""

    against: str
    auc: float
    other_auc: float
    difference: float
    low: float
    high: float
    forced: bool = False

    @property
    def passed(self) -> bool:
        """Whether the interval lies above 0. A figure that cannot be computed is no proof."""
        return bool(self.low > 0)

    def to_card(self) -> dict[str, Any]:
        """Plain data for the card."""
        return {**asdict(self), "passed": self.passed}


def gate(found: Replicates, best: str) -> Gate:
    """The gate from the replicates of the churn models."""
    auc = found.names.index("auc")
    stated = float(found.stated[best][auc])
    if RECENCY not in found.stated:
        ends = found.figures(best)["auc"]
        low, high = (ends[end] - CHANCE_AUC for end in ("low", "high"))
        return Gate(CHANCE, stated, CHANCE_AUC, stated - CHANCE_AUC, low, high)
    difference = found.difference(best, RECENCY)["auc"]
    other = float(found.stated[RECENCY][auc])
    return Gate(RECENCY, stated, other, difference["value"], difference["low"], difference["high"])
