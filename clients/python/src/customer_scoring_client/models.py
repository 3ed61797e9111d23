"""The shapes of openapi.yaml, made from it by `make openapi`: change the service, not this file."""

import sys
from typing import Literal, TypeAlias

if sys.version_info >= (3, 11):
    from typing import NotRequired, TypedDict
else:
    from typing_extensions import NotRequired, TypedDict


class Account(TypedDict):
    """The contract or membership."""

    status: NotRequired[Literal["active", "paused", "left"] | None]
    """State of the account today"""

    signed_up_on: NotRequired[str | None]
    """Day of signing up"""

    contract_ends_on: NotRequired[str | None]
    """Day on which the contract or cycle ends"""

    plan: NotRequired[str | None]
    """Plan, in the company's own words"""

    paying: NotRequired[bool | None]
    """Whether the plan is paid for"""

    left_on: NotRequired[str | None]
    """Day of leaving"""

    reactivated_on: NotRequired[str | None]
    """Day of coming back"""

    competitor: NotRequired[bool | None]
    """Whether a competitor's customer"""

    professional: NotRequired[bool | None]
    """Whether a professional author"""

    intent: NotRequired[Literal["prospective", "potential", "other"] | None]
    """Intent to buy, as judged by the company"""

    unfollowed_on: NotRequired[str | None]
    """Day of unfollowing"""

    uninstalled_on: NotRequired[str | None]
    """Day of uninstalling"""

    cost_to_serve: NotRequired[float | None]
    """Cost of serving the customer so far, in the currency"""


class Attention(TypedDict):
    """Complaints and inquiries, contact pressure, and payments that are overdue."""

    open_complaints: int | None
    """Not resolved at `as_of`."""

    complaints_90d: int | None
    """Of the last 90 days."""

    inquiries_90d: int | None
    """Of the last 90 days, complaints included."""

    mean_days_to_resolve: float | None
    """Of the inquiries and complaints of a year."""

    outbound_contacts_30d: int | None
    """Contacts that the company began, of the last 30 days."""

    contact_departments_30d: int | None
    """Departments that made them, of those named."""

    contact_pressure: bool | None
    """Whether they are more than the policy allows."""

    overdue_payments: int | None
    """Orders past their day and not paid."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Behaviour(TypedDict):
    """How the customer buys, uses and takes part, and where that is heading."""

    activity: str | None
    """declining, low, high or steady use."""

    frequency_class: str | None
    """Purchases a year against the training median."""

    purchase_stage: str | None
    """none, first, repeat or fifth_plus."""

    tenure: str | None
    """new or existing, by the day on which the customer was first seen."""

    usage_depth: str | None
    """light, moderate or devoted, by the terciles of use."""

    participation: str | None
    """silent, lurking or active."""

    contributor: str | None
    """Whose posts they are: ugc, pgc, pugc; none."""

    retention_tendency: str | None
    """By the share of weeks with use."""

    tendency: str | None
    """uninstall, win_back or onlooker; none."""

    payer: str | None
    """paying or free, as given."""

    intent: str | None
    """As given."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class BundleChange(TypedDict):
    """What became of a reload or a rollback."""

    outcome: str
    bundle: str | None
    """the version of the bundle in service"""

    previous: str | None
    """the version that a rollback goes back to"""


class Catalogue(TypedDict):
    pass


class Change(TypedDict):
    """The smallest change of one field that would lead to a lower band."""

    feature: str
    """The field to change."""

    to: float
    """The value that it would need."""

    band: str
    """The band that it would lead to."""

    text: str
    """The same as a sentence."""


class Comparison(TypedDict):
    """How a challenger compares with the bundle in service; the histograms are by upper bound."""

    bundle: str | None
    """the version of the challenger; null where there is none"""

    off: str | None
    """why it is compared no longer"""

    customers: int
    same: dict[str, int]
    """the customers whose tier, band or segment is the same"""

    churn_difference: dict[str, int]
    """the customers by the absolute difference of probabilities"""

    value_ratio: dict[str, int]
    """the customers by the challenger's value over the champion's"""


