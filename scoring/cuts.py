"""Cuts that the training customers teach: medians, terciles, quintiles of a measure, frozen in the bundle.

A definition says at which shares (`[cuts]` of definitions.toml), `MEASURES` of what; dimensions tell classes by
`facts.bundle.cuts[name]` and `facts.above`.
"""

from collections.abc import Callable, Mapping

from scoring.columns import FloatArray
from scoring.facts import Facts

# What is cut: a column (n,), or several (n, k) that share their cuts. NaN where a customer has none.
MEASURES: Mapping[str, Callable[[Facts], FloatArray]] = {}
