"""`python -m training fairness` as a person uses it: a planted disparity found, none found on the demo, faults told."""

import json
import re

import numpy as np
import polars as pl
import pytest

from scoring.bundle import locate
from tests.training.commands import options
from tests.training.fairness.bases import DISCOUNT, PLAIN, customers_file, score_file
from training.evaluation.verdict import LANGUAGES
from training.fairness.said import texts

PERSONAL = ("profile_gender", "profile_age", "profile_income_band")


@pytest.fixture(scope="module")
def planted(tmp_path_factory, demo_bundle):
    """1,200 customers, of whom the young get half as many discounts; one is of a gender of her own."""
    folder, rng = tmp_path_factory.mktemp("fairness"), np.random.default_rng(6)
    age = rng.integers(18, 70, 1_200)
    discount = rng.random(1_200) < np.where(age < 25, 0.1, 0.4)
    offers = [[DISCOUNT] if got else [PLAIN] if i % 2 else ["do_nothing"] for i, got in enumerate(discount)]
    scores = score_file(folder / "scores.parquet", locate(demo_bundle).name, offers, churn_band=["low"] * 1_200)
    gender = ["<x>", *rng.choice(["female", "male"], 1_199)]
    customers = customers_file(folder / "customers.csv", profile_age=age.tolist(), gender=gender)
    return scores, customers


@pytest.fixture
def fairness(run, planted, demo_bundle):
    """The command on the planted files, with further options."""

    def call(*given, scores=planted[0], customers=planted[1]):
        return run("fairness", "--scores", scores, "--customers", customers, "--bundle", demo_bundle, *given)

    return call


AGE = ("--group", "profile_age")


def test_a_planted_disparity_is_the_verdict(fairness):
    code, said, printed = fairness(*AGE, "--group", "gender")
    first = printed.splitlines()[0]

    assert (code, said) == (0, "")
    assert first.startswith("Discounts differ: of profile_age 18_24, ")
    assert "Among customers of the same stage, risk and value it remains (" in first
    assert "No action of the policy that may hold a discount asks for age, gender or income." in printed
    assert "gender: left out, since fewer than 30 share their value: 1 customers." in printed and "<x>" not in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_customers_who_state_none_have_a_row_of_their_own(fairness, planted, tmp_path, language):
    """Every third gender is not stated, and of the customers who got no discount more than of the others."""
    ours, page = tmp_path / "ours.csv", tmp_path / "page.html"
    offered = pl.read_parquet(planted[0])["actions"].list.get(0).struct.field("code") == DISCOUNT
    silent = pl.Series(np.random.default_rng(8).random(1_200) < np.where(offered, 0.1, 0.5))
    table = pl.read_csv(planted[1]).with_columns(gender=pl.when(~silent).then("gender"))
    table.write_csv(ours)
    given = ("--group", "gender", "--lang", language)
    printed = fairness(*given, "--report", page, customers=ours)[2]
    html = page.read_text(encoding="utf-8")
    found = json.loads(fairness(*given, "--json", customers=ours)[2])

    name = texts(language)["word"]["not_stated"]
    assert name.split()[-1] in printed and name in html
    own = next(one for one in found["comparisons"] if (one["is"], one["measure"]) == (None, "discount"))
    assert own["shown"] and own["customers"] == silent.sum() and own["difference"]["high"] < 0
    assert found["verdict"]["code"] == "none"
    said = texts(language)["note"]["silent"].partition("{names}")[0].format(column="gender")
    assert any(note[language].startswith(said) for note in found["notes"]) and said in printed


def test_json_tells_every_rate_with_its_interval(fairness):
    found = json.loads(fairness(*AGE, "--group", "gender", "--json")[2])
    young = next(
        one
        for one in found["comparisons"]
        if (one["is"], one["measure"]) == ("18_24", "discount") and not one["action"]
    )

    assert young["shown"] and young["own"]["low"] < young["own"]["value"] < young["rest"]["value"]
    assert young["difference"]["high"] < 0 and young["p"] < young["p_holm"] < 0.001
    assert {one["measure"] for one in found["comparisons"] if not one["action"]} == {
        "discount", "do_nothing", "withheld", "expected_net_value"
    }  # fmt: skip
    assert not any(one["shown"] for one in found["comparisons"] if one["column"] == "gender")
    assert set(found["verdict"]["text"]) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_alone_and_in_the_language(fairness, tmp_path, language):
    pages = [tmp_path / f"{i}.html" for i in range(2)]
    for page in pages:
        assert fairness(*AGE, "--report", page, "--lang", language)[0] == 0
    html = pages[0].read_text(encoding="utf-8")

    assert f'<html lang="{language}">' in html and pages[1].read_text(encoding="utf-8") == html
    assert all(f"<h2>{heading}</h2>" in html for heading in texts(language)["heading"].values())
    assert not re.search(r"<(link|img|iframe)|src=|href=", html.split("<script>")[0])


