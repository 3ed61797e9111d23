"""Which metrics and labels a PromQL expression asks for, and which labels its result has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import promql_parser as promql

OF_PROMETHEUS = frozenset({"job", "instance"})  # that it puts on whatever it reads


@dataclass(frozen=True, slots=True)
class Asked:
    """One selector: `equal` are the labels that must have one value."""

    name: str
    labels: frozenset[str]
    equal: Mapping[str, str]


class WrongLabel(AssertionError):
    """An expression groups or matches by a label that is not there."""


def selectors(node: Any) -> Iterator[Asked]:
    """All selectors of a parsed expression."""
    vector = getattr(node, "vector_selector", node) if isinstance(node, promql.MatrixSelector) else node
    if isinstance(vector, promql.VectorSelector):
        matchers = vector.matchers.matchers
        equal = {one.name: one.value for one in matchers if one.op == promql.MatchOp.Equal}
        yield Asked(str(vector.name), frozenset(one.name for one in matchers), equal)
        return
    for inner in _inner(node):
        yield from selectors(inner)


def labels_of(node: Any, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The labels of the result, where `known` has those of each metric. Raises WrongLabel."""
    if isinstance(node, promql.MatrixSelector):
        node = node.vector_selector
    if isinstance(node, promql.VectorSelector):
        return known[node.name]
    if isinstance(node, promql.AggregateExpr):
        return _aggregated(node, labels_of(node.expr, known))
    if isinstance(node, promql.BinaryExpr):
        return _matched(node, labels_of(node.lhs, known), labels_of(node.rhs, known))
    found = frozenset[str]().union(*(labels_of(inner, known) for inner in _inner(node)))
    if isinstance(node, promql.Call) and node.func.name == "histogram_quantile":
        _require({"le"}, found, node)
        return found - {"le"}
    return found


def _aggregated(node: Any, inner: frozenset[str]) -> frozenset[str]:
    if node.modifier is None:
        return inner if str(node.op) == "topk" else frozenset()
    asked = frozenset(node.modifier.labels)
    _require(asked, inner, node)
    return asked


def _matched(node: Any, left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    scalar = isinstance(node.rhs, promql.NumberLiteral) or isinstance(node.lhs, promql.NumberLiteral)
    modifier = node.modifier
    if scalar or modifier is None or modifier.matching is None:
        if not scalar and left and right and left != right:
            raise WrongLabel(f"{sorted(left)} and {sorted(right)} never match in {node.prettify()}")
        return left or right
    on = frozenset(modifier.matching.labels)
    _require(on, left, node)
    _require(on, right, node)
    return left


def _require(asked: frozenset[str] | set[str], there: frozenset[str], node: Any) -> None:
    if lacking := asked - there:
        raise WrongLabel(f"no label {sorted(lacking)} in {node.prettify()}")


def _inner(node: Any) -> list[Any]:
    if isinstance(node, promql.BinaryExpr):
        return [node.lhs, node.rhs]
    if isinstance(node, promql.Call):
        return list(node.args)
    return [node.expr] if hasattr(node, "expr") else []
