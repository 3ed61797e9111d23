"""Where age, gender and income decide something: nowhere, unless the company has turned them on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.conditions import Condition
from scoring.custom import Dimension
from scoring.features import Feature
from scoring.policy import Action

BANDS = {"profile_age_range": "profile_age"}  # columns of an answer that say a personal feature again
OFFERING = ("retention", "win_back", "growth")  # families whose actions may hold a discount


@dataclass(frozen=True, slots=True)
class Use:
    """A condition of an action, at `place`, that asks for a personal feature, itself or through a dimension."""

    place: str
    field: str
    feature: str


def personal_uses(
    actions: Sequence[Action], dimensions: Sequence[Dimension], features: Mapping[str, Feature]
) -> Iterator[Use]:
    """Every use of a personal feature by an action that may hold a discount."""
    fields = {name: name for name, feature in features.items() if feature.personal}
    fields |= {column: feature for column, feature in BANDS.items() if feature in fields}
    for own in dimensions:
        asked = [fields[one.field] for one in _asked(own) if one.field in fields]
        fields |= {own.column: asked[0]} if asked else {}
    for i, action in enumerate(actions):
        if action.discount or (action.family in OFFERING and not action.duty):
            for place, one in _conditions(action):
                if one.field in fields:
                    yield Use(f"actions[{i}].{place}.field", one.field, fields[one.field])


def _conditions(action: Action) -> Iterator[tuple[str, Condition]]:
    """What an action asks for, and what the size of its effect hangs on, each with its place."""
    yield from ((f"when[{i}]", one) for i, one in enumerate(action.when))
    yield from ((f"effect_where[{i}]", one) for i, (one, _) in enumerate(action.expected.where))


def _asked(dimension: Dimension) -> Iterator[Condition]:
    for one in dimension.classes:
        yield from one.when
