"""The shape of the answers, for OpenAPI and for clients. Unknown codes may come: treat them as other."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Basis = Annotated[
    Literal["model", "rule", "insufficient_data"],
    Field(description="On what this rests: a fitted model, a definition, or nothing."),
]
Text = str | None
Number = float | None
Count = int | None


class Strict(BaseModel):
    """No field but those named."""

    model_config = ConfigDict(extra="forbid")


class Segment(Strict):
    """The nearest of the clusters found in training."""

    code: Text
    name: Text
    confidence: Number = Field(description="0.5 halfway to the runner-up, 1 at the centre.")
    runner_up: Text
    basis: Basis


class Value(Strict):
    """What the customer is worth, in `currency`."""

    tier: Text = Field(description="high, middle or low by expected value.")
    expected_value: Number = Field(description="Net revenue expected within `horizon_days` after `as_of`.")
    interval: tuple[float, float] | None = Field(description="Shortest interval with at least 80 % coverage.")
    historic_value: Number
    lifetime_value: Number = Field(description="historic_value + expected_value.")
    percentile: Number
    potential: Text
    horizon_days: Count
    spend_band: Text
    profit: Number
    profitable: bool | None
    basis: Basis


class Reason(Strict):
    """One exact share of the churn score."""

    feature: str
    value: float | str | bool | None
    usual: float | str | bool | None
    effect: float = Field(description="Log-odds that this feature adds to the score.")
    text: str


class Change(Strict):
    """The smallest change of one field that would lead to a lower band."""

    feature: str
    to: float
    band: str
    text: str


class Churn(Strict):
    """The risk of losing the customer; baseline_score + effects of reasons + other_effect = score."""

    state: str
    score: Number = Field(description="Log-odds.")
    probability: Number = Field(description="1 / (1 + exp(-score)), calibrated.")
    band: Text
    percentile: Number
    horizon_days: Count
    method: str
    pattern: Text = Field(description="The payload pattern whose tables answered.")
    baseline_score: Number
    other_effect: Number
    overdue_ratio: Number
    reasons: list[Reason]
    what_would_change: list[Change]
    basis: Basis


class Crosswalk(Strict):
    """The same customer in the words of other tools."""

    klaviyo: Text
    shopify: Text
    eight_class: Text


class Rfm(Strict):
    """Recency, frequency, monetary: 1 to 5, 5 is best."""

    code: Text
    recency: Count
    frequency: Count
    monetary: Count
    group: Text
    crosswalk: Crosswalk
    basis: Basis


class Lifecycle(Strict):
    """Stage, and the day on which its condition became true."""

    stage: Text
    since: Text
    basis: Basis


class NextPurchase(Strict):
    """When the next purchase is due, and how many purchases are expected in the horizon of churn."""

    usual_gap_days: Number
    expected_on: Text
    overdue: bool | None
    expected_purchases: Number
    basis: Basis


class Satisfaction(Strict):
    """0 to 100 from the latest ratings."""

    index: Number
    basis: Basis


class Attention(Strict):
    """Open complaints, contact pressure, and payments that are overdue."""

    open_complaints: Count
    outbound_contacts_30d: Count
    contact_pressure: bool | None
    overdue_payments: Count
    basis: Basis


class Effect(Strict):
    """`relative`: share; `absolute`: probability points; `money`: currency."""

    scale: str
    value: float


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
    satisfaction: Satisfaction
    attention: Attention
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
