import shutil
from pathlib import Path

import pytest

from scoring.outputs import LISTS, OUTPUTS
from service.settings import entries
from tools import references
from tools.reference_pages import answer, payload
from tools.trouble import Trouble

ROOT = Path(__file__).parents[2]
WRITTEN = ("openapi.yaml", "scoring/definitions.toml", "scoring/labels")


def test_the_committed_pages_are_what_the_code_says() -> None:
    assert references.main(["--check"], ROOT) == 0


def test_every_setting_stands_on_its_page() -> None:
    text = (ROOT / "docs/reference/configuration.md").read_text(encoding="utf-8")
    assert [entry.name for entry in entries() if f"| `{entry.option}` | `{entry.variable}` |" not in text] == []


def test_every_output_stands_on_the_page_of_the_answer() -> None:
    shown = _fields(answer.page(ROOT))
    assert {*OUTPUTS, *LISTS} - shown == set()


@pytest.mark.parametrize("name", ["CustomerPayload", "ScoreAnswer", "SegmentAnswer"])
def test_every_field_that_a_caller_sends_or_gets_is_told_in_words(name: str) -> None:
    schemas = payload.schemas_of(ROOT)
    silent = [
        f"{one}.{field}"
        for one in payload.within(schemas, name)
        for field, schema in schemas[one]["properties"].items()
        if not schema.get("description") and "$ref" not in schema and "$ref" not in schema.get("items", {})
    ]
    assert silent == []


def test_every_number_of_the_definitions_belongs_to_a_part() -> None:
    text = (ROOT / "scoring/definitions.toml").read_text(encoding="utf-8")
    cut = answer.sections(text)
    assert sum(part.count(" = ") for part in cut.values()) == text.count(" = ")


def test_a_page_that_the_code_no_longer_says_is_told_and_can_be_written_anew(tmp_path: Path) -> None:
    for name in WRITTEN:
        (shutil.copytree if (ROOT / name).is_dir() else _copied)(ROOT / name, tmp_path / name)
    with pytest.raises(Trouble, match=r"payload\.md"):
        references.main(["--check"], tmp_path)
    assert references.main(["--write"], tmp_path) == 0
    assert references.main(["--check"], tmp_path) == 0
    assert not list(tmp_path.rglob("*.part"))


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _fields(text: str) -> set[str]:
    """The paths of the answer that a page tells of: the field of each row under its heading."""
    found, heading = set(), ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line.startswith("| `"):
            found.add(f"{heading}.{line.split('`')[1]}")
    return found
