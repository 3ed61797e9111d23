"""The shape of the answers, for OpenAPI and for clients."""

from pydantic import Field

from schema.dimensions import (
    Attention,
    Basis,
    Behaviour,
    Churn,
    Credit,
    Growth,
    Lifecycle,
    Loyalty,
    Needs,
    NextPurchase,
    Number,
    Profile,
    Relationship,
    Rfm,
    Satisfaction,
    Segment,
    Strict,
    Text,
    Value,
)


class Effect(Strict):
    """`relative`: share; `absolute`: probability points; `money`: currency."""

    scale: str
    value: float
    n: int | None = Field(description="Customers of the pilot that measured it; null where it is assumed.")
    interval: tuple[float, float] | None = Field(description="Of 95 %, where it is measured.")


class Action(Strict):
    """Something to do for this customer, and what it is expected to bring."""

    code: str
    title: str
    need: str
    because: str = Field(description="A path in this answer.")
    solution: str
    owner_role: str
    channel: str
    priority: str
    due_on: str
    expected_effect: Effect
    effect_basis: str
    cost: float
    expected_net_value: Number
    net_value_basis: Basis


class Note(Strict):
    """Something a reader should know."""

    code: str
    text: str


class ScoreAnswer(Strict):
    """Everything about one customer."""

    customer_id: str
    as_of: str
    bundle: str
    schema_version: int
    language: str
    currency: str
    segment: Segment
    value: Value
    churn: Churn
    rfm: Rfm
    lifecycle: Lifecycle
    next_purchase: NextPurchase
    needs: Needs
    satisfaction: Satisfaction
    attention: Attention
    behaviour: Behaviour
    relationship: Relationship
    profile: Profile
    loyalty: Loyalty
    credit: Credit
    growth: Growth
    custom: dict[str, Text] = Field(description="The class of each dimension of the company's own, by its code.")
    tags: list[str]
    actions: list[Action]
    withheld: list[str] = Field(description="Actions kept back by a holdout.")
    inputs_missing: list[str] = Field(description="What would fill an empty output or sharpen the models.")
    inputs_unused: list[str] = Field(description="What was given and the models did not use.")
    warnings: list[Note]


class SegmentAnswer(Strict):
    """What marketing needs in real time."""

    customer_id: str
    bundle: str
    segment: Text
    segment_name: Text
    tier: Text
    band: Text
    group: Text
    stage: Text
    tags: list[str]
