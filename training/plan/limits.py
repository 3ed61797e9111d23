"""What a plan may spend: money, a number of actions by channel, and a number for one customer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from scoring.traits import ACTION_CHANNELS
from training.errors import TrainingError, or_nearest

CHANNELS = tuple(channel for channel in ACTION_CHANNELS if channel != "none")
MOST_OF_ONE = 1_000
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """`budget` in the bundle's currency; `capacity`: most actions by channel, for those that are limited."""

    budget: float
    capacity: Mapping[str, int]
    per_customer: int

    @classmethod
    def of(cls, budget: float, capacity: Sequence[str], per_customer: int) -> Self:
        """From the options; TrainingError with rule and remedy. `capacity` holds texts such as phone=200."""
        if not (math.isfinite(budget) and budget >= 0):
            raise TrainingError("--budget must be a finite amount of 0 or more; give what the plan may spend in all.")
        if not 1 <= per_customer <= MOST_OF_ONE:
            raise TrainingError(
                f"--per-customer must be 1 or more, and at most {MOST_OF_ONE:,}; give the most actions that one "
                "customer may get."
            )
        found: dict[str, int] = {}
        for text in capacity:
            channel, most = _capacity(text)
            if channel in found:
                raise TrainingError(f"--capacity names {channel} twice; give each channel once.")
            found[channel] = most
        return cls(budget, dict(sorted(found.items())), per_customer)

    @property
    def rows(self) -> tuple[str, ...]:
        """What is limited over all customers: budget, then the channels."""
        return ("budget", *self.capacity)


def _capacity(text: str) -> tuple[str, int]:
    channel, sign, number = (part.strip() for part in text.partition("="))
    if not sign or not number.isascii() or not number.isdigit() or len(number) > DIGITS:
        raise TrainingError(
            f"--capacity must be CHANNEL=NUMBER with a whole number of 0 or more and at most {DIGITS} digits, such as "
            "--capacity phone=200; give it again for another channel."
        )
    if channel not in CHANNELS:
        near = or_nearest(channel, CHANNELS)
        raise TrainingError(
            f'--capacity names "{channel}", which is no channel{near}. There are {", ".join(CHANNELS)}.'
        )
    return channel, int(number)
