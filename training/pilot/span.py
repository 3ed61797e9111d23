"""The days that a trial measured beside the days that a policy counts: what a short window says of a long horizon."""

from dataclasses import dataclass
from typing import Any

from training.errors import TrainingError
from training.pilot.notes import Note, note

SAVES = ("retention", "service")
LEAST = 2  # a window of less than one half of the churn horizon says little of who leaves in it


class UnknownHorizon(TrainingError):
    """The horizon over which an action's effect counts is neither given nor a bundle's."""

    def __init__(self, horizon: str, option: str) -> None:
        super().__init__(
            f"the {horizon} horizon is not known, over which the action's effect counts; give --bundle a bundle that "
            f"has one, or {option} N."
        )


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a trial's window, and of the horizons of expected value and of churn; None where not known."""

    days: int
    value: int | None
    churn: int | None

    def terms(self, scale: str, family: str) -> "Terms":
        """How an effect of that scale and family, measured in the window, counts over the horizon.

        TrainingError where the horizon is not known, or the window too short to say who stays.
        """
        saves = family in SAVES and scale != "money"
        if saves:
            return self._saving(scale)
        if scale != "relative":
            return Terms(scale)
        if self.value is None:
            raise UnknownHorizon("value", "--value-horizon-days")
        counted = min(self.days, self.value)
        if counted == self.value:
            return Terms(scale)
        return Terms(
            scale,
            share=counted / self.value,
            source=f", {counted}/{self.value} of its lift",
            notes=(note("short_lift", days=counted, horizon=self.value),),
        )

    def _saving(self, scale: str) -> "Terms":
        if self.churn is None:
            raise UnknownHorizon("churn", "--horizon-days")
        if self.days * LEAST < self.churn:
            raise TrainingError(
                f"the window of {self.days} days is under half of the churn horizon of {self.churn}, so who stayed in "
                f"it is not who stays; measure {-(-self.churn // LEAST)} days or more (--days)."
            )
        if self.days >= self.churn:
            return Terms(scale, saves=True)
        source = f", stayed for {self.days} of {self.churn} days"
        said = note("short_stay", days=self.days, horizon=self.churn)
        return Terms(scale, saves=True, source=source, notes=(said,))


@dataclass(frozen=True, slots=True)
class Terms:
    """`saves`: it is about who stays; `share`: what part of what was measured counts; `source`, `notes`: said of it."""

    scale: str
    saves: bool = False
    share: float = 1.0
    source: str = ""
    notes: tuple[Note, ...] = ()


def span_of(days: int, bundle: Any, value: int | None, churn: int | None) -> Span:
    """The window beside the horizons that were given, else those of the bundle, if there is one."""
    if bundle is None:
        return Span(days, value, churn)
    return Span(days, value or bundle.value_horizon_days, churn or bundle.horizon_days)
