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

    scale: str = Field(description="relative, absolute or money.")
    value: float = Field(description="In units of the scale.")
    n: int | None = Field(description="Customers of the pilot that measured it; null where it is assumed.")
    interval: tuple[float, float] | None = Field(description="Of 95 %, where it is measured.")


class Action(Strict):
    """Something to do for this customer, and what it is expected to bring."""

    code: str = Field(description="As in `GET /actions`.")
    title: str = Field(description="In the language of the answer.")
    need: str = Field(description="What it answers.")
    because: str = Field(description="A path in this answer.")
    solution: str = Field(description="What to do, in the language of the answer.")
    owner_role: str = Field(description="Who does it.")
    channel: str = Field(description="How it reaches the customer.")
    priority: str = Field(description="high, middle or low.")
    due_on: str = Field(description="The day by which to do it.")
    expected_effect: Effect
    effect_basis: str = Field(description="assumed or measured.")
    cost: float = Field(description="Of doing it once, in `currency`.")
    expected_net_value: Number = Field(
        description="What it brings beyond its cost, in `currency`; null where nothing says."
    )
    net_value_basis: Basis


class Note(Strict):
    """Something a reader should know."""

    code: str = Field(description="What machines read.")
    text: str = Field(description="What people read, in the language of the answer.")


class ScoreAnswer(Strict):
    """Everything about one customer."""

    customer_id: str = Field(description="As in the payload.")
    as_of: str = Field(description="The day of the answer.")
    bundle: str = Field(description="The version of what answered.")
    schema_version: int = Field(description="Of the form of this answer.")
    language: str = Field(description="Of names, sentences and titles.")
    currency: str = Field(description="Of all amounts.")
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
    tags: list[str] = Field(description="Namespaced classes, for tools that know tags only.")
    actions: list[Action] = Field(description="Best first.")
    withheld: list[str] = Field(description="Actions kept back by a holdout.")
    inputs_missing: list[str] = Field(description="What would fill an empty output or sharpen the models.")
    inputs_unused: list[str] = Field(description="What was given and the models did not use.")
    warnings: list[Note]


class SegmentAnswer(Strict):
    """What marketing needs in real time."""

    customer_id: str = Field(description="As in the payload.")
    bundle: str = Field(description="The version of what answered.")
    segment: Text = Field(description="`segment.code` of the whole answer.")
    segment_name: Text = Field(description="In the language asked for.")
    tier: Text = Field(description="`value.tier` of the whole answer.")
    band: Text = Field(description="`churn.band` of the whole answer.")
    group: Text = Field(description="`rfm.group` of the whole answer.")
    stage: Text = Field(description="`lifecycle.stage` of the whole answer.")
    tags: list[str] = Field(description="Namespaced classes, for tools that know tags only.")
