import pytest

from scoring import policy
from service.language import LANGUAGES, accepted_language, known_language


def test_the_service_speaks_what_the_policy_speaks():
    assert LANGUAGES == policy.LANGUAGES


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("ZH_hant", "zh-Hant"),
        ("en", "en"),
        ("en-GB", "en"),
        ("fr", None),
        ("english", None),
        ("zhx", None),
        ("", None),
    ],
)
def test_a_tag_is_served_by_a_language_of_ours(tag: str, language: str | None):
    assert known_language(tag) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh-Hans"),
        ("en", "en"),
        ("en;q=0.5, zh-TW", "zh-Hant"),
        ("fr, de;q=0.9, en;q=0.1", "en"),
        ("en;q=0, *", "zh-Hans"),
        ("fr", "zh-Hans"),
        ("zh-HK;q=0.7,en;q=0.7", "zh-Hant"),
        ("en;q=nan, zh-TW;q=0.1", "zh-Hant"),
        ("en;q=9", "zh-Hans"),
        (";;,=,q", "zh-Hans"),
        ("xx," * 40 + "en", "zh-Hans"),
    ],
)
def test_the_best_known_wish_is_met(header: str, language: str):
    assert accepted_language(header, "zh-Hans") == language
