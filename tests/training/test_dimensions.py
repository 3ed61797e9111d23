"""A company's own dimensions in its configuration: a slip is told with file, line and the nearest name."""

from pathlib import Path
from typing import Any

import pytest

from tests.scoring.measured import orders
from tests.scoring.rows import scored
from tests.scoring.test_custom import KEY, YEARLY, bundle
from training.config import Config
from training.defaults import default_content
from training.definitions import check
from training.errors import TrainingError
from training.frame import frame

TEXT = """\
currency = "CNY"
[customers]
attributes = ["tier"]

[[dimensions]]
code = "account_class"
labels = { zh-Hans = "客户级别", zh-Hant = "客戶級別", en = "Account class" }

[[dimensions.classes]]
code = "key"
labels = { zh-Hans = "重点", zh-Hant = "重點", en = "Key" }
when = [
  { field = "attributes_tier", is = "A" },
  { field = "value_tier", in = ["high", "middle"] },
]

[[dimensions.classes]]
code = "other"
labels = { zh-Hans = "其他", zh-Hant = "其他", en = "Other" }
when = []

[[dimensions]]
code = "visits"
labels = { zh-Hans = "到访", zh-Hant = "到訪", en = "Visits" }

[[dimensions.classes]]
code = "often"
labels = { zh-Hans = "常来", zh-Hant = "常來", en = "Often" }
when = [{ field = "visits_last_month", at_least = 8 }]
"""


def read(folder: Path, text: str) -> Config:
    file = folder / "ours.toml"
    file.write_text(text, encoding="utf-8")
    return Config.from_toml(file)


def told(folder: Path, text: str) -> str:
    with pytest.raises(TrainingError) as error:
        read(folder, text)
    return str(error.value).replace(f"{folder}/", "")


def test_dimensions_are_read_as_they_stand(tmp_path: Path) -> None:
    first, second = read(tmp_path, TEXT).dimensions
    assert [one["code"] for one in first["classes"]] == ["key", "other"]
    assert second["classes"][0]["when"] == [{"field": "visits_last_month", "at_least": 8}]


