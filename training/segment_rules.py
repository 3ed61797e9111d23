"""A segment in at most three conditions: the best path of a shallow tree that tells its members from all others."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from scoring.columns import BoolArray, FloatArray, IntArray
from scoring.conditions import Condition, all_hold
from scoring.segments import Segmentation

DEPTH = 3
MOST_MOVED = 0.002  # a threshold is rounded as far as it moves no larger share of the customers than this
WORTH_A_CONDITION = 0.01  # gain in F1


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions (`at_most` or `above`) that hold together, and how true they are to the segment.

    `fidelity`: share of the customers whom rule and segmentation both put in, or both leave out; `precision`: share of
    the segment's own among those for whom the conditions hold; `recall`: share of those among the segment's own.
    """

    conditions: tuple[Condition, ...]
    fidelity: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where they hold for nobody of the segment."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def rule(x: FloatArray, member: BoolArray, space: Segmentation, sample: IntArray) -> Rule:
    """The path of the tree with the best F1 for a segment, a condition fewer where that costs next to nothing.

    x (n, q) are the customers of all segments, `member` (n,) those of this one. The tree is grown on the rows
    `sample` (in the standardised space, missing as usual), the rule is judged on all.
    """
    z = space.standardise(x[sample])
    tree = DecisionTreeClassifier(max_depth=DEPTH, class_weight="balanced", min_samples_leaf=5, random_state=0)
    grown = tree.fit(np.where(np.isnan(z), 0.0, z), member[sample]).tree_
    rules = [_judged(readable(path, x, space), x, member, space) for path in _paths(grown)]
    return max(rules, key=lambda one: (one.f1 - WORTH_A_CONDITION * len(one.conditions), -len(one.conditions)))


Path = tuple[tuple[int, str, float], ...]


def _paths(tree: Any) -> Iterator[Path]:  # scikit-learn's Tree has no types
    """The ways to all nodes but the root: column, `at_most` or `above`, threshold in the standardised space."""
    todo: list[tuple[int, Path]] = [(0, ())]
    while todo:
        node, path = todo.pop()
        if path or tree.node_count == 1:
            yield path
        column, threshold = int(tree.feature[node]), float(tree.threshold[node])
        if tree.children_left[node] >= 0:
            todo.append((int(tree.children_right[node]), (*path, (column, "above", threshold))))
            todo.append((int(tree.children_left[node]), (*path, (column, "at_most", threshold))))


def readable(path: Path, x: FloatArray, space: Segmentation) -> tuple[Condition, ...]:
    """One condition for each column and side, the strictest, in units of the feature and short numbers."""
    strictest: dict[tuple[int, str], float] = {}
    for column, op, threshold in path:
        narrower = min if op == "at_most" else max
        strictest[column, op] = narrower(threshold, strictest.get((column, op), threshold))
    conditions = []
    for (column, op), threshold in strictest.items():
        value = threshold * space.scale[column] + space.center[column]
        raw = float(np.sign(value) * np.expm1(abs(value)))
        conditions.append(Condition(space.features[column], op, _short(raw, x[:, column])))
    return tuple(conditions)


def _short(threshold: float, values: FloatArray) -> float:
    """The shortest number that parts the values nearly as the threshold does."""
    known = values[~np.isnan(values)]
    below = known <= threshold
    shorter = (float(f"{threshold:.{digits}g}") for digits in range(1, 17))
    return next((s for s in shorter if np.mean(below != (known <= s)) <= MOST_MOVED), threshold)


def _judged(conditions: tuple[Condition, ...], x: FloatArray, member: BoolArray, space: Segmentation) -> Rule:
    holds = all_hold(conditions, dict(zip(space.features, x.T, strict=True)), len(x))
    both, passed, own = (int(part.sum()) for part in (holds & member, holds, member))
    return Rule(conditions, float(np.mean(holds == member)), both / max(passed, 1), both / own)
