"""The verdict and the section of the page, in every language."""

from typing import Any

import numpy as np
import pytest

from tests.training.uplift.trials import trial
from training.evaluation.verdict import LANGUAGES
from training.pilot.trial import Trial
from training.uplift.of_trial import every
from training.uplift.said import per_thousand, words
from training.uplift.section import section


@pytest.fixture(scope="module")
def found() -> list[dict[str, Any]]:
    """A trial in which those who bought lately are moved, and an outcome that is chance."""
    sample = trial(5, 3_000, 0.3).sample
    noise = (np.random.default_rng(0).random(3_000) < 0.3).astype(float)
    before = {"often": sample.x[:, 0], "recent": sample.x[:, 1]}
    return every(
        Trial(("none", "card"), sample.treated.astype(np.int64), {"visit": sample.y, "rain": noise}, before, {})
    )


def keys(texts: dict[str, Any]) -> list[str]:
    return [f"{part}.{name}" for part, named in texts.items() for name in named]


def test_all_languages_have_the_same_texts():
    assert len({tuple(keys(words(language))) for language in LANGUAGES}) == 1


def test_the_verdict_tells_what_moves_and_by_how_much(found):
    visit = found[0]

    assert visit["verdict"]["code"] == "heterogeneity_shown"
    assert visit["verdict"]["text"]["en"].startswith("card moves some customers more than others (visit)")
    assert "97.5 % interval" in visit["verdict"]["text"]["en"]
    assert visit["verdict"]["text"]["en"].endswith("It hangs most on recent.")


def test_of_chance_the_verdict_says_that_nothing_is_shown(found):
    assert found[1]["verdict"]["text"]["en"].startswith("That card moves some customers more than others (rain) is not")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_holds_verdicts_and_charts_and_tells_features_only_where_shown(found, language):
    both = section(found, language)

    assert all(one["verdict"]["text"][language] in both for one in found)
    assert both.count("data-spec") == 4
    assert both.count(words(language)["text"]["untold"]) == 1


def test_without_an_uplift_there_is_no_section():
    assert section([], "en") == ""


def test_effects_are_told_per_thousand_customers():
    assert [per_thousand(value) for value in (0.00762, -0.0002, 1.5)] == ["+7.6", "-0.2", "+1,500"]
