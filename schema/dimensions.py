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

    code: Text = Field(description="Stable over refits; `GET /segments` tells what it means.")
    name: Text = Field(description="In the language of the answer.")
    confidence: Number = Field(description="0.5 halfway to the runner-up, 1 at the centre.")
    runner_up: Text = Field(description="The next nearest.")
    basis: Basis


class Value(Strict):
    """What the customer is worth, in `currency`."""

    tier: Text = Field(description="high, middle or low by expected value.")
    expected_value: Number = Field(description="Net revenue expected within `horizon_days` after `as_of`.")
    interval: tuple[float, float] | None = Field(description="Shortest interval with at least 80 % coverage.")
    historic_value: Number = Field(description="Net revenue of all purchases up to `as_of`.")
    lifetime_value: Number = Field(description="historic_value + expected_value.")
    percentile: Number = Field(description="0 to 100, against out-of-sample predictions of the training customers.")
    potential: Text = Field(description="rising, steady or falling: revenue of 90 days against the 90 before.")
    horizon_days: Count = Field(description="Days after `as_of` that `expected_value` is of.")
    spend_band: Text = Field(description="By the largest purchase.")
    profit: Number = Field(description="Revenue minus the costs given; null where none is.")
    profitable: bool | None = Field(description="Whether `profit` is over 0.")
    basis: Basis


class Reason(Strict):
    """One exact share of the churn score."""

    feature: str = Field(description="Its name; `GET /labels` has the words for it.")
    value: float | str | bool | None = Field(description="The customer's own.")
    usual: float | str | bool | None = Field(description="The middle one of the training customers.")
    effect: float = Field(description="Log-odds that this feature adds to the score.")
    text: str = Field(description="The same as a sentence.")


class Change(Strict):
    """The smallest change of one field that would lead to a lower band."""

    feature: str = Field(description="The field to change.")
    to: float = Field(description="The value that it would need.")
    band: str = Field(description="The band that it would lead to.")
    text: str = Field(description="The same as a sentence.")


class Churn(Strict):
    """The risk of losing the customer; baseline_score + effects of reasons + other_effect = score."""

    state: str = Field(description="scored, prospect, lost, left or unknown: whether there is a probability at all.")
    score: Number = Field(description="Log-odds.")
    probability: Number = Field(description="1 / (1 + exp(-score)), calibrated.")
    band: Text = Field(description="low, medium or high by `probability`.")
    percentile: Number = Field(description="0 to 100, against the training customers.")
    horizon_days: Count = Field(
        description="Days after `as_of` within which a customer without a purchase has churned."
    )
    method: str = Field(description="What the score was made by: glass_box, mbg_nbd or rule.")
    pattern: Text = Field(description="The payload pattern whose tables answered.")
    baseline_score: Number = Field(description="The score of a customer of whom nothing speaks.")
    other_effect: Number = Field(description="All effects that are not among the reasons.")
    overdue_ratio: Number = Field(description="Days since the last purchase / usual gap.")
    reasons: list[Reason] = Field(description="The largest effects first.")
    what_would_change: list[Change] = Field(
        description="[] in the low band, or where no single change reaches a lower one."
    )
    basis: Basis


class Crosswalk(Strict):
    """The same customer in the words of other tools."""

    klaviyo: Text = Field(description="Klaviyo's six groups, by terciles.")
    shopify: Text = Field(description="Shopify's groups, as we read its texts.")
    eight_class: Text = Field(description="The eight classes above or below the mean of each score.")


class Rfm(Strict):
    """Recency, frequency, monetary: 1 to 5, 5 is best."""

    code: Text = Field(description="Recency, frequency and monetary as three digits.")
    recency: Count = Field(description="By days since the last purchase.")
    frequency: Count = Field(description="By purchases.")
    monetary: Count = Field(description="By net revenue.")
    group: Text = Field(description="One of eleven, by the code.")
    crosswalk: Crosswalk
    basis: Basis


class Lifecycle(Strict):
    """Stage, and the day on which its condition became true."""

    stage: Text = Field(
        description="prospect, first_purchase, repeat, dormant, lost, won_back; under contract active or lost."
    )
    since: Text = Field(description="The day on which that became true.")
    basis: Basis


class NextCategory(Strict):
    """The likeliest of the categories that the customer has not bought so far."""

    code: Text = Field(description="In the company's own words.")
    lift: Number = Field(description="How much likelier than usual, by what the customer has bought.")
    support: Count = Field(description="Training customers who took it up after the bought category that says most.")


class NextPurchase(Strict):
    """When the next purchase is due, and how many purchases are expected in the horizon of churn."""

    usual_gap_days: Number = Field(
        description="Between two purchases; the customer's own, drawn towards everybody's where few are known."
    )
    expected_on: Text = Field(description="Last purchase + usual gap.")
    overdue: bool | None = Field(description="Whether that day has passed.")
    expected_purchases: Number = Field(description="Within the horizon of churn.")
    category: NextCategory
    basis: Basis


