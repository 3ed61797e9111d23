"""Cuts that the training customers teach: medians, terciles, quintiles of a measure, frozen in the bundle.

A definition says at which shares (`[cuts]` of definitions.toml), `MEASURES` of what; dimensions tell classes by
`facts.bundle.cuts[name]` and `facts.above`.
"""

from collections.abc import Callable, Mapping

from scoring.columns import FloatArray
from scoring.dimensions.behaviour import purchases_of_buyers, uses_of_users
from scoring.dimensions.needs import response_rate, service_contacts
from scoring.dimensions.pain_points import pain_weights
from scoring.dimensions.satisfaction import satisfaction_index
from scoring.facts import Facts

# What is cut: a column (n,), or several (n, k) or any number a customer (m,) that share their cuts. NaN where a
# customer has none.
MEASURES: Mapping[str, Callable[[Facts], FloatArray]] = {
    "behaviour_purchases_a_year": purchases_of_buyers,
    "behaviour_uses_a_month": uses_of_users,
    "needs_pain_weight": pain_weights,
    "needs_service_contacts": service_contacts,
    "needs_response_rate": response_rate,
    "satisfaction_index": satisfaction_index,
}
