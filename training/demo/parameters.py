"""The demo company as data: `training/demo.toml` read into frozen values.

Every table of the file is a class here, every key a field. A table of named rows (the acquisition channels, the
categories, the cities) is turned into columns: `codes` and one array or tuple a key.
"""

import tomllib
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np

from training.demo.arrays import Floats, Ints

FILE = Path(__file__).parent.parent / "demo.toml"
KINDS = ("person", "company")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shares:
    """Classes and their shares."""

    codes: tuple[str, ...]
    values: Floats

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """One class for each of `size`, as an index into `codes`."""
        return rng.choice(len(self.codes), size, p=self.values / self.values.sum())


@dataclass(frozen=True, slots=True)
class SharesByKind:
    """Classes and their shares, for persons and for companies."""

    person: Shares
    company: Shares

    @property
    def codes(self) -> tuple[str, ...]:
        """The persons' classes, then the companies'; one that both have stands twice."""
        return self.person.codes + self.company.codes

    def draw(self, rng: np.random.Generator, kind: Ints) -> Ints:
        """One class for each kind given, as an index into `codes`."""
        person = self.person.draw(rng, len(kind))
        company = self.company.draw(rng, len(kind)) + len(self.person.codes)
        return np.where(kind == 1, company, person)


@dataclass(frozen=True, slots=True)
class PopulationParameters:
    company_share: float
    before_share: float
    oldest_days: int
    growth: float
    portal_share: float
    contract_share: float
    told_share: float
    welcome_order_share: float


@dataclass(frozen=True, slots=True)
class LatentParameters:
    rate_shape: float
    rate_low: float
    rate_high: float
    rate_classes: int
    frailty: Floats
    frailty_shares: Floats
    yearly_slopes: Floats
    yearly_slope_shares: Floats
    late_payer_share: float

    @property
    def rates(self) -> Floats:
        """(R,) the classes of the purchase rate, relative to the mean, evenly spaced in the log."""
        rates = np.geomspace(self.rate_low, self.rate_high, self.rate_classes)
        return np.asarray(rates / (rates * self._gamma_shares(rates)).sum())

    @property
    def rate_shares(self) -> Floats:
        """(R,) gamma shares of those classes."""
        return self._gamma_shares(np.geomspace(self.rate_low, self.rate_high, self.rate_classes))

    def _gamma_shares(self, rates: Floats) -> Floats:
        density = rates**self.rate_shape * np.exp(-self.rate_shape * rates)  # of the log of the rate
        return np.asarray(density / density.sum())


@dataclass(frozen=True, slots=True)
class Effects:
    """On the log of the weekly hazard of leaving."""

    first_weeks: float
    open_complaint: float
    late_answer: float
    ratings: Floats
    usage_fall: float
    usage_level: float
    contact_pressure: float
    contract_late: float
    contract_early: float


@dataclass(frozen=True, slots=True)
class Memory:
    """How long an event works on the hazard, in days."""

    first_days: int
    open_days: int
    late_after_days: int
    late_days: int
    rating_days: int
    pressure_contacts: int
    contract_days: int
    contract_late_days: int


@dataclass(frozen=True, slots=True)
class Kinds:
    """Columns of two: persons, companies."""

    codes: tuple[str, ...]
    weekly_orders: Floats
    weekly_hazard: Floats
    weekly_inquiries: Floats
    weekly_feedback: Floats
    weekly_inbound: Floats
    weekly_outbound: Floats
    order_log_mean: Floats
    order_log_sd_between: Floats
    order_log_sd_within: Floats
    weekend: Floats


@dataclass(frozen=True, slots=True)
class Acquisition:
    codes: tuple[str, ...]
    person: Floats
    company: Floats
    orders: Floats
    hazard: Floats


