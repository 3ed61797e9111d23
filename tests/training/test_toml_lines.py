"""The line of a place in a TOML text."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from training.toml_lines import line_of

TEXT = '''\
# [[actions]] in a comment is no table
name = "a # b"  # nor is [this]
"quoted key" = 1

[settings]
share = 0.1
note = """
[[actions]]
share = 9
"""
path = \'C:\\\'
long = \'\'\'
it\'s [a] text\'\'\'
nested.deep.key = [[1, 2], [
  3,  # three
  4,
]]
day = 2026-05-02 10:00:00

[[actions]]
code = "a"
when = []

  [actions.effect]
  value = 0.1

[[ actions ]]
code = "b ] } , \\" ="
when = [
  { field = "x", is = "}" },
  { field = "y", at_least = 3 },

  # one more
  { field = "z", in = [
    "p",
    "q"] },
]
labels = { zh-Hans = "键", en = "key" }

[[actions.cases]]
field = "u"
[[actions.cases]]
field = "v"

[[actions]]
code = "c"
[[actions.cases]]
field = "w"

[settings.more]
last = true
'''
LINES = {
    "name": 2, "quoted key": 3, "settings": 5, "settings.share": 6, "settings.note": 7, "settings.path": 11,
    "settings.long": 12, "settings.nested": 14, "settings.nested.deep.key": 14, "settings.nested.deep.key[0][1]": 14,
    "settings.nested.deep.key[1]": 14, "settings.nested.deep.key[1][1]": 16, "settings.day": 18,
    "actions[0]": 20, "actions[0].code": 21, "actions[0].when": 22, "actions[0].effect": 24,
    "actions[0].effect.value": 25, "actions[1]": 27, "actions[1].code": 28, "actions[1].when[0].is": 30,
    "actions[1].when[1]": 31, "actions[1].when[1].at_least": 31, "actions[1].when[2].in": 34,
    "actions[1].when[2].in[1]": 36, "actions[1].labels.en": 38, "actions[1].cases[1].field": 43,
    "actions[2].cases[0].field": 48, "settings.more.last": 51,
}  # fmt: skip
SLIPS = ["", "nothing", "actions", "actions[3]", "actions[0].share", "actions[1].when[3]", "this", "settings.share.x"]


def test_the_example_can_be_read() -> None:
    assert len(tomllib.loads(TEXT)["actions"]) == 3


@pytest.mark.parametrize("place", LINES)
def test_a_place_has_its_line(place: str) -> None:
    assert line_of(TEXT, place) == LINES[place]
    assert line_of(TEXT.replace("\n", "\r\n"), place) == LINES[place]


@pytest.mark.parametrize("place", SLIPS)
def test_what_is_not_there_has_none(place: str) -> None:
    assert line_of(TEXT, place) is None


@pytest.mark.parametrize("text", ["a = ", "a", "[a", "= 1", "a = [1, {b", 'a = "x\nb = 1', "a = {b = 1, 2}", "a = ]"])
def test_what_cannot_be_read_ends_and_has_none(text: str) -> None:
    assert line_of(text, "z") is None


def places(value: Any, place: str = "") -> list[str]:
    """Every place of what was read."""
    if isinstance(value, dict):
        inner = [(f"{place}.{key}" if place else key, item) for key, item in value.items()]
    elif isinstance(value, list):
        inner = [(f"{place}[{i}]", item) for i, item in enumerate(value)]
    else:
        return []
    return [found for at, item in inner for found in (at, *places(item, at))]


def test_the_places_of_a_real_file_stand_where_they_are_written() -> None:
    text = (Path(__file__).parents[2] / "scoring" / "policy.toml").read_text(encoding="utf-8")
    lines = text.splitlines()
    written = [place for place in places(tomllib.loads(text)["actions"][:8], "actions") if not place.endswith("]")]
    missed = [place for place in written if place.rpartition(".")[2] not in lines[(line_of(text, place) or 0) - 1]]
    assert len(written) > 100 and missed == []
