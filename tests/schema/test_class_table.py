"""GET /segments also tells the classes of every dimension: what each means, what tells it, and how many it holds."""

from dataclasses import replace

import pytest

from schema.class_table import class_table
from tests.scoring.builders import LANGUAGES, bundle
from tests.scoring.fitted import fitted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dimension_behind_a_tag_is_defined_and_says_what_tells_it(language):
    table = class_table(fitted(), language)

    assert [row["dimension"] for row in table] == list(fitted().definitions["tags"])
    for row in table:
        assert row["definition"] and "{" not in row["definition"], row["dimension"]
        assert row["sources"] and {source["path"] for source in row["sources"]} <= set(
            fitted().labels[language]["inputs"]
        )
        assert row["classes"] and all(one["tag"] == f"{row['dimension']}:{one['code']}" for one in row["classes"])


def test_definitions_have_the_bundles_own_numbers():
    definitions = bundle().definitions
    own = replace(bundle(), definitions={**definitions, "churn": {**definitions["churn"], "band_cuts": [0.2, 0.4]}})
    told = {row["dimension"]: row["definition"] for row in class_table(own, "en")}

    assert told["churn"] == "Calibrated probability of leaving within the horizon: high from 40%, medium from 20%"


def test_shares_are_those_that_the_fit_counted_and_unknown_without_them():
    counted = replace(bundle(), card={"classes": {"churn_band": {"known": 0.8, "low": 0.75, "high": 0.25}}})
    row = next(one for one in class_table(counted, "en") if one["dimension"] == "churn")

    assert (row["path"], row["known"]) == ("churn.band", 0.8)
    assert {one["code"]: one["share"] for one in row["classes"]} == {"low": 0.75, "medium": 0.0, "high": 0.25}
    assert {one["share"] for one in class_table(bundle(), "en")[1]["classes"]} == {None}
