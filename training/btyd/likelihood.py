"""The mode of a likelihood with a weak prior, over the logarithms of positive parameters."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from scoring.columns import FloatArray

FIT_CUSTOMERS = 100_000  # more move a parameter by 2 %, and what is foreseen by less than can be measured
PRIOR_SD = 3.0  # of the logarithm: a parameter is within a factor of 400 of its usual size with 95 %
WIDEST = 12.0  # no logarithm goes further than this from the start
STEP = 1e-5  # of the central differences

Gradient = tuple[float, FloatArray]
Likelihood = Callable[[FloatArray], Gradient]


def mode(likelihood: Likelihood, start: FloatArray, weight: float, prior_sd: float) -> FloatArray:
    """The parameters (k,) that maximise the likelihood with a normal prior on their logarithms around `start` (k,).

    `likelihood` takes parameters and returns the log-likelihood, the sum over `weight` customers,
    and its gradient by the logarithms.
    Without the prior (`prior_sd` = inf) a population of one rate, or one that never drops out, runs off to infinity.
    """
    centre = np.log(start)

    def loss(logs: FloatArray) -> Gradient:
        value, gradient = likelihood(np.exp(logs))
        away = (logs - centre) / prior_sd
        return (0.5 * float(away @ away) - value) / weight, (away / prior_sd - gradient) / weight

    bounds = [(middle - WIDEST, middle + WIDEST) for middle in centre]
    options = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7, "maxcor": 20}
    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    best: FloatArray = np.exp(found.x)
    return best


def differentiated(log_likelihood: Callable[[FloatArray], float]) -> Likelihood:
    """The function with its gradient by the logarithms, by central differences (error about 1e-10 of the value)."""

    def with_gradient(parameters: FloatArray) -> Gradient:
        gradient = np.empty(len(parameters))
        for i in range(len(parameters)):
            moved = np.zeros(len(parameters))
            moved[i] = STEP
            higher, lower = log_likelihood(parameters * np.exp(moved)), log_likelihood(parameters * np.exp(-moved))
            gradient[i] = (higher - lower) / (2 * STEP)
        return log_likelihood(parameters), gradient

    return with_gradient