class Consent(TypedDict):
    """What the customer has agreed to."""

    personalization: NotRequired[bool | None]
    """Whether offers may be made from personal data"""

    channels: NotRequired[list[Literal["phone", "email", "sms", "wecom", "push", "in_app", "service", "visit"]] | None]
    """Channels agreed to; [] is none"""


class Contact(TypedDict):
    """A contact between company and customer."""

    date: str
    """Day of the contact"""

    direction: NotRequired[Literal["outbound", "inbound"] | None]
    """Who began: the company (outbound) or the customer"""

    department: NotRequired[str | None]
    """Department, in the company's own words"""

    channel: NotRequired[Literal["phone", "email", "sms", "wecom", "push", "in_app", "service", "visit"] | None]
    """Channel of the contact"""

    action: NotRequired[str | None]
    """Code of the action it carried out"""

    campaign: NotRequired[str | None]
    """Campaign it belonged to"""

    responded: NotRequired[bool | None]
    """Whether there was a response"""

    responded_on: NotRequired[str | None]
    """Day of the response"""


class Credit(TypedDict):
    """How the customer pays, from the days on which orders were due and paid."""

    level: str | None
    """good, watch or poor."""

    on_time_share: float | None
    """0 to 1, of the orders paid or past their day."""

    longest_overdue_days: int | None
    """Of the orders that are not paid."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class CrmTags(TypedDict):
    """Tags of ours for a record of the CRM."""

    add: list[str]
    """that hold and that the record does not carry"""

    remove: list[str]
    """that the record carries and that no longer hold"""


class Crosswalk(TypedDict):
    """The same customer in the words of other tools."""

    klaviyo: str | None
    """Klaviyo's six groups, by terciles."""

    shopify: str | None
    """Shopify's groups, as we read its texts."""

    eight_class: str | None
    """The eight classes above or below the mean of each score."""


class Driver(TypedDict):
    """A rating that pulls the satisfaction index."""

    rating: str
    """Its name in the payload."""

    value: float
    """As given: 1 to 5, nps 0 to 10."""

    pull: float
    """Points by which it moves the index from the middle of the scale."""


class Effect(TypedDict):
    """`relative`: share; `absolute`: probability points; `money`: currency."""

    scale: str
    """relative, absolute or money."""

    value: float
    """In units of the scale."""

    n: int | None
    """Customers of the pilot that measured it; null where it is assumed."""

    interval: tuple[float, float] | None
    """Of 95 %, where it is measured."""


class Feedback(TypedDict):
    """Ratings given on a day, 1 (bad) to 5 (good)."""

    date: str
    """Day of the answer"""

    overall: NotRequired[float | None]
    """Overall satisfaction, 1 to 5"""

    product: NotRequired[float | None]
    """Satisfaction with the product, 1 to 5"""

    service: NotRequired[float | None]
    """Satisfaction with the service, 1 to 5"""

    price: NotRequired[float | None]
    """Satisfaction with the price, 1 to 5"""

    after_sales: NotRequired[float | None]
    """Satisfaction with after-sales service, 1 to 5"""

    nps: NotRequired[float | None]
    """Likelihood to recommend, 0 to 10"""


class Growth(TypedDict):
    """What more the customer could be offered; nothing where `barred`, but to a first buyer a second purchase."""

    upsell: bool | None
    """Whether to offer more of the same."""

    upsell_reason: str | None
    """The occasion: a contract or cycle about to end, or rising use."""

    cross_sell: bool | None
    """Whether to offer the next category."""

    cross_sell_reason: str | None
    """What speaks for it."""

    second_purchase: bool | None
    """Whether to offer a first buyer a second purchase."""

    barred: bool | None
    """Whether nothing may be sold now."""

    barred_reason: str | None
    """What forbids it."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Index(TypedDict):
    pass


class Inquiry(TypedDict):
    """A question or a complaint."""

    date: str
    """Day on which it came"""

    topic: NotRequired[Literal["after_sales", "training", "product", "feature", "price", "other"] | None]
    """What it is about"""

    category: NotRequired[str | None]
    """Category of goods it is about, as in orders"""

    severity: NotRequired[float | None]
    """1 (slight), 2 or 3 (grave)"""

    complaint: NotRequired[bool | None]
    """Whether it is a complaint"""

    resolved_on: NotRequired[str | None]
    """Day on which it was resolved; null while it is open"""


class Interest(TypedDict):
    """Something that the customer is interested in."""

    name: str | None
    """In the company's own words."""