SLIPS = [
    ('"value_tier"', '"valeu_tier"',
     "ours.toml line 14: dimensions[0].classes[0].when[1].field: 'valeu_tier' does not exist; did you mean 'value_t"),
    ('"attributes_tier"', '"attributes_teir"',
     "ours.toml line 13: dimensions[0].classes[0].when[0].field: 'attributes_teir' does not exist; did you"),
    ('"high", "middle"', '"hihg", "middle"',
     "ours.toml line 14: dimensions[0].classes[0].when[1].in: 'hihg' does not exist; did you mean 'high'?"),
    ("at_least = 8", "at_laest = 8",
     "ours.toml line 29: dimensions[1].classes[0].when[0]: 'at_laest' does not exist; did you mean 'at_least'?"),
    ('code = "other"', 'coed = "other"',
     "ours.toml line 18: dimensions[0].classes[1]: 'coed' does not exist; did you mean 'code'?"),
    ('zh-Hant = "到訪", ', "", "ours.toml line 24: dimensions[1].labels has no text in zh-Hant"),
    ("at_least = 8", 'at_least = "8"',
     "ours.toml line 29: dimensions[1].classes[0].when[0].at_least must be a number"),
    ('is = "A"', "is = []",
     "ours.toml line 13: dimensions[0].classes[0].when[0].is must hold texts or numbers, and not both"),
    ('in = ["high", "middle"]', "in = [\n    2,\n  ]",
     "ours.toml line 14: dimensions[0].classes[0].when[1].in must hold texts, as its column does"),
    ('  { field = "value_tier", in = ["high", "middle"] },', '  # a comment\n  { field = "value_tier" },',
     "ours.toml line 15: dimensions[0].classes[0].when[1] needs exactly one test"),
    ("at_least = 8", 'is = "8"',
     "ours.toml line 29: dimensions[1].classes[0].when[0].is must hold numbers, as its column does; write them wi"),
    ("visits_last_month", "account_plan",
     "ours.toml line 29: dimensions[1].classes[0].when[0].at_least compares numbers, and account_plan holds texts"),
    ('"visits_last_month", at_least = 8', '"value_profitable", is = 7',
     "ours.toml line 29: dimensions[1].classes[0].when[0].is must be true or false: value_profitable is a yes or"),
    ('"visits_last_month", at_least = 8', '"account_intent", is = "prospectiv"',
     "ours.toml line 29: dimensions[1].classes[0].when[0].is: 'prospectiv' does not exist; did you mean 'prospec"),
    ('"visits_last_month", at_least = 8', '"rfm_code", in = ["555", "556"]',
     "ours.toml line 29: dimensions[1].classes[0].when[0].in: '556' does not exist; did you mean '555'?"),
    ('code = "visits"', 'code = "value"',
     "ours.toml line 23: dimensions[1].code: 'value' already begins other tags; choose another code"),
    ('code = "visits"', 'code = "account_class"', "ours.toml: dimensions: the code 'account_class' stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "sentence"), SLIPS)
def test_a_slip_is_told_with_its_line_and_the_nearest_name(tmp_path: Path, good: str, bad: str, sentence: str) -> None:
    assert told(tmp_path, TEXT.replace(good, bad, 1)).startswith(sentence)


def test_the_example_of_the_documentation_is_accepted(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "training.md").read_text(encoding="utf-8")
    example = page.split("## Dimensions of your own")[1].split("```toml")[1].split("```")[0]
    (dimension,) = read(tmp_path, example).dimensions
    assert [one["code"] for one in dimension["classes"]] == ["key", "key_by_value", "at_risk", "other"]
    slip = told(tmp_path, example.replace('"value_tier"', '"valeu_tier"'))
    assert f"`{slip}`" in page


def test_dimensions_that_are_no_tables_are_told(tmp_path: Path) -> None:
    assert told(tmp_path, 'dimensions = "a"') == "ours.toml: dimensions must be tables, each under [[dimensions]]."


def test_with_every_column_an_attribute_is_looked_for_once_the_file_is_read(tmp_path: Path) -> None:
    config = read(tmp_path, TEXT.replace('["tier"]', '"*"').replace("attributes_tier", "attributes_teir"))
    made: dict[str, Any] = default_content()
    with pytest.raises(TrainingError, match=r"'attributes_teir' does not exist; did you mean 'attributes_tier'\?"):
        check(made["definitions"], made["policy"], {*made["features"], "attributes_tier"}, config.dimensions)


def test_a_policy_may_ask_for_a_dimension_and_not_for_a_class_that_it_never_has(tmp_path: Path) -> None:
    dimensions, made = read(tmp_path, TEXT).dimensions, default_content()
    features = {*made["features"], "attributes_tier"}
    made["policy"]["actions"][0]["when"] = [{"field": "custom_account_class", "is": "key"}]
    check(made["definitions"], made["policy"], features, dimensions)
    made["policy"]["actions"][0]["when"] = [{"field": "custom_account_class", "is": "kee"}]
    with pytest.raises(TrainingError, match="did you mean 'key'"):
        check(made["definitions"], made["policy"], features, dimensions)


@pytest.mark.parametrize("key", ["when", "effect_where"])
def test_a_policy_may_not_ask_a_number_for_a_text(key: str) -> None:
    made = default_content()
    features = {name: "texts" if one["unit"] == "text" else "numbers" for name, one in made["features"].items()}
    check(made["definitions"], made["policy"], features)
    entry = {"field": "purchase_count", "is": "5"}
    action = made["policy"]["actions"][0]
    action[key] = [entry] if key == "when" else [{**entry, "value": 0.1, "basis": "assumed"}]
    with pytest.raises(TrainingError, match=rf"\[policy\] actions\[0\].{key}\[0\].is must hold numbers, as its col"):
        check(made["definitions"], made["policy"], features)


def test_an_attribute_is_told_by_what_the_table_holds(tmp_path: Path) -> None:
    dimensions, made = read(tmp_path, TEXT).dimensions, default_content()
    features = {**dict.fromkeys(made["features"]), "attributes_tier": "numbers"}
    with pytest.raises(TrainingError, match=r"dimensions\[0\].classes\[0\].when\[0\].is must hold numbers"):
        check(made["definitions"], made["policy"], features, dimensions)


def test_a_tag_of_the_companys_own_needs_a_label() -> None:
    made = default_content()
    rule = {"tag": "vip:yes", "when": [{"field": "value_tier", "is": "high"}]}
    made["definitions"]["tag_rules"].append(rule)
    with pytest.raises(TrainingError, match="lacks the key 'labels'"):
        check(made["definitions"], made["policy"], set(made["features"]))
    rule["labels"] = {"zh-Hans": "贵宾", "zh-Hant": "貴賓", "en": "VIP"}
    check(made["definitions"], made["policy"], set(made["features"]))


def test_a_score_file_has_a_column_of_each_dimension() -> None:
    scores = frame(scored(bundle(KEY), {**orders(9, 40), **YEARLY}, {}))
    assert scores["custom_account"].to_list() == ["key", None]
    assert "account:key" in scores["tags"].to_list()[0]
