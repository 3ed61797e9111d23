"""What an action costs and brings is cited or said to be assumed: in its own row of the policy, and in GET /actions."""

import re

from schema import catalogue
from tests.scoring.builders import action, bundle, defaults

ROWS = {entry["code"]: entry for entry in defaults()["policy"]["actions"]}
SERVED = {one["code"]: one for one in catalogue.actions(bundle(), "en")["actions"]}


def test_the_row_of_every_action_says_on_what_its_numbers_rest() -> None:
    for code, row in ROWS.items():
        assert row["cost_basis"] == "assumed" or row["cost_source"], code
        assert "effect" not in row or row["effect"]["basis"] == "assumed" or row["effect"]["source"], code


def test_they_are_served_as_the_rows_have_them() -> None:
    assert set(SERVED) == set(ROWS)
    for code, row in ROWS.items():
        effect = row.get("effect", {"basis": "assumed"})
        told = SERVED[code]
        assert (told["cost_basis"], told["cost_source"]) == (row["cost_basis"], row.get("cost_source")), code
        assert (told["effect_basis"], told["effect_source"]) == (effect["basis"], effect.get("source")), code


def test_a_source_names_its_authors_year_and_work() -> None:
    sources = [one["effect_source"] for one in SERVED.values() if one["effect_source"]]
    assert len(sources) >= 10
    assert all(re.search(r"[A-Z][a-z]+ (19|20)\d\d, [A-Z]", source) for source in sources), sources


def test_a_company_cites_its_own_accounts() -> None:
    ours = action("ours", cost_basis="cited", cost_source="controlling, 2026")
    told = catalogue.actions(bundle(actions=[ours, *defaults()["policy"]["actions"][-1:]]), "en")["actions"][0]
    assert (told["cost_basis"], told["cost_source"]) == ("cited", "controlling, 2026")