class Lifecycle(TypedDict):
    """Stage, and the day on which its condition became true."""

    stage: str | None
    """prospect, first_purchase, repeat, dormant, lost, won_back; under contract active or lost."""

    since: str | None
    """The day on which that became true."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Live(TypedDict):
    """The process answers."""

    status: str


class LoyaltyParts(TypedDict):
    """The parts of the index, each 0 to 100; null where unknown."""

    trust: float | None
    """Orders paid on time, and tenure."""

    contact: float | None
    """Contacts of the last year."""

    service: float | None
    """Inquiries of the last year that were resolved."""

    satisfaction: float | None
    """The satisfaction index."""

    repurchase: float | None
    """100 x (1 - churn probability), without contracts."""


class NextCategory(TypedDict):
    """The likeliest of the categories that the customer has not bought so far."""

    code: str | None
    """In the company's own words."""

    lift: float | None
    """How much likelier than usual, by what the customer has bought."""

    support: int | None
    """Training customers who took it up after the bought category that says most."""


class NextPurchase(TypedDict):
    """When the next purchase is due, and how many purchases are expected in the horizon of churn."""

    usual_gap_days: float | None
    """Between two purchases; the customer's own, drawn towards everybody's where few are known."""

    expected_on: str | None
    """Last purchase + usual gap."""

    overdue: bool | None
    """Whether that day has passed."""

    expected_purchases: float | None
    """Within the horizon of churn."""

    category: NextCategory
    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Note(TypedDict):
    """Something a reader should know."""

    code: str
    """What machines read."""

    text: str
    """What people read, in the language of the answer."""


class OpenApi(TypedDict):
    pass


class Order(TypedDict):
    """A line of an order; lines that share an id are one order, without ids those of one day are."""

    id: NotRequired[str | None]
    """Order id, shared by its lines"""

    date: str
    """Day of the order"""

    amount: float
    """Amount after discount, in the currency; negative: a refund"""

    status: NotRequired[Literal["paid", "open", "cancelled", "refunded"] | None]
    """Default paid"""

    category: NotRequired[str | None]
    """What was bought, in the company's own words"""

    channel: NotRequired[str | None]
    """Where it was bought, in the company's own words"""

    discount: NotRequired[float | None]
    """Discount as a share of the list price, 0 to 1"""

    cost: NotRequired[float | None]
    """Cost of what was sold, in the currency"""

    due_on: NotRequired[str | None]
    """Day by which it is to be paid"""

    paid_on: NotRequired[str | None]
    """Day on which it was paid; null while it is open"""

    refunded_on: NotRequired[str | None]
    """Day on which it was refunded"""


class OrderSummary(TypedDict):
    """The whole history in totals; `orders` may be its latest part."""

    count: NotRequired[float | None]
    """Purchases ever"""

    amount: NotRequired[float | None]
    """Net revenue ever, in the currency"""

    first_on: NotRequired[str | None]
    """Day of the first purchase"""

    last_on: NotRequired[str | None]
    """Day of the last purchase"""


class PainPoint(TypedDict):
    """What the customer asked or complained about within a year, on one topic."""

    topic: str
    """What the inquiries are about."""

    level: str | None
    """high, middle or low by the terciles of the training customers' pain points."""

    weight: float
    """Inquiries, unresolved ones counted double, x mean severity."""

    inquiries: int
    """Of a year."""

    unresolved: int
    """Of them, open today."""

    mean_severity: float | None
    """1 to 3; null where no inquiry states one."""


