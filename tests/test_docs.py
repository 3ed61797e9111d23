"""Documentation that a change may leave behind fails here."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse
from scoring.vocabulary import TABLES
from tests.scoring.fitted import fitted
from training.config import KEYS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_configuration_is_documented(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "training.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_documented(table: str) -> None:
    assert f"| `{table}` |" in (ROOT / "docs" / "training.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(
    "room", ["scoring", "schema", "service", "training", "models", "tests", "benchmarks", "tools", "docs"]
)
def test_the_map_of_the_house_has_every_room(room: str) -> None:
    assert f"| [`{room}/`]({room}) |" in (ROOT / "README.md").read_text(encoding="utf-8")


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
