"""docs/http.md against the code."""

import re

import pytest

from service.access.keys import parse
from service.endpoints import SCOPES
from service.problems import KINDS
from service.settings import MIB, Settings
from tests.service.running import ROOT

PAGE = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")


def test_the_file_of_keys_that_it_shows_is_one():
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    parse(shown, now=0.0)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_it_has_every_problem_with_its_status(kind):
    assert re.search(rf"^\| [\d, ]*{kind.status}[\d, ]* \|.*`{kind.code}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("scope", SCOPES)
def test_it_has_every_scope(scope: str):
    assert f"| `{scope}` |" in PAGE


def test_the_figures_that_it_names_are_the_defaults():
    settings = Settings()
    assert f"up to {settings.max_in_flight} single customers" in PAGE
    assert f"{settings.max_in_flight_steady} where that lasts" in PAGE
    assert f"and {settings.max_batches} batches and streams" in PAGE
    assert f"hold at most {settings.max_unfinished_bytes // MIB} MiB together" in PAGE
    assert f"{settings.body_seconds} s for a body" in PAGE
    assert f"{settings.keep_alive_seconds} s for a connection" in PAGE
