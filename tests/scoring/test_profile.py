"""DEFINITIONS.md, section 8: the typologies of who a customer is."""

from typing import Any

import pytest

from scoring.dimensions import profile as of
from tests.scoring.builders import bundle, defaults
from tests.scoring.rows import numbers, scored, texts

BANDS = defaults()["definitions"]["profile"]
ADULT: dict[str, Any] = {"kind": "person", "age": 30, "gender": "female", "city": "苏州", "city_tier": 2}


# Field of the profile, its band, values and their class.
CLASSES: list[tuple[str, str, float | None, str | None]] = [
    ("age", "age_range", 0, "under_18"),
    ("age", "age_range", 17.9, "under_18"),
    ("age", "age_range", 18, "18_24"),
    ("age", "age_range", 25, "25_34"),
    ("age", "age_range", 34, "25_34"),
    ("age", "age_range", 35, "35_44"),
    ("age", "age_range", 45, "45_54"),
    ("age", "age_range", 55, "55_64"),
    ("age", "age_range", 64, "55_64"),
    ("age", "age_range", 65, "65_plus"),
    ("age", "age_range", None, None),
    ("employees", "size_band", 19, "micro"),
    ("employees", "size_band", 20, "small"),
    ("employees", "size_band", 299, "small"),
    ("employees", "size_band", 300, "medium"),
    ("employees", "size_band", 999, "medium"),
    ("employees", "size_band", 1_000, "large"),
    ("employees", "size_band", None, None),
    ("annual_revenue", "revenue_band", 2_999_999.99, "micro"),
    ("annual_revenue", "revenue_band", 3e6, "small"),
    ("annual_revenue", "revenue_band", 2e7, "medium"),
    ("annual_revenue", "revenue_band", 4e8, "large"),
    ("annual_revenue", "revenue_band", None, None),
]


@pytest.mark.parametrize(("field", "band", "number", "wanted"), CLASSES)
def test_numbers_are_told_in_bands(field, band, number, wanted):
    assert texts(scored(bundle(), {"profile": {field: number}}), f"profile_{band}") == [wanted]


@pytest.mark.parametrize("band", of.BANDS)
def test_every_band_is_reached(band):
    assert {wanted for _, name, _, wanted in CLASSES if name == band} - {None} == set(BANDS[band]["codes"])


@pytest.mark.parametrize("field", of.OWN_TEXTS)
def test_the_companys_own_texts_are_echoed_as_given(field):
    assert texts(scored(bundle(), {"profile": {field: " é "}}, {}), f"profile_{field}") == [" é ", None]


def test_kind_and_city_tier_are_echoed():
    scores = scored(bundle(), {"profile": ADULT}, {"profile": {"kind": "company"}}, {})
    assert texts(scores, "profile_kind") == ["person", "company", None]
    assert numbers(scores, "profile_city_tier") == [2.0, None, None]


def test_interests_are_listed_by_customer():
    given = [{"profile": {"interests": ["sailing", "chess"]}}, {}, {"profile": {"interests": ["chess"]}}]
    found = scored(bundle(), *given).lists["profile_interests"]
    assert found.customer.tolist() == [0, 0, 2]
    assert found.text("name").texts() == ["chess", "sailing", "chess"]


def test_interests_are_a_set():
    given = [{"profile": {"interests": ["tea", "go", "tea", "tea"]}}, {"profile": {"interests": ["tea"]}}]
    found = scored(bundle(), *given).lists["profile_interests"]
    assert found.customer.tolist() == [0, 0, 1]
    assert found.text("name").texts() == ["go", "tea", "tea"]


@pytest.mark.parametrize(("kind", "size", "revenue"), [("company", "large", "micro"), ("person", None, None)])
def test_a_person_has_no_band_of_an_organisation(kind, size, revenue):
    given = {"profile": {"kind": kind, "employees": 5_000, "annual_revenue": 100_000, "age": 30}}
    scores = scored(bundle(), given, {"profile": {**given["profile"], "kind": None}})
    assert texts(scores, "profile_size_band") == [size, "large"]
    assert texts(scores, "profile_revenue_band") == [revenue, "micro"]
    assert texts(scores, "profile_age_range") == ["25_34", "25_34"]
    assert scores.tags.classes["size"].texts() == [size, "large"]


def test_one_field_is_a_profile():
    scores = scored(bundle(), {"profile": {"city_tier": 1}}, {"profile": {"interests": []}}, {"profile": {}})
    assert texts(scores, "profile_basis") == ["rule", "rule", "insufficient_data"]


def missing(payload: dict[str, Any]) -> set[str]:
    found = scored(bundle(), payload).notes.missing
    return {name.removeprefix("profile.") for name, mask in found.items() if mask[0] and name.startswith("profile")}


def test_an_absent_profile_is_named_as_a_whole():
    assert missing({}) == missing({"profile": {"kind": None}}) == {"profile"}


def test_the_fields_that_lack_are_those_that_the_kind_of_customer_has():
    common = {"region", "city", "device", "acquisition_channel", "city_tier"}
    business, personal = set(of.FOREIGN["person"]), set(of.FOREIGN["company"])
    assert missing({"profile": {"kind": "company"}}) == common | business
    assert missing({"profile": {"kind": "person"}}) == common | personal
    assert missing({"profile": {"city": "苏州"}}) == (common | business | personal | {"kind"}) - {"city"}


def test_a_field_that_is_given_is_not_missing():
    assert not missing({"profile": ADULT}) & {"kind", "age", "gender", "city", "city_tier", "profile"}
