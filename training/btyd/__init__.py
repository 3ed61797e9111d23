"""Buying without a contract, told by a handful of parameters: rhythm, dropping out, and the size of an order.

A model of the rhythm (`BgNbd`, `MbgNbd`, `ParetoNbd`) is fitted to `Repeats`, one of the value of a purchase day
(`GammaGamma`) to `Spend`. Times are days throughout.
"""

from training.btyd.beta_geometric import BgNbd, MbgNbd
from training.btyd.gamma_gamma import GammaGamma
from training.btyd.pareto_nbd import ParetoNbd
from training.btyd.repeats import Repeats
from training.btyd.rhythm import Rhythm
from training.btyd.spend import Spend

__all__ = ["BgNbd", "GammaGamma", "MbgNbd", "ParetoNbd", "Repeats", "Rhythm", "Spend"]
