"""What each customer would get at given prices if nobody were held out: whole pairs, also where the first costs."""

from dataclasses import replace

import numpy as np

from scoring.columns import BoolArray, FloatArray
from training.plan.matrices import whole
from training.plan.program import ANYTHING, Program

AT_ONCE = 500  # customers in a program of whole numbers


def preferred(program: Program, prices: FloatArray, whose: BoolArray) -> BoolArray:
    """Each customer's best candidates at these prices (m,), none without the one that it needs.

    Where the best with `pairs` left aside has whole pairs, nothing is better; only the others are solved, as far as
    they are `whose` choice (n,) is asked for.
    """
    chosen = program.best(prices)
    torn = np.flatnonzero(program.torn(chosen) & whose)
    worth = program.reduced(prices) - ANYTHING * np.abs(program.net)  # what brings nothing is not done
    free = replace(program, net=worth, cost=np.zeros(len(program)), row=np.zeros(len(program), dtype=np.int64))
    for some in np.array_split(torn, -(-len(torn) // AT_ONCE) or 1):
        own = np.zeros(len(program.slots), dtype=bool)
        own[some] = True
        part, kept = free.of(own, np.zeros(1))
        chosen[kept] = whole(part, 0.0) > 0
    return chosen
