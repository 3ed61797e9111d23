"""A campaign of this program, analysed by assignment: from a score file and orders to the policy."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from scoring.holdout import held_out
from tests.training.commands import fitted
from tests.training.pilot.campaigns import ACTION, campaign
from training.bulk import load
from training.pilot.assigned import prerequisites
from training.pilot.effect import FEWEST
from training.pilot.notes import note
from training.plan.writing import csv

PRODUCT = Path(__file__).parents[3] / "scoring" / "policy.toml"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """A bundle of rules, with the product's policy."""
    folder = tmp_path_factory.mktemp("pilot")
    (folder / "orders.csv").write_text("customer_id,date,amount\na,2024-01-02,5\n", encoding="utf-8")
    return fitted(folder / "models", {"orders": folder / "orders.csv"})


@pytest.fixture(scope="module")
def lifted(bundle, tmp_path_factory):
    """A campaign that lifts 20 of 100 buyers to 30."""
    return campaign(tmp_path_factory.mktemp("lifted"), bundle, 8_000, lift=0.1)


def analysed(run, made, **others):
    code, said, printed = run("pilot", *made.options(**others), "--json")
    assert code == 0, said
    return json.loads(printed)


def test_what_was_planted_is_found(run, lifted):
    found = analysed(run, lifted)
    bought, revenue, margin = found["effects"]
    sizes = [arm["customers"] for arm in found["sizes"]["arms"]]

    assert (found["control"], found["campaign"], found["customers"]) == ("withheld", ACTION, 8_000)
    assert sizes == [lifted.held.sum(), 8_000 - lifted.held.sum()] and not found["sizes"]["mismatch"]
    assert bought["adjusted"]["low"] < 0.1 < bought["adjusted"]["high"] and bought["verdict"]["code"] == "more"
    assert revenue["effect"]["value"] == pytest.approx(100 * bought["effect"]["value"])
    assert margin["effect"]["value"] == pytest.approx(40 * bought["effect"]["value"])
    assert {column["column"] for column in bought["groups"]} == {"segment_code"}


def test_assignment_counts_and_not_receipt(run, bundle, tmp_path):
    """A file that says everyone was offered it has the same arms: the hash decided, and is asked again."""
    found = analysed(run, campaign(tmp_path, bundle, 8_000, lift=0.1, offered_to_all=True))
    assert found["sizes"]["arms"][0]["customers"] > 700
    assert "the file says otherwise than the salt and their ids do" in found["notes"][0]["text"]["en"]


def test_a_campaign_without_effect_shows_none(run, bundle, tmp_path):
    found = analysed(run, campaign(tmp_path, bundle, 4_000, lift=0.0))
    assert [effect["verdict"]["code"] for effect in found["effects"]] == ["none"] * 3
    assert "No effect of offered on bought is shown" in found["effects"][0]["verdict"]["text"]["en"]
    assert "尚未证实" in found["effects"][0]["verdict"]["text"]["zh-Hans"]


def test_the_policy_learns_what_was_measured(run, lifted, tmp_path):
    ours = tmp_path / "ours.toml"
    ours.write_text(PRODUCT.read_text(encoding="utf-8"), encoding="utf-8")
    found = analysed(run, lifted, update_policy=ours)
    action = next(one for one in tomllib.loads(ours.read_text(encoding="utf-8"))["actions"] if one["code"] == ACTION)

    assert found["policy"]["code"] == "measured" and action["effect"] == found["policy"]["effect"]
    assert action["effect"]["basis"] == "measured" and action["effect"]["n"] == 8_000
    assert action["effect"]["low"] < 0.1 < action["effect"]["high"]
    assert action["effect"]["source"] == "pilot from 2026-09-01, 30 days: bought"
    assert {(row["field"], row["is"]) for row in action["effect_where"]} == {
        ("segment_code", "long_gaps"),
        ("segment_code", "many_orders"),
    }


def test_a_report_never_replaces_the_orders_or_the_scores(run, lifted, tmp_path):
    for name in ("orders", "scores"):
        (tmp_path / f"{name}.html").symlink_to(getattr(lifted, name))
        code, said, _ = run("pilot", *lifted.options(report=tmp_path / f"{name}.html"))
        assert code == 1 and "and would be replaced" in said, said


