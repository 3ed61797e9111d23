"""What is learned from: training rows of each target, and the customers as they were at the reference day."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.customers import Customers
from scoring.facts import Facts
from scoring.model import Bundle
from scoring.scorer import measure
from training.boosting import Target
from training.candidates import candidates, check_patterns, learn_levels, varies
from training.config import Config
from training.cutoffs import Plan
from training.periods import Measuring, rows_of
from training.question import FEWEST_OF_A_CLASS, Question
from training.rows import Rows, cross_section
from training.snapshots import measured_in_the_past
from training.tables import Tables


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """`rows` of each target that can be learned, `levels` of the texts, `facts` of the reference day."""

    rows: Mapping[Target, Rows]
    levels: Mapping[str, list[str]]
    facts: Facts
    notes: tuple[str, ...] = ()


def gather(tables: Tables, bundle: Bundle, question: Question, config: Config) -> Material:
    """Measure the customers at every cutoff, or once with a label."""
    check_patterns(bundle.features, config)
    customers = tables.customers(question.as_of)
    facts = (
        measured_in_the_past(customers, bundle, question.reference_day) if question.churn else _today(customers, bundle)
    )
    names = candidates(bundle.features, tuple(tables.files), config, question.mode)
    names = tuple(name for name in names if name in facts.features.columns)
    plans = _plans(question)
    levels = learn_levels(_tested(customers, facts, plans), names)
    rows = rows_of(customers, question.outcome, Measuring(bundle, names, levels), plans)
    if question.method == "glass_box" and question.mode == "label":
        rows["churn"] = cross_section(facts.features.matrix(names, levels), tables.churned, names)
    return _learnable(Material(_varying(rows), levels, facts))


def _tested(customers: Customers, facts: Facts, plans: Mapping[Target, Plan]) -> Facts:
    """The facts of the earliest test cutoff: those given, of the reference day, where it is one or there is none."""
    day = min((plan.test for plan in plans.values()), default=None)
    if day is None or (facts.customers.as_of == day).all():
        return facts
    return measured_in_the_past(customers, facts.bundle, day)


def _today(customers: Customers, bundle: Bundle) -> Facts:
    return measure(customers, bundle)[0]


def _plans(question: Question) -> dict[Target, Plan]:
    plans: dict[Target, Plan | None] = {"churn": question.churn, "value": question.value}
    return {target: plan for target, plan in plans.items() if plan is not None}


def _varying(rows: Mapping[Target, Rows]) -> dict[Target, Rows]:
    """Without the features that say the same of everybody, or nothing of anybody, for any target: they share a grid."""
    keep = np.all([varies(found.training.x) for found in rows.values()], axis=0)
    names = {target: [n for n, kept in zip(found.names, keep, strict=True) if kept] for target, found in rows.items()}
    return {target: found.columns(names[target]) for target, found in rows.items()}


def _learnable(material: Material) -> Material:
    """Without a target that has one class only, or no revenue at all."""
    rows, notes = dict(material.rows), []
    if "churn" in rows and (few := _rare_class(rows["churn"])):
        notes.append(few)
        del rows["churn"]
    if "value" in rows and not (rows["value"].training.varied and rows["value"].test.varied):
        notes.append("revenue after the cutoffs does not differ between customers, so no value is learned")
        del rows["value"]
    return Material(rows, material.levels, material.facts, tuple(notes))


def _rare_class(rows: Rows) -> str | None:
    for part, when in ((rows.training, "at the training cutoffs"), (rows.test, "at the test cutoff")):
        left = int(part.y.sum())
        if min(left, len(part) - left) < FEWEST_OF_A_CLASS:
            few = f"{left} of {len(part)} customers left" if left * 2 < len(part) else f"{len(part) - left} stayed"
            return f"only {few} {when} ({FEWEST_OF_A_CLASS} are needed), so no churn model is learned"
    return None
