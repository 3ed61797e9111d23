"""The shape of a payload: the vocabulary's tables and objects with their kinds of value and what each field means.

The order of the fields is the vocabulary's (tested). Only `customer_id`, the day of an entry and the amount of an order
are needed: an entry without its day belongs to no time, an order without its amount is no known purchase.
"""

from typing import Annotated, Required

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from schema.fields import (
    AccountStatus,
    Age,
    Amount,
    Attributes,
    ConsentChannel,
    ContactChannel,
    Cost,
    Count,
    Day,
    Direction,
    Id,
    Intent,
    Money,
    Month,
    Nps,
    OrderStatus,
    ProfileKind,
    Rating,
    Revenue,
    Severity,
    Share,
    Text,
    Tier,
    Topic,
    Weeks,
)
from schema.limits import Limits

STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
ENTRIES = {"maxItems": Limits().entries}


@with_config(STRICT)
class Order(TypedDict, total=False):
    """A line of an order; lines that share an id are one order, without ids those of one day are."""

    id: Annotated[Id | None, Field(description="Order id, shared by its lines")]
    date: Required[Annotated[Day, Field(description="Day of the order")]]
    amount: Required[Annotated[Money, Field(description="Amount after discount, in the currency; negative: a refund")]]
    status: Annotated[OrderStatus | None, Field(description="Default paid")]
    category: Annotated[Text | None, Field(description="What was bought, in the company's own words")]
    channel: Annotated[Text | None, Field(description="Where it was bought, in the company's own words")]
    discount: Annotated[Share | None, Field(description="Discount as a share of the list price, 0 to 1")]
    cost: Annotated[Money | None, Field(description="Cost of what was sold, in the currency")]
    due_on: Annotated[Day | None, Field(description="Day by which it is to be paid")]
    paid_on: Annotated[Day | None, Field(description="Day on which it was paid; null while it is open")]
    refunded_on: Annotated[Day | None, Field(description="Day on which it was refunded")]


@with_config(STRICT)
class Usage(TypedDict, total=False):
    """A calendar month of use; absent months between given ones are zero."""

    month: Required[Annotated[Month, Field(description="Month, YYYY-MM or any day in it")]]
    uses: Annotated[Amount | None, Field(description="Uses in the month")]
    visits: Annotated[Amount | None, Field(description="Visits in the month")]
    interactions: Annotated[Amount | None, Field(description="Comments, likes, answers and the like in the month")]
    posts: Annotated[Amount | None, Field(description="Own posts in the month")]
    active_weeks: Annotated[Weeks | None, Field(description="Weeks of the month with any use, 0 to 6")]


@with_config(STRICT)
class Inquiry(TypedDict, total=False):
    """A question or a complaint."""

    date: Required[Annotated[Day, Field(description="Day on which it came")]]
    topic: Annotated[Topic | None, Field(description="What it is about")]
    category: Annotated[Text | None, Field(description="Category of goods it is about, as in orders")]
    severity: Annotated[Severity | None, Field(description="1 (slight), 2 or 3 (grave)")]
    complaint: Annotated[bool | None, Field(description="Whether it is a complaint")]
    resolved_on: Annotated[Day | None, Field(description="Day on which it was resolved; null while it is open")]


@with_config(STRICT)
class Feedback(TypedDict, total=False):
    """Ratings given on a day, 1 (bad) to 5 (good)."""

    date: Required[Annotated[Day, Field(description="Day of the answer")]]
    overall: Annotated[Rating | None, Field(description="Overall satisfaction, 1 to 5")]
    product: Annotated[Rating | None, Field(description="Satisfaction with the product, 1 to 5")]
    service: Annotated[Rating | None, Field(description="Satisfaction with the service, 1 to 5")]
    price: Annotated[Rating | None, Field(description="Satisfaction with the price, 1 to 5")]
    after_sales: Annotated[Rating | None, Field(description="Satisfaction with after-sales service, 1 to 5")]
    nps: Annotated[Nps | None, Field(description="Likelihood to recommend, 0 to 10")]


@with_config(STRICT)
class Contact(TypedDict, total=False):
    """A contact between company and customer."""

    date: Required[Annotated[Day, Field(description="Day of the contact")]]
    direction: Annotated[Direction | None, Field(description="Who began: the company (outbound) or the customer")]
    department: Annotated[Text | None, Field(description="Department, in the company's own words")]
    channel: Annotated[ContactChannel | None, Field(description="Channel of the contact")]
    action: Annotated[Text | None, Field(description="Code of the action it carried out")]
    campaign: Annotated[Text | None, Field(description="Campaign it belonged to")]
    responded: Annotated[bool | None, Field(description="Whether there was a response")]
    responded_on: Annotated[Day | None, Field(description="Day of the response")]


