"""What is said of a record that breaks the rules: a place in the record, the rule, the remedy; never a value."""

import json
from typing import Any

import httpx
import pytest

from tests.service.sources.samples import sample

JSON = {"Content-Type": "application/json"}


def errors_of(answer: httpx.Response) -> list[tuple[str, str]]:
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def posted(live: httpx.Client, source: str, record: Any) -> httpx.Response:
    return live.post("/score", params={"source": source}, json=record)


def zoho(**order: Any) -> dict[str, Any]:
    given = {"Created_Time": "2026-03-01T09:30:00+08:00", "Grand_Total": 10, "Status": "Delivered"}
    return {"Contacts": {"id": "1"}, "Sales_Orders": {"data": [given, given | order]}}


@pytest.mark.parametrize(
    ("order", "pointer", "code"),
    [
        ({"Grand_Total": "a lot"}, "/Sales_Orders/data/1/Grand_Total", "not_a_number"),
        ({"Grand_Total": None}, "/Sales_Orders/data/1/Grand_Total", "missing"),
        ({"Grand_Total": 1e300}, "/Sales_Orders/data/1/Grand_Total", "out_of_range"),
        ({"Created_Time": "yesterday"}, "/Sales_Orders/data/1/Created_Time", "not_a_day"),
        ({"Created_Time": "1066-10-14T09:00:00Z"}, "/Sales_Orders/data/1/Created_Time", "not_a_day"),
        ({"Due_Date": {"day": 1}}, "/Sales_Orders/data/1/Due_Date", "not_a_day"),
        ({"id": ["a", "b"]}, "/Sales_Orders/data/1/id", "not_a_text"),
        ({"Currency": "USD"}, "/Sales_Orders/data/1/Currency", "other_currency"),
        ({"Ordered_Items": "Pumps"}, "/Sales_Orders/data/1/Ordered_Items", "not_a_list"),
        ({"Ordered_Items": [{"Net_Total": "?"}]}, "/Sales_Orders/data/1/Ordered_Items/0/Net_Total", "not_a_number"),
    ],
)
def test_an_error_leads_into_the_callers_record(live: httpx.Client, order: dict[str, Any], pointer: str, code: str):
    assert errors_of(posted(live, "zoho_crm", zoho(**order))) == [(pointer, code)]


def test_a_sentence_names_both_places_and_the_remedy(live: httpx.Client):
    (error,) = posted(live, "zoho_crm", zoho(Grand_Total=None)).json()["errors"]
    assert error["detail"] == (
        "Sales_Orders.data[1].Grand_Total, read as orders[1].amount, is needed;"
        " leave the whole entry out if it is unknown"
    )


def test_an_identity_card_is_found_where_the_caller_put_it(live: httpx.Client):
    record = zoho() | {"Accounts": {"id": "1", "Industry": "11010519491231002X"}}
    assert errors_of(posted(live, "zoho_crm", record)) == [("/Accounts/Industry", "identity_card")]


def test_a_rule_across_fields_is_told_of_the_record_too(live: httpx.Client):
    record = {"CreatedDate": "2026-06-02", "ClosedDate": "2026-06-01"}
    answer = posted(live, "salesforce", {"Id": "1", "Cases": {"records": [record]}})
    assert errors_of(answer) == [("/Cases/records/0/ClosedDate", "before_its_entry")]


def test_what_is_no_record_is_told_so(live: httpx.Client):
    assert errors_of(posted(live, "zoho_crm", [1])) == [("", "not_an_object")]
    assert errors_of(posted(live, "zoho_crm", {})) == [("/Contacts/id", "missing")]
    twice = live.post("/score", params={"source": "zoho_crm"}, content=b'{"a": 1, "a": 2}', headers=JSON)
    assert errors_of(twice) == [("", "repeated_name")]
    assert live.post("/score", params={"source": "zoho_crm"}, content=b"{", headers=JSON).status_code == 400


@pytest.mark.parametrize(
    ("source", "record", "pointer"),
    [
        ("zoho_crm", {"Sales_Orders": []}, "/Contacts/id"),
        ("zoho_crm", {"Accounts": {"Industry": "Pumps"}}, "/Accounts/id"),
        ("hubspot", {"deals": []}, "/contact/id"),
        ("shopify", {"orders": []}, "/customer/id"),
    ],
)
def test_a_missing_id_is_told_where_it_has_to_be(
    live: httpx.Client, source: str, record: dict[str, Any], pointer: str
) -> None:
    assert errors_of(posted(live, source, record)) == [(pointer, "missing")]


def test_a_batch_tells_the_row(live: httpx.Client):
    rows = live.post("/score/batch", params={"source": "zoho_crm"}, json=[zoho(), zoho(Grand_Total="x")]).json()
    assert rows[1]["errors"][0]["pointer"] == "/1/Sales_Orders/data/1/Grand_Total"
    good = json.dumps(zoho())
    body = f'[{good}, {{"Contacts": {{"id": 1, "id": 2}}}}, {good}]'
    told = live.post("/score/batch", params={"source": "zoho_crm"}, content=body.encode(), headers=JSON).json()
    assert told[0] == told[2]
    assert [(error["pointer"], error["code"]) for error in told[1]["errors"]] == [("/1", "repeated_name")]
    refused = live.post("/score/batch", params={"source": "zoho_crm"}, json=zoho())
    assert errors_of(refused) == [("", "not_a_list")]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"source": "nobody"}, "unknown_source"),
        ({"source": "zoho_crm", "shape": "round"}, "unknown_shape"),
        ({"shape": "crm"}, "unknown_shape"),
    ],
)
def test_a_wish_for_what_there_is_not_is_told(live: httpx.Client, params: dict[str, str], code: str):
    for path in ("/score", "/segments", "/score/batch"):
        assert errors_of(live.post(path, params=params, json=sample("zoho_crm"))) == [("", code)]


def test_columns_are_no_records_of_a_crm(live: httpx.Client):
    headers = {"Content-Type": "application/vnd.apache.arrow.stream"}
    answer = live.post("/score/batch", params={"source": "zoho_crm"}, content=b"", headers=headers)
    assert answer.status_code == 415
    assert "arrow" not in answer.headers["accept-post"]


def test_a_name_that_may_be_a_persons_is_not_told(live: httpx.Client):
    person = "Zhang San 13800000000"
    answer = posted(live, "shopify", {"customer": {"id": 1}, "orders": [{person: 1, "id": {person: 1}}]})
    assert answer.status_code == 422
    assert "Zhang" not in answer.text


def test_nothing_of_a_record_is_repeated(live: httpx.Client):
    record = json.loads(json.dumps(sample("zoho_crm")).replace("2026-", "20a6-").replace("12400.5", '"71772x"'))
    answer = posted(live, "zoho_crm", record)
    assert answer.status_code == 422
    assert not any(word in answer.text for word in ("20a6", "71772", "Example", "Valves", "554023"))