@dataclass(frozen=True, slots=True)
class Season:
    yearly: float
    yearly_peak_day: int
    windows: tuple[dict[str, Any], ...]
    new_year_days_before: int
    new_year_days_after: int
    new_year_person: float
    new_year_company: float
    new_year: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class OrderParameters:
    extra_line: float
    max_lines: int
    stay: float
    follow: float
    follow_in_basket: float
    discounted: float
    discounted_sensitive: float
    sensitive_share: float
    discounts: Floats
    cost_known: float
    refund_days: int
    partial_refund: float
    partial_refund_days: int
    partial_refund_low: float
    partial_refund_high: float
    payment_terms: Floats
    on_time_sd_days: float
    on_time_mean_days: float
    late_mean_days: float
    late_sd_days: float
    status: Shares
    channels: SharesByKind

    @property
    def paid_share(self) -> float:
        """The share of orders that are purchases."""
        return float(self.status.values[self.status.codes.index("paid")] / self.status.values.sum())

    @property
    def net_share(self) -> float:
        """The share of a purchase's amount that is not refunded in part."""
        return 1 - self.partial_refund * (self.partial_refund_low + self.partial_refund_high) / 2


@dataclass(frozen=True, slots=True)
class Categories:
    codes: tuple[str, ...]
    person: Floats
    company: Floats
    price: Floats
    margin: Floats
    followers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class InquiryParameters:
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
    first_level: Floats
    next_level: Floats
    after_leaving: Floats
    low: Floats
    high: Floats
    posters: float
    posts: float


@dataclass(frozen=True, slots=True)
class Departments:
    outbound: Shares
    inbound: Shares


@dataclass(frozen=True, slots=True)
class ContactChannels:
    marketing: Shares
    sales: Shares
    service: Shares
    finance: Shares


@dataclass(frozen=True, slots=True)
class ContactParameters:
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
    known: float
    personalization: float
    channels_known: float
    channels: Shares


@dataclass(frozen=True, slots=True)
class Age:
    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Employees:
    log_mean: float
    log_sd: float
    by_order_level: float
    high: float


@dataclass(frozen=True, slots=True)
class AnnualRevenue:
    log_mean: float
    log_sd: float


@dataclass(frozen=True, slots=True)
class Cities:
    codes: tuple[str, ...]
    tier: Floats
    region: tuple[str, ...]
    weight: Floats


@dataclass(frozen=True, slots=True)
class ProfileParameters:
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


@dataclass(frozen=True, slots=True)
class Parameters:
    population: PopulationParameters
    latent: LatentParameters
    effects: Effects
    memory: Memory
    kinds: Kinds
    acquisition: Acquisition
    season: Season
    orders: OrderParameters
    categories: Categories
    inquiries: InquiryParameters
    feedback: FeedbackParameters
    usage: UsageParameters
    contacts: ContactParameters
    account: AccountParameters
    consent: ConsentParameters
    profile: ProfileParameters


def load_parameters(file: Path = FILE) -> Parameters:
    """Read the demo company; KeyError or TypeError names the key that is missing or unknown."""
    return _build(Parameters, tomllib.loads(file.read_text(encoding="utf-8")))


def _build(cls: type[T], table: dict[str, Any]) -> T:
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    if "codes" in names:
        table = _columns(table)
    unknown = sorted(set(table) - set(names))
    if unknown:
        raise KeyError(f"{cls.__name__} has no field {unknown[0]!r}; take it out of the parameter file")
    hints = get_type_hints(cls)
    return cls(**{name: _value(hints[name], table[name]) for name in names})


def _columns(rows: dict[str, Any]) -> dict[str, Any]:
    """Named rows as columns; plain numbers become the column `values`."""
    first = next(iter(rows.values()))
    keys = first if isinstance(first, dict) else {"values": None}
    cells = [row if isinstance(row, dict) else {"values": row} for row in rows.values()]
    return {"codes": list(rows)} | {key: [row[key] for row in cells] for key in keys}


def _value(hint: Any, value: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, value)
    if hint == Floats:
        return np.asarray(value, np.float64)
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return hint(value)
