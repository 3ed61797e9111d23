"""Who is held out of an action, so that its effect can be measured: a salted hash decides, before any ranking."""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from scoring.columns import BoolArray, IntArray
from scoring.direct import filled, where
from scoring.policy import Policy

PRIME, OFFSET = np.uint64(0x100000001B3), np.uint64(0xCBF29CE484222325)  # FNV-1a, 64 bit


def held_out(ids: Sequence[str], policy: Policy, actions: IntArray | None = None) -> BoolArray:
    """Whether each customer is held out of each action (n, a), or of those `actions` (n, k) alone.

    Assignment is by customer and action alone.
    """
    campaign = _campaigns(policy.holdout_salt, policy.traits.codes)
    mixed = _mix(_hash(ids)[:, None] ^ (campaign if actions is None else campaign[actions]))
    drawn: BoolArray = mixed >> np.uint64(11) < np.uint64(ceil(policy.holdout_share * 2.0**53))  # as a share of 2^53
    return drawn


@lru_cache(maxsize=8)
def _campaigns(salt: str, codes: tuple[str, ...]) -> NDArray[np.uint64]:
    """One number an action (a,), the same for every request on a bundle."""
    campaigns = _mix(_hash([f"{salt}/{code}" for code in codes]))
    campaigns.flags.writeable = False
    return campaigns


def _hash(texts: Sequence[str]) -> NDArray[np.uint64]:
    """FNV-1a over the code points of texts (n,), all texts at once; padding does not count."""
    padded = np.array(texts, dtype=np.str_)
    width = max(padded.dtype.itemsize // 4, 1)
    points = padded.view(np.uint32).reshape(len(texts), width).astype(np.uint64)
    value = filled(len(texts), OFFSET)
    full: BoolArray = np.logical_and.reduce(points > 0)
    for column, is_full in zip(points.T, full.tolist(), strict=True):  # one step a character, for all customers
        following = (value ^ column) * PRIME
        value = following if is_full else where(column > 0, following, value)
    return value


def _mix(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit reaches every output bit."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
