import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from scoring.classes import classes, list_classes
from scoring.dimensions import profile
from scoring.effects import BASES as EFFECT_BASES
from scoring.effects import SCALES
from scoring.features import catalogue
from scoring.gates import GATES
from scoring.outputs import COLUMNS, LISTS, Output, column_of
from scoring.policy import AREAS, FAMILIES, LANGUAGES, NEEDS, PRIORITIES
from scoring.reasons import FLAGS
from scoring.scorer import score
from scoring.vocabulary import CHANNELS, CHOICES, OBJECTS, TABLES
from tests.scoring.builders import bundle, defaults, facts
from training.candidates import DEFAULT_PATTERNS, QUANTITIES

LABELS: Mapping[str, Any] = defaults()["labels"]
FEATURES = catalogue(defaults()["features"])
DEFINITIONS = defaults()["definitions"]
# A bundle's own, and the scores themselves.
OWN_CODES = {"segment_code", "segment_runner_up", "rfm_code", "next_purchase_category_code", "needs_top_need"}
# The company's words, as they were given.
OWN_TEXTS = {f"profile_{field}" for field in profile.OWN_TEXTS}
# Inputs that no feature is made from, and fields within lists.
PARTS = {"account.status", "account.left_on", "profile.interests"}
PARTS |= {f"usage.{field}" for field in TABLES["usage"] if field != "month"}
OWN_TEXTS_OF_LISTS = {"profile_interests_name"}
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)

PLACEHOLDERS = {
    "features.*.sentence": {"value"},
    "features.*.below_zero": {"value"},
    "features.*.usual": {"usual", "usual_number"},
    "reasons.usual": {"usual", "usual_number"},
    "reasons.usual_text": {"usual"},
    "what_would_change.text": {"name", "to", "band"},
    "attributes.name": {"name"},
    "attributes.sentence": {"name", "value"},
    "currencies.*": {"sign", "amount", "code"},
    "warnings.*": {"count", "names"},
    "tags.class": {"space", "name"},
    "segments.numbered": {"name", "number"},
    "segments.high_other": {"name"},
    "segments.low_other": {"name"},
    "segments.persona": {"share", "facts"},
    "segments.persona_fact": {"name", "value", "base"},
    "segments.rule_at_most": {"name", "value"},
    "segments.rule_above": {"name", "value"},
    "segments.needs_typical": {"names"},
}


def leaves(entry: object, *path: str) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(entry, Mapping):
        for key, item in entry.items():
            yield from leaves(item, *path, key)
    else:
        yield path, entry