class ProblemError(TypedDict):
    """One thing that is wrong."""

    pointer: str
    """JSON pointer (RFC 6901) into what was sent; empty for the whole of it"""

    code: str
    """a stable word for machines"""

    detail: str
    """the rule and the remedy"""


class ProfileInput(TypedDict):
    """Who the customer is."""

    kind: NotRequired[Literal["person", "company"] | None]
    """A person or a company"""

    industry: NotRequired[str | None]
    """Industry"""

    employees: NotRequired[float | None]
    """Employees"""

    annual_revenue: NotRequired[float | None]
    """The company's revenue a year, in the currency"""

    decision_role: NotRequired[str | None]
    """Part in the decision to buy"""

    city: NotRequired[str | None]
    """City"""

    city_tier: NotRequired[float | None]
    """Tier of the city, 1 to 4"""

    region: NotRequired[str | None]
    """Region"""

    acquisition_channel: NotRequired[str | None]
    """Channel through which the customer came"""

    device: NotRequired[str | None]
    """Device used most"""

    age: NotRequired[float | None]
    """Age in years"""

    gender: NotRequired[str | None]
    """Gender"""

    income_band: NotRequired[str | None]
    """Income band"""

    occupation: NotRequired[str | None]
    """Occupation"""

    education: NotRequired[str | None]
    """Education"""

    interests: NotRequired[list[str] | None]
    """Interests"""


class ProfileOutput(TypedDict):
    """Who the customer is: numbers in bands, the company's own texts as they were given."""

    kind: str | None
    """person or company."""

    age_range: str | None
    """In years."""

    gender: str | None
    """As given."""

    income_band: str | None
    """As given."""

    occupation: str | None
    """As given."""

    education: str | None
    """As given."""

    region: str | None
    """As given."""

    city: str | None
    """As given."""

    city_tier: int | None
    """1 to 4, as given."""

    device: str | None
    """As given."""

    industry: str | None
    """As given."""

    size_band: str | None
    """By employees."""

    revenue_band: str | None
    """By the company's revenue a year."""

    decision_role: str | None
    """As given."""

    acquisition_channel: str | None
    """As given."""

    interests: list[Interest]
    """As given."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class ReadyState(TypedDict):
    """A bundle is in service."""

    status: str
    bundle: str
    """the version of the bundle in service"""

    refused: NotRequired[str | None]
    """why a newer bundle is not in service, and what to do"""


class Reason(TypedDict):
    """One exact share of the churn score."""

    feature: str
    """Its name; `GET /labels` has the words for it."""

    value: float | str | bool | None
    """The customer's own."""

    usual: float | str | bool | None
    """The middle one of the training customers."""

    effect: float
    """Log-odds that this feature adds to the score."""

    text: str
    """The same as a sentence."""