def test_ids_that_look_like_formulas_come_back_from_a_plans_lists(run, lifted, tmp_path):
    """As `plan` writes them, each begins with an apostrophe; the hash must see the id as it is."""
    signs = ["=", "+", "-", "@", "'=", ""]
    ids = [f"{signs[i % len(signs)]}c{i}" for i in range(3_000)]
    made = load(lifted.bundle).policy
    held = held_out(ids, made)[:, [action.code for action in made.actions].index(ACTION)]
    orders = pl.read_parquet(lifted.orders)
    own_orders = orders.head(3_000).with_columns(customer_id=pl.Series(ids[: min(3_000, len(orders))]))
    pl.concat([orders, own_orders]).write_parquet(tmp_path / "o.parquet")
    for name, mask in (("held", held), ("assigned", ~held)):
        own = [one for one, yes in zip(ids, mask, strict=True) if yes]
        (tmp_path / f"{name}.csv").write_bytes(csv(pl.DataFrame({"customer_id": own, "action": [ACTION] * len(own)})))
    lists = {"assigned": tmp_path / "assigned.csv", "held_out": tmp_path / "held.csv", "orders": tmp_path / "o.parquet"}
    assert "otherwise" not in {one["code"] for one in analysed(run, lifted, **lists)["notes"]}


def test_a_small_pilot_leaves_the_policy_alone_and_says_so(run, bundle, tmp_path):
    ours = tmp_path / "ours.toml"
    ours.write_bytes(PRODUCT.read_bytes())
    found = analysed(run, campaign(tmp_path, bundle, 2_000, lift=0.1), update_policy=ours)

    assert found["policy"]["code"] == "few_customers" and found["policy"]["effect"]["basis"] == "assumed"
    assert f"and {FEWEST} are needed" in found["policy"]["text"]["en"]
    assert ours.read_bytes() == PRODUCT.read_bytes()


def test_scores_as_ndjson_are_read_too(run, lifted, tmp_path):
    whole = analysed(run, lifted)
    pl.read_parquet(lifted.scores).write_ndjson(tmp_path / "scores.ndjson")
    assert analysed(run, lifted, assigned=tmp_path / "scores.ndjson") == whole


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"campaign": "win_back_ofer"}, 'the policy has no action "win_back_ofer"; the nearest is "win_back_offer"'),
        ({"campaign": "rapid_response_channel"}, "is owed to the customer or is none, so it is never held out"),
        ({"campaign": "cross_sell"}, '"cross_sell" was neither offered to nor withheld from any customer'),
        ({"started_on": "2026-08-01"}, "the scores are of 2026-08-31, after the pilot began on 2026-08-01"),
        ({"started_on": "01.09.2026"}, "--started-on must be a day such as 2026-11-01"),
        ({"started_on": "9999-12-31"}, "--started-on must be a day from 1970-01-01 to 2199-12-31"),
        ({"days": 99_999_999_999}, "--days must be 3,650 at most"),
        ({"days": 90}, "orders.parquet ends on 2026-10-01, before the pilot does on 2026-11-29"),
        ({"group": "segment"}, 'scores.parquet has no text column "segment"; the nearest is "segment_code"'),
        ({"group": "actions"}, 'scores.parquet has no text column "actions"; the nearest is'),
        ({"outcome": "bought"}, "--outcome has no meaning beside --assigned"),
        ({"trial": "x.csv"}, "one of both"),
    ],
)
def test_what_is_given_wrongly_is_told(run, lifted, others, told):
    code, said, printed = run("pilot", *lifted.options(**others))
    assert (code, printed) == (1, "") and told in said


def test_scores_of_a_bundle_that_is_not_there_are_told(run, lifted, tmp_path):
    scores = pl.read_parquet(lifted.scores).with_columns(bundle=pl.lit("2026-01-01-00000000"))
    scores.write_parquet(tmp_path / "old.parquet")
    code, said, _ = run("pilot", *lifted.options(assigned=tmp_path / "old.parquet"))
    assert code == 1 and "was written by bundle 2026-01-01-00000000, which is not in" in said


