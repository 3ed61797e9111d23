"""The demo company's CRM as read from `training/demo.toml`: what customers say, and what is known of them.

Each class is a table of the file, each field a key of it. A table of named rows is a class of columns with `codes`.
"""

from dataclasses import dataclass

from training.demo.arrays import Floats
from training.demo.shares import Shares, SharesByKind


@dataclass(frozen=True, slots=True)
class InquiryParameters:
    """What customers ask, and when they are answered."""

    after_order: float
    quick_share: float
    quick_days: float
    quick_sd: float
    slow_share: float
    slow_days: float
    slow_sd: float
    category_known: float
    severity_complaint: Floats
    severity_other: Floats
    topics: Shares
    complaints: Shares


@dataclass(frozen=True, slots=True)
class FeedbackParameters:
    """How customers rate."""

    mean: float
    spread: float
    persistence: float
    complaint: float
    part_spread: float
    part_known: float
    nps_known: float
    parts: Shares


@dataclass(frozen=True, slots=True)
class UsageParameters:
    """How the portal is used, by level."""

    first_level: Floats
    next_level: Floats
    after_leaving: Floats
    low: Floats
    high: Floats
    posters: float
    posts: float


@dataclass(frozen=True, slots=True)
class Departments:
    """Who speaks with customers."""

    outbound: Shares
    inbound: Shares


@dataclass(frozen=True, slots=True)
class ContactChannels:
    """By which way, for each department."""

    marketing: Shares
    sales: Shares
    service: Shares
    finance: Shares


@dataclass(frozen=True, slots=True)
class ContactParameters:
    """How the company speaks with customers."""

    blitz: float
    blitz_low: int
    blitz_high: int
    campaign_share: float
    action_share: float
    response: float
    response_days: int
    campaigns: tuple[str, ...]
    actions: tuple[str, ...]
    departments: Departments
    channels: ContactChannels


@dataclass(frozen=True, slots=True)
class AccountParameters:
    """What the account says beside dates."""

    competitor_share: float
    professional_share: float
    unfollowed_share: float
    uninstalled_share: float
    intent_known: float
    cost_to_serve_known: float
    cost_to_serve_log_mean: float
    cost_to_serve_log_sd: float
    plans: SharesByKind
    intents: Shares


@dataclass(frozen=True, slots=True)
class ConsentParameters:
    """What customers allow."""

    known: float
    personalization: float
    channels_known: float
    channels: Shares


@dataclass(frozen=True, slots=True)
class Age:
    """A normal age, cut at both ends, in years."""

    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Employees:
    """The log of the number, and how it rises with the level of orders."""

    log_mean: float
    log_sd: float
    by_order_level: float
    high: float


@dataclass(frozen=True, slots=True)
class AnnualRevenue:
    """The log of the revenue per employee, CNY."""

    log_mean: float
    log_sd: float


@dataclass(frozen=True, slots=True)
class Cities:
    """Columns, one entry a city."""

    codes: tuple[str, ...]
    tier: Floats
    region: tuple[str, ...]
    weight: Floats


@dataclass(frozen=True, slots=True)
class ProfileParameters:
    """Who customers are, as far as the CRM knows."""

    known: Shares
    industry: Shares
    decision_role: Shares
    device: SharesByKind
    gender: Shares
    income_band: Shares
    occupation: Shares
    education: Shares
    interests: Shares
    age: Age
    employees: Employees
    annual_revenue: AnnualRevenue
    cities: Cities
