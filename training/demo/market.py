"""The demo company's market as read from `training/demo.toml`: who comes, buys and leaves.

Each class is a table of the file, each field a key of it. A table of named rows is a class of columns with `codes`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from training.demo.arrays import Floats
from training.demo.shares import Shares, SharesByKind

KINDS = ("person", "company")


@dataclass(frozen=True, slots=True)
class PopulationParameters:
    """How many of which customers, and when they come."""

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
    """The classes of what no table shows."""

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
    """Columns, one entry an acquisition channel."""

    codes: tuple[str, ...]
    person: Floats
    company: Floats
    orders: Floats
    hazard: Floats


@dataclass(frozen=True, slots=True)
class Season:
    """When people buy, over the year."""

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
    """What an order is made of, and what becomes of it."""

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
    """Columns, one entry a product category."""

    codes: tuple[str, ...]
    person: Floats
    company: Floats
    price: Floats
    margin: Floats
    followers: tuple[tuple[str, ...], ...]
