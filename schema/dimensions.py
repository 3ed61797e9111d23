"""The shape of each dimension of an answer. Unknown codes may come: treat them as other."""

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


class NextCategory(Strict):
    """The likeliest of the categories that the customer has not bought so far."""

    code: Text
    lift: Number = Field(description="How much likelier than usual, by what the customer has bought.")
    support: Count = Field(description="Training customers who took it up after the bought category that says most.")


class NextPurchase(Strict):
    """When the next purchase is due, and how many purchases are expected in the horizon of churn."""

    usual_gap_days: Number
    expected_on: Text
    overdue: bool | None
    expected_purchases: Number
    category: NextCategory
    basis: Basis


class PainPoint(Strict):
    """What the customer asked or complained about within a year, on one topic."""

    topic: str
    level: Text = Field(description="high, middle or low by the terciles of the training customers' pain points.")
    weight: float = Field(description="Inquiries, unresolved ones counted double, x mean severity.")
    inquiries: int
    unresolved: int
    mean_severity: Number = Field(description="1 to 3; null where no inquiry states one.")


class Needs(Strict):
    """What the customer looks for, where it hurts, and what is met of it."""

    orientation: Text = Field(description="What 60 % of at least three signals speak of, else mixed.")
    style: Text = Field(description="Turns to the service, or answers marketing, more than the median customer.")
    pain_points: list[PainPoint] = Field(description="The heaviest first.")
    severe_pain: Text = Field(description="The topic of the heaviest pain point, where its level is high.")
    severe_pain_open: bool | None = Field(description="Whether that pain point has unresolved inquiries.")
    status: Text = Field(description="unmet, partly_met or met; null where nothing was asked for.")
    top_need: Text = Field(description="The topic, or the company's category, with the largest weight.")
    top_need_kind: Text = Field(description="topic or category.")
    basis: Basis


class Driver(Strict):
    """A rating that pulls the satisfaction index."""

    rating: str
    value: float = Field(description="As given: 1 to 5, nps 0 to 10.")
    pull: float = Field(description="Points by which it moves the index from the middle of the scale.")


class Satisfaction(Strict):
    """0 to 100 from the latest ratings, where that stands, and what pulls it."""

    index: Number
    quintile: Count = Field(description="1 to 5 against the training customers; 5 is the most satisfied fifth.")
    driver: Text = Field(description="The rating that pulls the index most.")
    drivers: list[Driver] = Field(description="The strongest first; totals only where no aspect was rated.")
    basis: Basis


class Attention(Strict):
    """Complaints and inquiries, contact pressure, and payments that are overdue."""

    open_complaints: Count
    complaints_90d: Count
    inquiries_90d: Count
    mean_days_to_resolve: Number = Field(description="Of the inquiries and complaints of a year.")
    outbound_contacts_30d: Count
    contact_departments_30d: Count = Field(description="Departments that made them, of those named.")
    contact_pressure: bool | None
    overdue_payments: Count
    basis: Basis


class LoyaltyParts(Strict):
    """The parts of the index, each 0 to 100; null where unknown."""

    trust: Number = Field(description="Orders paid on time, and tenure.")
    contact: Number = Field(description="Contacts of the last year.")
    service: Number = Field(description="Inquiries of the last year that were resolved.")
    satisfaction: Number
    repurchase: Number = Field(description="100 x (1 - churn probability), without contracts.")


class Loyalty(Strict):
    """0 to 100: the weighted mean of the parts that are known."""

    index: Number
    level: Text
    parts: LoyaltyParts
    basis: Basis


class Credit(Strict):
    """How the customer pays, from the days on which orders were due and paid."""

    level: Text
    on_time_share: Number = Field(description="0 to 1, of the orders paid or past their day.")
    longest_overdue_days: Count = Field(description="Of the orders that are not paid.")
    basis: Basis


class Growth(Strict):
    """What more the customer could be offered; nothing where `barred`, but to a first buyer a second purchase."""

    upsell: bool | None
    upsell_reason: Text
    cross_sell: bool | None
    cross_sell_reason: Text
    second_purchase: bool | None
    barred: bool | None
    barred_reason: Text
    basis: Basis


class Behaviour(Strict):
    """How the customer buys, uses and takes part, and where that is heading."""

    activity: Text = Field(description="declining, low, high or steady use.")
    frequency_class: Text = Field(description="Purchases a year against the training median.")
    purchase_stage: Text
    tenure: Text = Field(description="new or existing, by the day on which the customer was first seen.")
    usage_depth: Text
    participation: Text = Field(description="silent, lurking or active.")
    contributor: Text = Field(description="Whose posts they are: ugc, pgc, pugc; none.")
    retention_tendency: Text = Field(description="By the share of weeks with use.")
    tendency: Text = Field(description="uninstall, win_back or onlooker; none.")
    payer: Text
    intent: Text
    basis: Basis


class Relationship(Strict):
    """Whether and how the customer is with the company today."""

    status: Text = Field(description="active, left, historic, won_back or competitor.")
    basis: Basis


class Interest(Strict):
    """Something that the customer is interested in."""

    name: Text


class Profile(Strict):
    """Who the customer is: numbers in bands, the company's own texts as they were given."""

    kind: Text
    age_range: Text
    gender: Text
    income_band: Text
    occupation: Text
    education: Text
    region: Text
    city: Text
    city_tier: Count
    device: Text
    industry: Text
    size_band: Text = Field(description="By employees.")
    revenue_band: Text = Field(description="By the company's revenue a year.")
    decision_role: Text
    acquisition_channel: Text
    interests: list[Interest]
    basis: Basis
