"""What the invariants are tried on holds what they speak of: else a check could never fail."""

from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scoring.dimensions.churn import BANDS
from scoring.dimensions.value import TIERS
from scoring.what_if import what_would_change
from tests.scoring.fitted import fitted
from tests.scoring.payloads import payload, payloads
from tests.scoring.rows import scored, texts

Payload = dict[str, Any]


@cache
def several() -> list[Payload]:
    """The payloads of a run of examples; which ones hangs on the modules that are loaded, whose constants are tried."""
    found: list[Payload] = []

    @settings(max_examples=800, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(st.lists(payload(), min_size=4, max_size=4))
    def draw(batch: list[Payload]) -> None:
        found.extend(batch)

    draw()
    return found


def test_every_class_is_reached() -> None:
    scores = scored(fitted(), *several())
    assert set(texts(scores, "churn_band")) == {*BANDS, None}
    assert set(texts(scores, "value_tier")) == {*TIERS, None}
    assert set(texts(scores, "rfm_group")) == {*fitted().definitions["rfm"]["groups"], None}
    stages = {"prospect", "first_purchase", "repeat", "won_back", "dormant", "lost", None}
    assert set(texts(scores, "lifecycle_stage")) == stages


def test_every_family_of_actions_is_chosen() -> None:
    chosen = scored(fitted(), *several()).actions.chosen
    assert {fitted().policy.actions[i].family for i in chosen[chosen >= 0]} == {
        a.family for a in fitted().policy.actions
    }


@pytest.mark.parametrize("code", ["overdue_champion", "duplicate_lines", "stale_bundle", "entries_after_as_of"])
def test_what_an_answer_must_warn_of_comes_about(code: str) -> None:
    assert scored(fitted(), *several()).notes.warnings[code].any()


def test_some_bands_would_change() -> None:
    assert (what_would_change(scored(fitted(), *several())).band >= 0).any()


@pytest.mark.parametrize("path", [("orders",), ("profile", "age"), ("consent", "channels"), ("as_of",)])
def test_whatever_may_be_missing_is_absent_null_and_there(path: tuple[str, ...]) -> None:
    *parents, last = path
    found = [one for one in several() if all(one.get(name) for name in parents)]
    within = [one[parents[0]] if parents else one for one in found]
    assert {True, False} == {last in one for one in within}
    assert {True, False} == {one[last] is None for one in within if last in one}


@settings(max_examples=20)
@given(payloads())
def test_customers_of_a_batch_have_ids_of_their_own(batch: list[Payload]) -> None:
    assert len({one["customer_id"] for one in batch}) == len(batch)
