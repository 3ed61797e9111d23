"""docs/crm.md: its worked mapping is run, and what it shows is what comes out."""

import json
import re
from pathlib import Path

import pytest

from service.sources.folder import read
from service.sources.mapping import WrongMapping
from service.sources.reading import ABOUT, SECTIONS, TOP
from service.sources.reading_back import FIELD, TAGS
from service.sources.reading_fields import ANY, OF_KIND
from service.sources.translate import translate
from tests.service.running import ROOT, running
from tests.service.sources.samples import HOME, NAMES
from tests.service.sources.test_mapping_files import check

GUIDE = (ROOT / "docs" / "crm.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "dealer.toml").write_text(block("mapping"), encoding="utf-8")
    (tmp_path / "record.json").write_text(block("record"), encoding="utf-8")
    return tmp_path


def test_the_worked_mapping_is_short():
    assert len(block("mapping").splitlines()) < 60


def test_the_check_shows_what_the_guide_shows(written: Path):
    shown = check("check", str(written / "sources" / "dealer.toml"), "--sample", str(written / "record.json"))
    assert (shown.returncode, shown.stdout) == (0, block("shown"))


def test_the_worked_mapping_is_served(written: Path, demo_bundle: Path):
    record, shown = json.loads(block("record")), json.loads(block("answer"))
    with running(written, "--bundle", str(demo_bundle), "--sources", str(written / "sources")) as server:
        with server.client() as client:
            answer = client.post("/score", params={"source": "dealer", "shape": "crm", "lang": "en"}, json=record)
        assert answer.status_code == 200
        assert {*answer.json()["fields"]} == {*shown["fields"]}
        assert {*answer.json()} == {*shown}


def test_the_extending_mapping_of_the_guide_is_right(tmp_path: Path):
    text = re.search(r'```toml\n(extends = "zoho_crm".*?)```', GUIDE, re.DOTALL)
    assert text
    path = tmp_path / "ours.toml"
    path.write_text(text[1], encoding="utf-8")
    order = {
        "Order_Date": "2026-01-02",
        "Created_Time": "2026-02-03T00:00:00Z",
        "Grand_Total": 1,
        "Status": "Delivered",
    }
    made = translate({"Contacts": {"id": "1"}, "Sales_Orders": [order]}, read(path), HOME)
    assert made.payload["orders"] == [{"date": "2026-01-02", "amount": 1.0, "status": "paid"}]


def test_the_fault_of_the_guide_is_what_is_told(tmp_path: Path):
    path = tmp_path / "dealer.toml"
    path.write_text(block("mapping").replace("amount =", "amout ="), encoding="utf-8")
    with pytest.raises(WrongMapping) as wrong:
        read(path)
    assert str(wrong.value).splitlines()[0] in GUIDE


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_mapping_is_in_the_table(name: str):
    state = "verified" if read(ROOT / "service" / "sources" / f"{name}.toml").about.verified else "unverified"
    assert re.search(rf"\| `{name}` \|.*\| {state} \|", GUIDE)


@pytest.mark.parametrize(
    "key", [*ABOUT, *TOP, *ANY, *FIELD, *TAGS, *(key for keys in OF_KIND.values() for key in keys)]
)
def test_every_key_of_a_mapping_is_documented(key: str):
    assert re.search(rf"`(\[answer\.tags\.)?{key}\b", GUIDE)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_a_mapping_is_documented(section: str):
    assert f"`[{section}" in GUIDE
