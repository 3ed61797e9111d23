"""What a report draws of a model's tables: every curve and pair, and of larger interactions the strongest."""

from itertools import combinations

import numpy as np

from scoring.additive import AdditiveModel
from scoring.interactions import Interaction
from scoring.model import Pattern
from tests.scoring.additives import a_grid
from training.report.shapes import MOST_RICH, Names, interactions


def test_every_pair_is_drawn_and_of_larger_interactions_the_strongest():
    grid = a_grid(np.random.default_rng(3))
    axes = [np.minimum(np.arange(count + 2), 1) for count in grid.counts]
    features = range(len(grid.counts))
    pairs, threes = list(combinations(features, 2)), list(combinations(features, 3))
    terms = [Interaction(pair, tuple(axes[j] for j in pair), np.full((2, 2), 1e-6)) for pair in pairs]
    terms += [
        Interaction(three, tuple(axes[j] for j in three), np.full((2, 2, 2), 1.0 + i)) for i, three in enumerate(threes)
    ]
    model = AdditiveModel("logit", 0.0, grid.counts, np.zeros(grid.size), tuple(terms))
    pattern = Pattern("full", (), (), tuple(grid.names), grid, model, None)
    shares = np.concatenate([np.full(count + 2, 1 / (count + 2)) for count in grid.counts])

    found = interactions(pattern, "churn", shares, Names({}, {}, "missing"))
    drawn = [one.title for one in found.slices]

    assert found.others == len(threes) - MOST_RICH
    assert sum(title.count(" × ") == 1 for title in drawn) == len(pairs)
    weakest, total = sum(1.0 + i for i in range(found.others)), sum(1.0 + i for i in range(len(threes)))
    assert abs(found.others_share - weakest / total) < 1e-4
