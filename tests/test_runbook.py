"""An operator who is woken up finds a remedy."""

import re
from pathlib import Path

import pytest
import yaml

from service.problems import KINDS, NOT_HTTP, Kind

ROOT = Path(__file__).parent.parent
RUNBOOK = (ROOT / "docs" / "operations" / "runbook.md").read_text(encoding="utf-8")
RULES = yaml.safe_load((ROOT / "deploy" / "observability" / "alerts.rules.yaml").read_text(encoding="utf-8"))
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]
HEADINGS = re.findall(r"^#+ (.+)$", RUNBOOK, re.MULTILINE)


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_every_alert_leads_to_its_place_in_the_runbook(rule: dict[str, dict[str, str]]) -> None:
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert page == "docs/operations/runbook.md"
    assert anchor in [heading.lower().replace(" ", "-") for heading in HEADINGS]


def test_the_runbook_tells_of_no_alert_that_does_not_exist() -> None:
    told = {heading for heading in HEADINGS if heading.startswith("Scoring")}
    assert told == {str(rule["alert"]) for rule in ALERTS}


@pytest.mark.parametrize("kind", [*KINDS, NOT_HTTP], ids=lambda kind: kind.code)
def test_every_refusal_has_a_cause_and_a_remedy(kind: Kind) -> None:

    row = re.search(rf"^\| `{kind.code}` \| {kind.status} \| (.+) \| (.+) \|$", RUNBOOK, re.MULTILINE)
    assert row is not None and row[1] and row[2]