class Relationship(TypedDict):
    """Whether and how the customer is with the company today."""

    status: str | None
    """active, left, historic, won_back or competitor."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Rfm(TypedDict):
    """Recency, frequency, monetary: 1 to 5, 5 is best."""

    code: str | None
    """Recency, frequency and monetary as three digits."""

    recency: int | None
    """By days since the last purchase."""

    frequency: int | None
    """By purchases."""

    monetary: int | None
    """By net revenue."""

    group: str | None
    """One of eleven, by the code."""

    crosswalk: Crosswalk
    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Satisfaction(TypedDict):
    """0 to 100 from the latest ratings, where that stands, and what pulls it."""

    index: float | None
    """Weighted mean of the latest ratings, scaled to 0 to 100."""

    quintile: int | None
    """1 to 5 against the training customers; 5 is the most satisfied fifth."""

    driver: str | None
    """The rating that pulls the index most."""

    drivers: list[Driver]
    """The strongest first; totals only where no aspect was rated."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Segment(TypedDict):
    """The nearest of the clusters found in training."""

    code: str | None
    """Stable over refits; `GET /segments` tells what it means."""

    name: str | None
    """In the language of the answer."""

    confidence: float | None
    """0.5 halfway to the runner-up, 1 at the centre."""

    runner_up: str | None
    """The next nearest."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class SegmentAnswer(TypedDict):
    """What marketing needs in real time."""

    customer_id: str
    """As in the payload."""

    bundle: str
    """The version of what answered."""

    segment: str | None
    """`segment.code` of the whole answer."""

    segment_name: str | None
    """In the language asked for."""

    tier: str | None
    """`value.tier` of the whole answer."""

    band: str | None
    """`churn.band` of the whole answer."""

    group: str | None
    """`rfm.group` of the whole answer."""

    stage: str | None
    """`lifecycle.stage` of the whole answer."""

    tags: list[str]
    """Namespaced classes, for tools that know tags only."""


class Usage(TypedDict):
    """A calendar month of use; absent months between given ones are zero."""

    month: str
    """Month, YYYY-MM or any day in it"""

    uses: NotRequired[float | None]
    """Uses in the month"""

    visits: NotRequired[float | None]
    """Visits in the month"""

    interactions: NotRequired[float | None]
    """Comments, likes, answers and the like in the month"""

    posts: NotRequired[float | None]
    """Own posts in the month"""

    active_weeks: NotRequired[float | None]
    """Weeks of the month with any use, 0 to 6"""


class Value(TypedDict):
    """What the customer is worth, in `currency`."""

    tier: str | None
    """high, middle or low by expected value."""

    expected_value: float | None
    """Net revenue expected within `horizon_days` after `as_of`."""

    interval: tuple[float, float] | None
    """Shortest interval with at least 80 % coverage."""

    historic_value: float | None
    """Net revenue of all purchases up to `as_of`."""

    lifetime_value: float | None
    """historic_value + expected_value."""

    percentile: float | None
    """0 to 100, against out-of-sample predictions of the training customers."""

    potential: str | None
    """rising, steady or falling: revenue of 90 days against the 90 before."""

    horizon_days: int | None
    """Days after `as_of` that `expected_value` is of."""

    spend_band: str | None
    """By the largest purchase."""

    profit: float | None
    """Revenue minus the costs given; null where none is."""

    profitable: bool | None
    """Whether `profit` is over 0."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Action(TypedDict):
    """Something to do for this customer, and what it is expected to bring."""

    code: str
    """As in `GET /actions`."""

    title: str
    """In the language of the answer."""

    need: str
    """What it answers."""

    because: str
    """A path in this answer."""

    solution: str
    """What to do, in the language of the answer."""

    owner_role: str
    """Who does it."""

    channel: str
    """How it reaches the customer."""

    priority: str
    """high, middle or low."""

    due_on: str
    """The day by which to do it."""

    expected_effect: Effect
    effect_basis: str
    """assumed or measured."""

    cost: float
    """Of doing it once, in `currency`."""

    expected_net_value: float | None
    """What it brings beyond its cost, in `currency`; null where nothing says."""

    net_value_basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class BundleState(TypedDict):
    """The bundles in memory."""

    bundle: str | None
    """the version of the bundle in service"""

    previous: str | None
    """the version that a rollback goes back to"""

    refused: str | None
    """why the newest bundle is not in service"""

    challenger: Comparison


class Churn(TypedDict):
    """The risk of losing the customer; baseline_score + effects of reasons + other_effect = score."""

    state: str
    """scored, prospect, lost, left or unknown: whether there is a probability at all."""

    score: float | None
    """Log-odds."""

    probability: float | None
    """1 / (1 + exp(-score)), calibrated."""

    band: str | None
    """low, medium or high by `probability`."""

    percentile: float | None
    """0 to 100, against the training customers."""

    horizon_days: int | None
    """Days after `as_of` within which a customer without a purchase has churned."""

    method: str
    """What the score was made by: glass_box, mbg_nbd or rule."""

    pattern: str | None
    """The payload pattern whose tables answered."""

    baseline_score: float | None
    """The score of a customer of whom nothing speaks."""

    other_effect: float | None
    """All effects that are not among the reasons."""

    overdue_ratio: float | None
    """Days since the last purchase / usual gap."""

    reasons: list[Reason]
    """The largest effects first."""

    what_would_change: list[Change]
    """[] in the low band, or where no single change reaches a lower one."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class CrmAnswer(TypedDict):
    """The answer to `shape=crm`."""

    customer_id: str
    bundle: str
    source: str
    """the mapping that it was made with"""

    fields: dict[str, str | float | bool | list[str | float | bool | None] | None]
    """values by the names of the CRM's own fields; null where not known"""

    tags: NotRequired[CrmTags | None]
    """absent where the mapping says nothing of tags"""


