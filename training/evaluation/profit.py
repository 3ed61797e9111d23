"""Expected maximum profit: what the best retention campaign that a ranking allows brings, a customer."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import betainc

from scoring.columns import FloatArray


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign to all above some score (defaults: Verbraken et al. 2013), in shares of a customer's value.

    Each costs `contact`; an `offer` is taken by every stayer, and by a leaver with a probability that is
    beta(`accepts`, `refuses`): 0.3 in the mean.
    """

    offer: float = 0.05
    contact: float = 0.005
    accepts: float = 6.0
    refuses: float = 14.0


def expected_maximum_profit(
    left: FloatArray, stayed: FloatArray, campaign: Campaign = Campaign()
) -> tuple[float, float]:
    """Profit a customer, in customer values, and the share of customers that the best campaigns contact.

    `left` and `stayed` (g,) count those who left and who stayed among customers of equal score, highest score first.
    EMPC of Verbraken, Verbeke and Baesens (2013), "A novel profit maximizing metric for measuring classification
    performance of customer churn prediction models", IEEE TKDE 25(5): the best threshold for each chance that an offer
    is accepted lies on the convex hull of the ROC curve, so the mean over that chance is a sum over the hull's points.
    """
    total = float(left.sum() + stayed.sum())
    some = left + stayed > 0
    left, stayed = left[some] / total, stayed[some] / total
    rate = isotonic_regression(left / (left + stayed), weights=left + stayed, increasing=False)
    starts = rate.blocks[:-1]
    lost, kept = np.add.reduceat(left, starts), np.add.reduceat(stayed, starts)
    enters = _worth_it_from(lost, kept, campaign)
    reached_left = np.append(0.0, np.cumsum(lost))
    reached_stayed = np.append(0.0, np.cumsum(kept))
    ends = np.concatenate([[0.0], enters, [1.0]])
    chance = np.diff(betainc(campaign.accepts, campaign.refuses, ends))
    mean = campaign.accepts / (campaign.accepts + campaign.refuses)
    accepted = mean * np.diff(betainc(campaign.accepts + 1, campaign.refuses, ends))
    gain = (1 - campaign.offer) * reached_left * accepted - campaign.contact * reached_left * chance
    cost = (campaign.offer + campaign.contact) * reached_stayed * chance
    return float(np.sum(gain - cost)), float(np.sum((reached_left + reached_stayed) * chance))


def _worth_it_from(lost: FloatArray, kept: FloatArray, campaign: Campaign) -> FloatArray:
    """The chance of acceptance from which each stretch of the hull pays, at most 1."""
    with np.errstate(divide="ignore"):
        odds = np.where(lost > 0, kept / np.where(lost > 0, lost, 1.0), np.inf)
    needed: FloatArray = ((campaign.offer + campaign.contact) * odds + campaign.contact) / (1 - campaign.offer)
    return np.minimum(needed, 1.0)
