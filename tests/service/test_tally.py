"""Counts a bundle: which training bin each customer falls into."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from schema.examples import EXAMPLES
from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from scoring.customers import Record, from_records
from scoring.model import Bundle
from scoring.scorer import score
from service.bundles.readiness import Ready, load
from service.telemetry.tally import MISSING, MOST_BINS, Tally

TODAY = date(2026, 11, 22)
AS_OF = 20_000.0


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    state = load(demo_bundle)
    assert isinstance(state, Ready)
    return state.bundle


@pytest.fixture(scope="module")
def records(bundle: Bundle) -> list[Record]:
    bodies = [plain_json(payload) for _, payload in EXAMPLES.values()]
    return [parse(body, Limits(), currency=bundle.currency, today=TODAY) for body in bodies]


def counted(bundle: Bundle, *groups: list[Record]) -> Tally:
    tally = Tally(bundle)
    for group in groups:
        tally.add(score(from_records(group, AS_OF), bundle))
    return tally


def test_together_or_one_by_one_the_counts_are_the_same(bundle: Bundle, records: list[Record]):
    whole, parts = counted(bundle, records), counted(bundle, *([one] for one in records))
    assert list(whole.bins()) == list(parts.bins())
    assert list(whole.missing()) == list(parts.missing())
    assert sum(number for _, number in whole.bins()) > 0


def test_a_customer_is_in_the_bin_whose_edges_hold_the_value(bundle: Bundle, records: list[Record]):
    scores = score(from_records(records[:1], AS_OF), bundle)
    value = scores.facts.number("days_since_last_order")[0]
    pattern = bundle.patterns[scores.predicted.pattern[0]].name
    mine = [(one, n) for one, n in counted(bundle, records[:1]).bins() if one.pattern == pattern]
    edges = [(float(one.upto), n) for one, n in mine if one.feature == "days_since_last_order" and one.upto != MISSING]
    assert [n for _, n in edges] == [float(value <= upto and sum(value > u for u, _ in edges) == i)
                                     for i, (upto, _) in enumerate(edges)]  # fmt: skip


def test_a_feature_has_few_bins_that_ascend_and_one_for_missing(bundle: Bundle):
    by_feature: dict[tuple[str, str], list[str]] = {}
    for one, _ in Tally(bundle).bins():
        by_feature.setdefault((one.pattern, one.feature), []).append(one.upto)
    for (_, feature), upper in by_feature.items():
        edges = np.array([float(upto) for upto in upper if upto != MISSING])
        assert len(edges) <= MOST_BINS and edges[-1] == np.inf and (np.diff(edges) > 0).all()
        assert (MISSING in upper) == (feature not in {"churn_score", "expected_value"})


def test_a_bundle_without_shares_scores_the_same_and_tells_no_drift(bundle: Bundle, records: list[Record]):
    patterns = tuple(replace(one, training_shares=None, score_shares={}) for one in bundle.patterns)
    tally = counted(replace(bundle, patterns=patterns), records)
    assert not tally.tells_drift and not list(tally.bins())
    assert dict(tally.missing()) == dict(counted(bundle, records).missing())


def test_a_bundle_made_before_scores_had_their_tenths_tells_drift_of_features(bundle: Bundle, records: list[Record]):
    older = replace(bundle, patterns=tuple(replace(one, score_shares={}) for one in bundle.patterns))
    tally = counted(older, records)
    assert tally.tells_drift and not tally.tells_drift_of_scores
    assert "churn_score" not in {one.feature for one, _ in tally.bins()}