class CustomerPayload(TypedDict):
    """A customer. Absent or null means unknown, [] means known to be none."""

    customer_id: str
    """Opaque id, echoed in the answer"""

    as_of: NotRequired[str | None]
    """Day of the answer; default today in the bundle's time zone"""

    currency: NotRequired[str | None]
    """Currency of all amounts; has to be the bundle's"""

    orders: NotRequired[list[Order] | None]
    """Orders, all or the latest"""

    order_summary: NotRequired[OrderSummary | None]
    """Totals of the whole history"""

    usage: NotRequired[list[Usage] | None]
    """Use, month by month"""

    inquiries: NotRequired[list[Inquiry] | None]
    """Inquiries"""

    feedback: NotRequired[list[Feedback] | None]
    """Ratings"""

    contacts: NotRequired[list[Contact] | None]
    """Contacts"""

    account: NotRequired[Account | None]
    """Contract or membership"""

    profile: NotRequired[ProfileInput | None]
    """Who the customer is"""

    consent: NotRequired[Consent | None]
    """Consents"""

    attributes: NotRequired[dict[str, str | float | bool | None] | None]
    """The company's own fields"""


class Loyalty(TypedDict):
    """0 to 100: the weighted mean of the parts that are known."""

    index: float | None
    """0 to 100."""

    level: str | None
    """low, middle or high by the index."""

    parts: LoyaltyParts
    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Needs(TypedDict):
    """What the customer looks for, where it hurts, and what is met of it."""

    orientation: str | None
    """What 60 % of at least three signals speak of, else mixed."""

    style: str | None
    """Turns to the service, or answers marketing, more than the median customer."""

    pain_points: list[PainPoint]
    """The heaviest first."""

    severe_pain: str | None
    """The topic of the heaviest pain point, where its level is high."""

    severe_pain_open: bool | None
    """Whether that pain point has unresolved inquiries."""

    status: str | None
    """unmet, partly_met or met; null where nothing was asked for."""

    top_need: str | None
    """The topic, or the company's category, with the largest weight."""

    top_need_kind: str | None
    """topic or category."""

    basis: Literal["model", "rule", "insufficient_data"]
    """On what this rests: a fitted model, a definition, or nothing."""


class Problem(TypedDict):
    """A problem document (RFC 9457)."""

    type: str
    """urn:customer-scoring:problem: and the code of the problem"""

    title: str
    status: int
    detail: str
    """what is wrong and what to do"""

    errors: NotRequired[list[ProblemError]]
    """the places, where they are known"""


class ScoreAnswer(TypedDict):
    """Everything about one customer."""

    customer_id: str
    """As in the payload."""

    as_of: str
    """The day of the answer."""

    bundle: str
    """The version of what answered."""

    schema_version: int
    """Of the form of this answer."""

    language: str
    """Of names, sentences and titles."""

    currency: str
    """Of all amounts."""

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
    profile: ProfileOutput
    loyalty: Loyalty
    credit: Credit
    growth: Growth
    custom: dict[str, str | None]
    """The class of each dimension of the company's own, by its code."""

    tags: list[str]
    """Namespaced classes, for tools that know tags only."""

    actions: list[Action]
    """Best first."""

    withheld: list[str]
    """Actions kept back by a holdout."""

    inputs_missing: list[str]
    """What would fill an empty output or sharpen the models."""

    inputs_unused: list[str]
    """What was given and the models did not use."""

    warnings: list[Note]


Batch: TypeAlias = list[CustomerPayload]


BatchAnswer: TypeAlias = list[ScoreAnswer | Problem]


CrmBatchAnswer: TypeAlias = list[CrmAnswer | Problem]
