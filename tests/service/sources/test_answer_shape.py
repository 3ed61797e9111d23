"""The way back: fields of the CRM, tags to add, tags to remove."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.service.sources.samples import NAMES, payload, sample

NDJSON = {"Content-Type": "application/x-ndjson"}


def shaped(live: httpx.Client, name: str, path: str = "/score", language: str = "en") -> dict[str, Any]:
    answer = live.post(path, params={"source": name, "shape": "crm", "lang": language}, json=sample(name))
    assert answer.status_code == 200
    return answer.json()


def plain(live: httpx.Client, name: str, language: str = "en") -> dict[str, Any]:
    return live.post("/score", params={"lang": language}, json=payload(name)).json()


@pytest.mark.parametrize("name", NAMES)
def test_every_mapping_shapes_the_answer(live: httpx.Client, name: str):
    answer, whole = shaped(live, name), plain(live, name)
    assert {*answer} >= {"customer_id", "bundle", "source", "fields"}
    assert (answer["customer_id"], answer["bundle"], answer["source"]) == (whole["customer_id"], whole["bundle"], name)
    told = json.dumps([answer["fields"], answer.get("tags")], ensure_ascii=False)
    assert len(told) > 20


def test_fields_hold_what_the_answer_has(live: httpx.Client):
    fields, whole = shaped(live, "zoho_crm")["fields"], plain(live, "zoho_crm")
    assert fields["Scoring_Tier"] == whole["value"]["tier"]
    share = whole["churn"]["probability"]
    assert fields["Scoring_Churn_Percent"] == (None if share is None else round(share * 100, 1))
    assert fields["Scoring_Next_Action"] == (whole["actions"][0]["title"] if whole["actions"] else None)


def test_words_days_and_lists_are_written_as_the_crm_has_them(live: httpx.Client):
    fxiaoke, whole = shaped(live, "fxiaoke")["fields"], plain(live, "fxiaoke")
    assert fxiaoke["scoring_tier__c"] == {"high": "高价值", "middle": "中价值", "low": "低价值"}[whole["value"]["tier"]]
    assert fxiaoke["scoring_tags__c"] == whole["tags"]
    due = whole["actions"][0]["due_on"]
    midnight = datetime.fromisoformat(due).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    assert fxiaoke["scoring_action_date__c"] == midnight.timestamp() * 1000
    zhiyuntong = shaped(live, "zhiyuntong")["fields"]
    assert zhiyuntong["建议完成日期"] == plain(live, "zhiyuntong")["actions"][0]["due_on"].replace("-", "/")
    assert shaped(live, "hubspot")["fields"]["scoring_tags"] == ";".join(plain(live, "hubspot")["tags"])


def test_tags_that_no_longer_hold_are_removed_and_others_are_left(live: httpx.Client):
    """The record carries value:low, churn:high and VIP 2026."""
    tags, whole = shaped(live, "zoho_crm")["tags"], plain(live, "zoho_crm")
    holding = set(whole["tags"])
    assert set(tags["remove"]) == {"value:low", "churn:high"} - holding
    kept = {tag for tag in holding if tag.split(":")[0] in ("value", "churn", "lifecycle", "potential")}
    assert set(tags["add"]) == kept - {"value:low", "churn:high"}
    assert all(len(tag) <= 25 for tag in tags["add"])


def test_a_tag_of_ours_that_nobody_has_any_more_is_removed(live: httpx.Client):
    record = sample("shopify") | {"customer": {"id": 1, "tags": "value:platinum, valuable, purchase:never,newsletter"}}
    answer = live.post("/score", params={"source": "shopify", "shape": "crm"}, json=record)
    assert answer.json()["tags"]["remove"] == ["value:platinum", "purchase:never"]


def test_tags_are_written_as_labels_in_the_language_asked_for(live: httpx.Client):
    tags = shaped(live, "wecom", language="zh-Hans")["tags"]
    assert tags["add"]
    assert all("：" in tag for tag in tags["add"])
    assert "制造业" not in tags["remove"]
    carried = sample("wecom")
    carried["follow_user"][0]["tags"] = [{"tag_name": tag, "tag_id": "et"} for tag in tags["add"]]
    again = live.post("/score", params={"source": "wecom", "shape": "crm", "lang": "zh-Hans"}, json=carried).json()
    assert again["tags"] == {"add": [], "remove": []}


def test_segments_tell_the_fields_that_they_have(live: httpx.Client):
    short = shaped(live, "zoho_crm", "/segments")
    assert "Scoring_Churn_Percent" not in short["fields"]
    assert short["tags"] == shaped(live, "zoho_crm")["tags"]


def test_batches_and_streams_are_shaped_row_by_row(live: httpx.Client):
    params, alone = {"source": "zoho_crm", "shape": "crm", "lang": "en"}, shaped(live, "zoho_crm")
    rows = live.post("/score/batch", params=params, json=[sample("zoho_crm"), {}]).json()
    assert (rows[0], rows[1]["status"]) == (alone, 422)
    lines = f"{json.dumps(sample('zoho_crm'))}\n{{}}\n{json.dumps(sample('zoho_crm'))}".encode()
    told = live.post("/score/batch", params=params, content=lines, headers=NDJSON).text.splitlines()
    assert [json.loads(line) for line in (told[0], told[2])] == [alone, alone]
    assert json.loads(told[1])["line"] == 2
