"""What happens to the customers of the demo: the observable events, and the latent day of leaving."""

from dataclasses import dataclass

from training.demo.arrays import Flags, Ints, Singles
from training.demo.hazard import States

NEVER = 10**6
"""A day number that never comes."""


@dataclass(frozen=True, slots=True)
class Inquiries:
    """Columns of m inquiries."""

    customer: Ints
    day: Ints
    topic: Ints
    complaint: Flags
    resolved: Ints
    """Day of the answer, which may lie after the history; NEVER if none comes."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Columns of m ratings."""

    customer: Ints
    day: Ints
    overall: Ints


@dataclass(frozen=True, slots=True)
class Contacts:
    """Columns of m contacts."""

    customer: Ints
    day: Ints
    outbound: Flags
    responded: Flags
    responded_on: Ints


@dataclass(frozen=True, slots=True)
class Lives:
    """What happened to n customers, and what the filter needs of it, step by step."""

    orders: Ints
    """(steps, n) orders of any status, without the one on the day of signing up."""
    inquiries: Inquiries
    ratings: Ratings
    contacts: Contacts
    usage: Ints
    """(months, n) level of usage; -1 before signing up and without the portal."""
    silence: Singles
    """(steps, n) minus the log of the chance that one who is there is not heard of, orders and usage aside."""
    heard: Flags
    """(steps, n) heard of, orders and usage aside."""
    strain: Singles
    """(steps, n) hazard of leaving over the step at frailty 1, given the observable history."""
    states: tuple[States, ...]
    """At the end of each month."""
    left: Ints
    """(n,) latent last day as a customer; NEVER if still there at the end."""