def texts(language: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for path, entry in leaves(LABELS[language]):
        for form in entry if isinstance(entry, list) else [entry]:
            yield path, str(form)


def used(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def allowed(path: tuple[str, ...]) -> set[str]:
    starred = {".".join(path), ".".join(("*" if i == 1 else part for i, part in enumerate(path)))}
    return set().union(*(PLACEHOLDERS.get(name, set()) for name in starred))


@EVERY_LANGUAGE
def test_every_class_has_a_label(language: str) -> None:
    labelled = LABELS[language]["classes"]
    for column, codes in {**classes(DEFINITIONS), **list_classes(DEFINITIONS)}.items():
        table = "basis" if column.endswith("_basis") else column
        assert list(codes) == [code for code in codes if code in labelled[table]], column
        assert set(labelled[table]) == set(codes), column


def test_every_text_of_a_list_of_an_answer_has_classes() -> None:
    fields = {(column_of(path), *field) for path, fields in LISTS.items() for field in fields.items()}
    texts = {f"{column}_{field}" for column, field, kind in fields if kind is Output.TEXT}
    assert texts == set(list_classes(DEFINITIONS)) | OWN_TEXTS_OF_LISTS


def test_every_text_column_of_an_answer_has_classes_patterns_or_codes_of_its_own() -> None:
    text_columns = {name for name, output in COLUMNS.items() if output is Output.TEXT}
    assert text_columns == set(classes(DEFINITIONS)) | OWN_CODES | OWN_TEXTS | {"churn_pattern"}


@EVERY_LANGUAGE
def test_every_default_pattern_has_a_label(language: str) -> None:
    assert set(LABELS[language]["classes"]["churn_pattern"]) == {*DEFAULT_PATTERNS, QUANTITIES}


@EVERY_LANGUAGE
def test_every_feature_has_a_name_and_a_sentence(language: str) -> None:
    labelled = LABELS[language]["features"]
    assert set(labelled) == set(FEATURES)
    for name, entry in labelled.items():
        assert entry["name"]
        needed = {"yes", "no"} if name in FLAGS else {"sentence"}
        assert needed <= set(entry), name


@EVERY_LANGUAGE
def test_every_feature_whose_text_is_one_of_a_few_says_each_of_them(language: str) -> None:
    for (table, field), codes in CHOICES.items():
        if f"{table}_{field}" in FEATURES:
            assert set(LABELS[language]["features"][f"{table}_{field}"]["values"]) == set(codes)


@EVERY_LANGUAGE
def test_every_city_tier_of_the_contract_has_a_word(language: str) -> None:
    assert list(LABELS[language]["features"]["profile_city_tier"]["values"]) == ["1", "2", "3", "4"]


@EVERY_LANGUAGE
def test_only_numbers_that_have_a_sentence_say_zero_in_another(language: str) -> None:
    entries = LABELS[language]["features"].items()
    spoken = {name: entry for name, entry in entries if "zero" in entry}
    assert {"days_since_last_order", "months_since_last_use", "mean_days_to_resolve"} <= set(spoken)
    for name, entry in spoken.items():
        assert FEATURES[name].unit != "text" and "sentence" in entry, name
        assert not used(entry["zero"]), name


@EVERY_LANGUAGE
def test_every_number_below_zero_has_a_word_for_zero_where_both_signs_have_a_sentence(language: str) -> None:
    for name, entry in LABELS[language]["features"].items():
        assert "below_zero" not in entry or "zero" in entry, name


def test_purchases_and_payments_have_a_word_of_their_own_for_being_late() -> None:
    assert "超期" in LABELS["zh-Hans"]["tags"]["flags"]["purchase:overdue"]
    late = {"".join(path): text for path, text in texts("zh-Hans") if "逾期" in text}
    assert late and all("payment" in path or "credit" in path for path in late)
    assert all("payment" not in "".join(path) for path, text in texts("zh-Hans") if "超期" in text)


def test_in_taiwan_both_are_late_by_one_word_and_each_says_what_is_late() -> None:
    assert not [text for _, text in texts("zh-Hant") if "超期" in text]
    assert LABELS["zh-Hant"]["tags"]["flags"]["purchase:overdue"] == "逾期未購"
    late = [text for path, text in texts("zh-Hant") if "逾期" in text and "payment" in "".join(path)]
    assert late and all("付" in text or "款" in text for text in late)


@EVERY_LANGUAGE
def test_every_count_with_words_has_one_form_or_two(language: str) -> None:
    for name, entry in LABELS[language]["features"].items():
        assert len(entry.get("unit", ())) <= 2
        assert "unit" not in entry or FEATURES[name].unit == "count", name


@EVERY_LANGUAGE
def test_every_warning_has_a_sentence(language: str) -> None:
    of = facts({})
    assert set(LABELS[language]["warnings"]) == set(score(of.customers, of.bundle).notes.warnings)


@EVERY_LANGUAGE
def test_every_tag_has_a_label(language: str) -> None:
    tags = LABELS[language]["tags"]
    assert set(tags["namespaces"]) == set(DEFINITIONS["tags"])
    assert set(tags["flags"]) == {rule["tag"] for rule in DEFINITIONS["tag_rules"]}


@EVERY_LANGUAGE
def test_every_code_of_the_policy_has_a_label(language: str) -> None:
    labels, actions = LABELS[language], bundle().policy.actions
    assert set(labels["needs"]) == set(NEEDS)
    assert set(labels["priorities"]) == set(PRIORITIES)
    assert set(labels["families"]) == set(FAMILIES)
    assert set(labels["areas"]) == set(AREAS)
    assert set(labels["gates"]) == set(GATES)
    assert set(labels["channels"]) == {*CHANNELS, "none"}
    assert set(labels["effect_scales"]) == set(SCALES)
    assert set(labels["effect_bases"]) == set(EFFECT_BASES)
    assert set(labels["owner_roles"]) == {action.owner_role for action in actions}


@EVERY_LANGUAGE
def test_every_input_that_can_be_missing_or_unused_has_a_name(language: str) -> None:
    paths = {feature.path for feature in FEATURES.values()} | set(TABLES) | set(OBJECTS) | {"attributes"}
    paths |= {"orders.due_on", "orders.category", "inquiries.topic", "contacts.department"} | PARTS
    assert set(LABELS[language]["inputs"]) == paths


@EVERY_LANGUAGE
def test_every_feature_that_may_form_segments_has_a_word_for_high_and_for_low(language: str) -> None:
    numbers = {name for name, f in FEATURES.items() if f.unit != "text" and not f.personal}
    segments = LABELS[language]["segments"]
    assert set(segments["high"]) == set(segments["low"]) == numbers
    for side in ("high", "low"):
        assert len(set(segments[side].values())) == len(numbers), "two features say the same"
    assert not set(segments["high"].values()) & set(segments["low"].values())


def test_the_three_languages_have_the_same_keys() -> None:
    first, *others = ({path for path, _ in leaves(LABELS[language])} for language in LANGUAGES)
    for other in others:
        assert first ^ other == set()


@EVERY_LANGUAGE
def test_no_label_is_empty(language: str) -> None:
    assert [path for path, text in texts(language) if not text.strip()] == []


@EVERY_LANGUAGE
def test_templates_use_known_placeholders_only(language: str) -> None:
    templates = [(path, text) for path, text in texts(language) if path[:2] != ("tags", "definitions")]
    assert [(path, text) for path, text in templates if not used(text) <= allowed(path)] == []


@EVERY_LANGUAGE
def test_every_dimension_of_a_tag_has_a_definition_that_takes_its_numbers_from_the_definitions(language: str) -> None:
    told = LABELS[language]["tags"]["definitions"]
    assert set(told) == set(DEFINITIONS["tags"]) == set(DEFINITIONS["tag_sources"])
    for text in told.values():
        assert "{" not in text.format(**DEFINITIONS)


@EVERY_LANGUAGE
def test_a_sentence_states_its_value_and_a_comparison_the_usual_one(language: str) -> None:
    for name, entry in LABELS[language]["features"].items():
        for key in ("sentence", "below_zero"):
            assert key not in entry or used(entry[key]) == {"value"}, name
        assert "usual" not in entry or len(used(entry["usual"])) == 1, name


@EVERY_LANGUAGE
def test_warnings_of_a_number_say_it_and_the_one_of_inputs_names_them(language: str) -> None:
    warnings = {path[1]: used(text) for path, text in texts(language) if path[0] == "warnings"}
    counted = {code for code, fields in warnings.items() if fields == {"count"}}
    assert counted == {"entries_after_as_of", "duplicate_lines", "amounts_of_zero"}
    assert warnings["unused_inputs"] == {"names"}


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_no_chinese_label_was_left_in_english(language: str) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    latin = [(path, text) for path, text in texts(language) if re.search("[A-Za-z]", text) and not han.search(text)]
    assert [(path, text) for path, text in latin if not used(text)] == []


def test_no_english_label_holds_chinese() -> None:
    assert [path for path, text in texts("en") if re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)] == []


def test_no_text_of_the_policy_is_the_same_in_two_languages_or_left_in_the_wrong_one() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for action in bundle().policy.actions:
        for text in (action.title, action.solution):
            assert set(text) == set(LANGUAGES)
            assert han.search(text["zh-Hans"]) and han.search(text["zh-Hant"]) and not han.search(text["en"])
        assert action.solution["zh-Hans"] != action.solution["zh-Hant"], action.code


@pytest.mark.parametrize(("language", "charset"), [("zh-Hans", "gb2312"), ("zh-Hant", "big5")])
def test_simplified_and_traditional_characters_are_not_mixed(language: str, charset: str) -> None:
    actions = bundle().policy.actions
    written = [text for _, text in texts(language)] + [a.title[language] + a.solution[language] for a in actions]
    assert [text for text in written if not _fits(text, charset)] == []


def _fits(text: str, charset: str) -> bool:
    """GB 2312 has no traditional characters, Big5 no simplified ones."""
    return text.encode(charset, errors="replace").decode(charset) == text