def test_on_the_demo_nothing_is_found_for_nothing_is_planted(run, demo_files, demo_bundle, tmp_path):
    scores = tmp_path / "scores.parquet"
    assert run("score", "--bundle", demo_bundle, *options(demo_files), "--out", scores)[0] == 0
    groups = [word for name in PERSONAL for word in ("--group", name)]
    words = ("--scores", scores, "--customers", demo_files["customers"], "--bundle", demo_bundle, "--json")
    found = json.loads(run("fairness", *words, *groups)[2])

    assert found["verdict"]["code"] == "none" and found["policy"]["asks"] == {}
    assert [column["column"] for column in found["groups"]] == list(PERSONAL)
    discounts = [one for one in found["comparisons"] if one["measure"] == "discount"]
    assert discounts and all(0 < one["own"]["value"] < 1 for one in discounts)


def test_a_configuration_maps_the_columns(fairness, planted, tmp_path):
    ours, config = tmp_path / "ours.csv", tmp_path / "ours.toml"
    pl.read_csv(planted[1]).rename({"customer_id": "id", "profile_age": "Alter"}).write_csv(ours)
    config.write_text('[customers]\ncustomer_id = "id"\nprofile_age = "Alter"\n')
    assert fairness(*AGE, "--config", config, "--json", customers=ours)[2] == fairness(*AGE, "--json")[2]


def test_a_number_of_ones_own_is_in_quarters(fairness, planted, tmp_path):
    ours = tmp_path / "ours.csv"
    pl.read_csv(planted[1]).with_columns(points=pl.int_range(1_200)).write_csv(ours)
    found = json.loads(fairness("--group", "points", "--json", customers=ours)[2])
    assert found["groups"][0]["levels"] == ["< 300", "300 – < 600", "600 – < 900", "≥ 900"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--group", "profile_gendr"], '--group names "profile_gendr", which customers.csv has no column for'),
        (["--group", "customer_id"], "--group: customer_id has 1,200 values, and each is a group of its own"),
        ([*AGE, "--report", "scores.parquet"], "scores.parquet: such a file is .html; give --report such a name"),
        ([*AGE, "--report", "."], "is a folder; give --report the path of an HTML file"),
    ],
)
def test_what_is_given_wrongly_is_told(fairness, given, told):
    code, said, printed = fairness(*given)
    assert (code, printed) == (1, "") and told in said, said


def test_faults_of_the_files_are_told(fairness, planted, tmp_path):
    scores, table = tmp_path / "scores.parquet", pl.read_parquet(planted[0])
    broken = {
        'has no column "actions"': table.drop("actions"),
        "holds no customer": table.head(0),
        "actions is not what": table.with_columns(actions=pl.Series([["x"]] * 1_200)),
        "have no code and expected_net_value": table.with_columns(actions=pl.Series([[{"code": "x"}]] * 1_200)),
        "has none of the customers": table.with_columns(customer_id="x" + pl.col("customer_id")),
        "some come again in row 1,201": pl.concat([table, table.head(1)]),
        "no --group has two groups of 30 customers": table.head(20),
    }
    for told, content in broken.items():
        content.write_parquet(scores)
        code, said, printed = fairness(*AGE, scores=scores)
        assert (code, printed) == (1, "") and told in said, (told, said)
        assert "C0" not in said


def test_every_text_is_there_in_every_language():
    def places(value):
        if isinstance(value, dict):
            return {key: places(item) for key, item in value.items()}
        return sorted(re.findall(r"{\w+}", value))

    assert places(texts("en")) == places(texts("zh-Hans")) == places(texts("zh-Hant"))
