"""The whole story: customers and a bundle in, scores out. Start reading here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.actions import Actions, choose
from scoring.columns import Column, FloatArray
from scoring.customers import Customers
from scoring.dimensions.attention import attention
from scoring.dimensions.behaviour import behaviour
from scoring.dimensions.churn import churn
from scoring.dimensions.credit import credit
from scoring.dimensions.custom import custom
from scoring.dimensions.growth import growth
from scoring.dimensions.lifecycle import lifecycle
from scoring.dimensions.loyalty import loyalty
from scoring.dimensions.needs import needs
from scoring.dimensions.next_purchase import next_purchase
from scoring.dimensions.pain_points import pain_points
from scoring.dimensions.profile import interests, profile
from scoring.dimensions.ratings import latest_ratings
from scoring.dimensions.relationship import relationship
from scoring.dimensions.rfm import rfm
from scoring.dimensions.satisfaction import satisfaction, satisfaction_drivers
from scoring.dimensions.segment import segment
from scoring.dimensions.value import value
from scoring.entries import Entries
from scoring.facts import Facts
from scoring.features import features
from scoring.memo import once
from scoring.model import Bundle
from scoring.notes import Notes, notes
from scoring.predictions import Predictions, Reasons, predict
from scoring.tags import Tags, tags
from scoring.timeline import as_known


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The answers for n customers as columns.

    `columns` has one column (n,) for every path of `outputs.OUTPUTS`, `lists` the entries of every path of
    `outputs.LISTS`; `reasons`, `tags`, `actions` and `notes` are the other lists of the answer, the last two worked out
    when they are asked for. `facts` is what all were computed from, `predicted` what the models saw and said, `later`
    (n,) how many later entries were left out.
    """

    facts: Facts
    columns: Mapping[str, Column]
    lists: Mapping[str, Entries]
    predicted: Predictions
    tags: Tags
    later: FloatArray
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)  # of `memo.once`

    def __len__(self) -> int:
        return len(self.facts)

    def complete(self) -> "Scores":
        """The same, with all that would be worked out later."""
        _ = self.actions, self.notes
        return self

    @property
    def reasons(self) -> Reasons:
        """Why the churn scores are what they are."""
        return self.predicted.reasons

    @property
    @once
    def actions(self) -> Actions:
        """What to do, and what it brings."""
        return choose(self.facts, self.columns)

    @property
    @once
    def notes(self) -> Notes:
        """What the answer says about itself."""
        return notes(self.facts, self.columns, self.predicted, self.later)


def score(customers: Customers, bundle: Bundle) -> Scores:
    """Score n customers; a customer's answer depends on that customer alone."""
    facts, later = measure(customers, bundle)
    predicted, ratings = predict(facts), latest_ratings(facts)
    lists = {
        "needs_pain_points": pain_points(facts),
        "profile_interests": interests(facts),
        "satisfaction_drivers": satisfaction_drivers(facts, ratings),
    }
    columns = {
        **_told_by_facts(facts),
        **value(facts, predicted.value),
        **churn(facts, predicted),
        **needs(facts, lists["needs_pain_points"], ratings),
        **satisfaction(facts, lists["satisfaction_drivers"]),
    }
    columns |= {**loyalty(facts, columns), **growth(facts, columns), **relationship(facts, columns)}
    columns |= custom(facts, columns)
    return Scores(facts, columns, lists, predicted, tags(facts, columns), later)


def _told_by_facts(facts: Facts) -> dict[str, Column]:
    """The dimensions that ask for nothing else."""
    return {
        **segment(facts),
        **rfm(facts),
        **lifecycle(facts),
        **next_purchase(facts),
        **attention(facts),
        **behaviour(facts),
        **credit(facts),
        **profile(facts),
    }


def measure(customers: Customers, bundle: Bundle) -> tuple[Facts, FloatArray]:
    """The customers as known at `as_of`, measured, and how many later entries a customer (n,) were left out."""
    known = as_known(customers)
    measured = features(known.customers, bundle.reference, bundle.texts)
    return Facts(known.customers, measured, bundle), known.later
