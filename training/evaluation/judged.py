"""What is judged: a fit up to the models that have not seen the last cutoff, and who is asked about there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.columns import FloatArray, IntArray
from training.boosting import Target
from training.config import Config
from training.material import Material
from training.question import Question
from training.rows import Rows
from training.table_sets import Trained
from training.tables import Tables

Sets = Mapping[str, Mapping[Target, Trained]]


def judged_on(question: Question) -> str:
    """Whom figures are of: a `cutoff` unseen, every fifth customer of a `label`, `halves` of a short history."""
    if question.mode == "label":
        return "label"
    return "cutoff" if question.halfway is None else "halves"


@dataclass(frozen=True, slots=True)
class When:
    """The cutoff of a judgement (day), and how many days the outcome had."""

    cutoff: float
    horizon_days: int


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A fit up to the models that have not seen the last cutoff; `sets` by pattern, the richest first."""

    tables: Tables
    config: Config
    content: dict[str, Any]
    question: Question
    material: Material
    sets: Sets

    def patterns(self, target: Target) -> list[str]:
        """The patterns that have a model of the target, the richest first."""
        return [name for name, trained in self.sets.items() if target in trained]

    def when(self, target: Target) -> When | None:
        """The last cutoff; of a short history where it parts; None where a label has no date."""
        question = self.question
        plan = question.churn if target == "churn" else question.value
        if plan is not None:
            return When(plan.test, plan.horizon_days)
        if question.halfway is None:
            return None
        day = question.halfway.day if target == "churn" else question.halfway.value_day
        return When(day, int(question.as_of - day))

    def rows(self, target: Target) -> Rows | None:
        """Rows of training and test cutoffs; None for a short history, whose customers are judged by each other."""
        return self.material.rows.get(target) if self.question.halfway is None else None

    def asked(self, target: Target) -> tuple[IntArray, FloatArray]:
        """The customers (m,) of the last cutoff, as the models' `tested` has them, and what came (m,), in currency."""
        rows = self.rows(target)
        judged = (self.sets[self.patterns(target)[0]][target].rows if rows is None else rows).columns(()).test
        return judged.customer, judged.y
