"""Documentation that a change may leave behind fails here."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse
from scoring.vocabulary import TABLES
from tests.docs.named_commands import fault, named
from tests.scoring.fitted import fitted
from training.cli import app
from training.config import KEYS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_configuration_is_documented(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "training.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_documented(table: str) -> None:
    assert f"| `{table}` |" in (ROOT / "docs" / "training.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"`(tests/[^`]+)`", page.read_text(encoding="utf-8"))
    assert [pattern for pattern in named if not any(ROOT.glob(pattern.rstrip("/")))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_exists_with_its_options(page: Path) -> None:
    calls = named(page.read_text(encoding="utf-8"))
    assert [said for call in sorted(calls) if (said := fault(call))] == []


def test_a_command_that_is_gone_is_found_in_a_page() -> None:
    block = "python -m training plan \\\n    --bugdet 3 > x\npython -m service source chek"
    page = f"Type `training fti`:\n\n```sh\n{block}\n```\n"
    assert sorted(filter(None, map(fault, named(page)))) == [
        "there is no command: python -m service source chek",
        "there is no command: python -m training fti",
        "there is no option --bugdet: python -m training plan --bugdet 3",
    ]


@pytest.mark.parametrize(
    "room", ["scoring", "schema", "service", "training", "models", "tests", "benchmarks", "tools", "docs"]
)
def test_the_map_of_the_house_has_every_room(room: str) -> None:
    assert f"| [`{room}/`]({room}) |" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_policy_that_the_guide_shows_can_be_used(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    shown = next(block for block in re.findall(r"```toml\n(.*?)```", guide, re.DOTALL) if "[[actions]]" in block)
    default = (ROOT / "scoring" / "policy.toml").read_text(encoding="utf-8")
    (tmp_path / "our_policy.toml").write_text(f"{default}\n{shown}", encoding="utf-8")
    checked = CliRunner().invoke(app, ["policy", "check", str(tmp_path / "our_policy.toml")])
    assert checked.exit_code == 0, checked.output


def test_the_sample_is_a_payload_that_is_accepted() -> None:
    assert parse((ROOT / "docs" / "sample.json").read_bytes(), Limits(), currency="CNY")["customer_id"] == "C002"


def test_the_readme_shows_the_fields_that_an_answer_has() -> None:
    sample = parse((ROOT / "docs" / "sample.json").read_bytes(), Limits(), currency="CNY")
    answered = answer([sample], fitted(), "en", date(2026, 10, 31))[0]
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("<!-- answer -->")[1].split("<!-- /answer -->")[0]
    example = json.loads(shown.strip().removeprefix("```json").removesuffix("```"))
    assert set(example) <= set(answered)
    for part in ("segment", "value", "churn", "lifecycle"):
        assert set(example[part]) <= set(answered[part])