def test_a_file_that_is_no_score_file_is_told(run, lifted, tmp_path):
    twice = pl.concat([pl.read_parquet(lifted.scores).head(3)] * 2)
    twice.write_parquet(tmp_path / "twice.parquet")
    (tmp_path / "orders.parquet").write_bytes(lifted.orders.read_bytes())
    (tmp_path / "no.parquet").write_text("no", encoding="utf-8")
    for file, told in (
        ("twice.parquet", "each customer must have one row, but some come again in rows 4, 5 and 6"),
        ("no.parquet", "no.parquet is no score file"),
        ("orders.parquet", 'orders.parquet has no column "as_of"'),
        ("none.parquet", "none.parquet"),
    ):
        code, said, _ = run("pilot", *lifted.options(assigned=tmp_path / file))
        assert code == 1 and told in said, said


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (pl.lit(None, pl.Date).alias("as_of"), "as_of must be a day such as 2026-11-01"),
        (pl.lit("yesterday").alias("as_of"), "as_of must be a day such as 2026-11-01"),
        (pl.lit("win_back_offer").alias("actions"), "actions is not what `training score` writes there"),
        (pl.lit("win_back_offer").alias("withheld"), "withheld is not what `training score` writes there"),
        (pl.concat_list(pl.lit("x")).alias("actions"), "actions is not what `training score` writes there"),
        (pl.concat_list(pl.lit("x")).alias("bundle"), "bundle is not what `training score` writes there"),
        (pl.lit("high").alias("churn_probability"), "churn_probability must hold numbers"),
    ],
)
def test_a_score_file_that_was_edited_is_told(run, lifted, tmp_path, column, told):
    pl.read_parquet(lifted.scores).with_columns(column).write_parquet(tmp_path / "edited.parquet")
    code, said, printed = run("pilot", *lifted.options(assigned=tmp_path / "edited.parquet"))
    assert (code, printed) == (1, "") and told in said, said


def test_a_day_is_told_as_it_is_usually_written(run, lifted):
    assert analysed(run, lifted, started_on="2026-W36-2")["started_on"] == "2026-09-01"


def test_a_campaign_without_costs_says_so_in_the_language_of_the_report(run, lifted, tmp_path):
    pl.read_parquet(lifted.orders).drop("cost").write_parquet(tmp_path / "orders.parquet")
    given = lifted.options(orders=tmp_path / "orders.parquet", language="zh-Hans")
    code, said, printed = run("pilot", *given)
    assert code == 0 and note("no_margin")["text"]["zh-Hans"] in printed, said


def test_who_is_held_out_of_what_must_come_before_is_in_no_arm(lifted):
    """Such customers are not offered the campaign, so those held out of both must not count as withheld."""
    policy = load(lifted.bundle).policy
    codes = [action.code for action in policy.actions]
    chain = replace(policy, before=((0, 1), (1, 2), (3, 4)))
    assert prerequisites(codes[2], chain) == codes[:2] and prerequisites(codes[4], chain) == [codes[3]]
    assert prerequisites(codes[0], chain) == []


def test_the_lists_of_a_plan_say_the_same(run, lifted, tmp_path):
    whole = analysed(run, lifted)["effects"][0]["effect"]
    ids = pl.read_parquet(lifted.scores)["customer_id"].to_list()[: len(lifted.held)]
    for name, mask in (("held", lifted.held), ("assigned", ~lifted.held)):
        own = [one for one, yes in zip(ids, mask, strict=True) if yes]
        listed = pl.DataFrame({"customer_id": [*own, "z"], "action": [ACTION] * len(own) + ["cross_sell"]})
        listed.write_csv(tmp_path / f"{name}.csv", include_bom=True)
    given = {"assigned": tmp_path / "assigned.csv", "held_out": tmp_path / "held.csv"}

    assert analysed(run, lifted, **given)["effects"][0]["effect"] == whole
    assert "give the other with --held-out FILE" in run("pilot", *lifted.options(assigned=given["assigned"]))[1]
    twice = lifted.options(assigned=given["assigned"], held_out=given["assigned"])
    assert "name customers twice" in run("pilot", *twice)[1]
    assert (
        "is a score file, which says itself who is withheld"
        in run("pilot", *lifted.options(held_out=given["held_out"]))[1]
    )