@with_config(STRICT)
class OrderSummary(TypedDict, total=False):
    """The whole history in totals; `orders` may be its latest part."""

    count: Annotated[Count | None, Field(description="Purchases ever")]
    amount: Annotated[Money | None, Field(description="Net revenue ever, in the currency")]
    first_on: Annotated[Day | None, Field(description="Day of the first purchase")]
    last_on: Annotated[Day | None, Field(description="Day of the last purchase")]


@with_config(STRICT)
class Account(TypedDict, total=False):
    """The contract or membership."""

    status: Annotated[AccountStatus | None, Field(description="State of the account today")]
    signed_up_on: Annotated[Day | None, Field(description="Day of signing up")]
    contract_ends_on: Annotated[Day | None, Field(description="Day on which the contract or cycle ends")]
    plan: Annotated[Text | None, Field(description="Plan, in the company's own words")]
    paying: Annotated[bool | None, Field(description="Whether the plan is paid for")]
    left_on: Annotated[Day | None, Field(description="Day of leaving")]
    reactivated_on: Annotated[Day | None, Field(description="Day of coming back")]
    competitor: Annotated[bool | None, Field(description="Whether a competitor's customer")]
    professional: Annotated[bool | None, Field(description="Whether a professional author")]
    intent: Annotated[Intent | None, Field(description="Intent to buy, as judged by the company")]
    unfollowed_on: Annotated[Day | None, Field(description="Day of unfollowing")]
    uninstalled_on: Annotated[Day | None, Field(description="Day of uninstalling")]
    cost_to_serve: Annotated[Cost | None, Field(description="Cost of serving the customer so far, in the currency")]


@with_config(STRICT)
class Profile(TypedDict, total=False):
    """Who the customer is."""

    kind: Annotated[ProfileKind | None, Field(description="A person or a company")]
    industry: Annotated[Text | None, Field(description="Industry")]
    employees: Annotated[Amount | None, Field(description="Employees")]
    annual_revenue: Annotated[Revenue | None, Field(description="The company's revenue a year, in the currency")]
    decision_role: Annotated[Text | None, Field(description="Part in the decision to buy")]
    city: Annotated[Text | None, Field(description="City")]
    city_tier: Annotated[Tier | None, Field(description="Tier of the city, 1 to 4")]
    region: Annotated[Text | None, Field(description="Region")]
    acquisition_channel: Annotated[Text | None, Field(description="Channel through which the customer came")]
    device: Annotated[Text | None, Field(description="Device used most")]
    age: Annotated[Age | None, Field(description="Age in years")]
    gender: Annotated[Text | None, Field(description="Gender")]
    income_band: Annotated[Text | None, Field(description="Income band")]
    occupation: Annotated[Text | None, Field(description="Occupation")]
    education: Annotated[Text | None, Field(description="Education")]
    interests: Annotated[list[Text] | None, Field(description="Interests", json_schema_extra=ENTRIES)]


@with_config(STRICT)
class Consent(TypedDict, total=False):
    """What the customer has agreed to."""

    personalization: Annotated[bool | None, Field(description="Whether offers may be made from personal data")]
    channels: Annotated[
        list[ConsentChannel] | None, Field(description="Channels agreed to; [] is none", json_schema_extra=ENTRIES)
    ]


@with_config(STRICT)
class CustomerPayload(TypedDict, total=False):
    """A customer. Absent or null means unknown, [] means known to be none."""

    customer_id: Required[Annotated[Id, Field(description="Opaque id, echoed in the answer")]]
    as_of: Annotated[Day | None, Field(description="Day of the answer; default today in the bundle's time zone")]
    currency: Annotated[Text | None, Field(description="Currency of all amounts; has to be the bundle's")]
    orders: Annotated[list[Order] | None, Field(description="Orders, all or the latest", json_schema_extra=ENTRIES)]
    order_summary: Annotated[OrderSummary | None, Field(description="Totals of the whole history")]
    usage: Annotated[list[Usage] | None, Field(description="Use, month by month", json_schema_extra=ENTRIES)]
    inquiries: Annotated[list[Inquiry] | None, Field(description="Inquiries", json_schema_extra=ENTRIES)]
    feedback: Annotated[list[Feedback] | None, Field(description="Ratings", json_schema_extra=ENTRIES)]
    contacts: Annotated[list[Contact] | None, Field(description="Contacts", json_schema_extra=ENTRIES)]
    account: Annotated[Account | None, Field(description="Contract or membership")]
    profile: Annotated[Profile | None, Field(description="Who the customer is")]
    consent: Annotated[Consent | None, Field(description="Consents")]
    attributes: Annotated[Attributes | None, Field(description="The company's own fields")]