class PainPoint(Strict):
    """What the customer asked or complained about within a year, on one topic."""

    topic: str = Field(description="What the inquiries are about.")
    level: Text = Field(description="high, middle or low by the terciles of the training customers' pain points.")
    weight: float = Field(description="Inquiries, unresolved ones counted double, x mean severity.")
    inquiries: int = Field(description="Of a year.")
    unresolved: int = Field(description="Of them, open today.")
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

    rating: str = Field(description="Its name in the payload.")
    value: float = Field(description="As given: 1 to 5, nps 0 to 10.")
    pull: float = Field(description="Points by which it moves the index from the middle of the scale.")


class Satisfaction(Strict):
    """0 to 100 from the latest ratings, where that stands, and what pulls it."""

    index: Number = Field(description="Weighted mean of the latest ratings, scaled to 0 to 100.")
    quintile: Count = Field(description="1 to 5 against the training customers; 5 is the most satisfied fifth.")
    driver: Text = Field(description="The rating that pulls the index most.")
    drivers: list[Driver] = Field(description="The strongest first; totals only where no aspect was rated.")
    basis: Basis


class Attention(Strict):
    """Complaints and inquiries, contact pressure, and payments that are overdue."""

    open_complaints: Count = Field(description="Not resolved at `as_of`.")
    complaints_90d: Count = Field(description="Of the last 90 days.")
    inquiries_90d: Count = Field(description="Of the last 90 days, complaints included.")
    mean_days_to_resolve: Number = Field(description="Of the inquiries and complaints of a year.")
    outbound_contacts_30d: Count = Field(description="Contacts that the company began, of the last 30 days.")
    contact_departments_30d: Count = Field(description="Departments that made them, of those named.")
    contact_pressure: bool | None = Field(description="Whether they are more than the policy allows.")
    overdue_payments: Count = Field(description="Orders past their day and not paid.")
    basis: Basis


class LoyaltyParts(Strict):
    """The parts of the index, each 0 to 100; null where unknown."""

    trust: Number = Field(description="Orders paid on time, and tenure.")
    contact: Number = Field(description="Contacts of the last year.")
    service: Number = Field(description="Inquiries of the last year that were resolved.")
    satisfaction: Number = Field(description="The satisfaction index.")
    repurchase: Number = Field(description="100 x (1 - churn probability), without contracts.")


class Loyalty(Strict):
    """0 to 100: the weighted mean of the parts that are known."""

    index: Number = Field(description="0 to 100.")
    level: Text = Field(description="low, middle or high by the index.")
    parts: LoyaltyParts
    basis: Basis


class Credit(Strict):
    """How the customer pays, from the days on which orders were due and paid."""

    level: Text = Field(description="good, watch or poor.")
    on_time_share: Number = Field(description="0 to 1, of the orders paid or past their day.")
    longest_overdue_days: Count = Field(description="Of the orders that are not paid.")
    basis: Basis


class Growth(Strict):
    """What more the customer could be offered; nothing where `barred`, but to a first buyer a second purchase."""

    upsell: bool | None = Field(description="Whether to offer more of the same.")
    upsell_reason: Text = Field(description="The occasion: a contract or cycle about to end, or rising use.")
    cross_sell: bool | None = Field(description="Whether to offer the next category.")
    cross_sell_reason: Text = Field(description="What speaks for it.")
    second_purchase: bool | None = Field(description="Whether to offer a first buyer a second purchase.")
    barred: bool | None = Field(description="Whether nothing may be sold now.")
    barred_reason: Text = Field(description="What forbids it.")
    basis: Basis


class Behaviour(Strict):
    """How the customer buys, uses and takes part, and where that is heading."""

    activity: Text = Field(description="declining, low, high or steady use.")
    frequency_class: Text = Field(description="Purchases a year against the training median.")
    purchase_stage: Text = Field(description="none, first, repeat or fifth_plus.")
    tenure: Text = Field(description="new or existing, by the day on which the customer was first seen.")
    usage_depth: Text = Field(description="light, moderate or devoted, by the terciles of use.")
    participation: Text = Field(description="silent, lurking or active.")
    contributor: Text = Field(description="Whose posts they are: ugc, pgc, pugc; none.")
    retention_tendency: Text = Field(description="By the share of weeks with use.")
    tendency: Text = Field(description="uninstall, win_back or onlooker; none.")
    payer: Text = Field(description="paying or free, as given.")
    intent: Text = Field(description="As given.")
    basis: Basis


class Relationship(Strict):
    """Whether and how the customer is with the company today."""

    status: Text = Field(description="active, left, historic, won_back or competitor.")
    basis: Basis


class Interest(Strict):
    """Something that the customer is interested in."""

    name: Text = Field(description="In the company's own words.")


class Profile(Strict):
    """Who the customer is: numbers in bands, the company's own texts as they were given."""

    kind: Text = Field(description="person or company.")
    age_range: Text = Field(description="In years.")
    gender: Text = Field(description="As given.")
    income_band: Text = Field(description="As given.")
    occupation: Text = Field(description="As given.")
    education: Text = Field(description="As given.")
    region: Text = Field(description="As given.")
    city: Text = Field(description="As given.")
    city_tier: Count = Field(description="1 to 4, as given.")
    device: Text = Field(description="As given.")
    industry: Text = Field(description="As given.")
    size_band: Text = Field(description="By employees.")
    revenue_band: Text = Field(description="By the company's revenue a year.")
    decision_role: Text = Field(description="As given.")
    acquisition_channel: Text = Field(description="As given.")
    interests: list[Interest] = Field(description="As given.")
    basis: Basis
