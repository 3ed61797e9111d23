"""A company's own mapping: one file, checked when the service starts."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from scoring.gates import WITHOUT_CONSENT
from service.sources.checking import checked
from service.sources.folder import SHIPPED, every_mapping, read
from service.sources.mapping import WrongMapping
from service.sources.translate import translate
from tests.service.running import PATIENCE_SECONDS, ROOT, running
from tests.service.sources.samples import HOME, NAMES, payload, sample, shipped

OWN = """
title = "Our shop"
customer_id = "kunde.nr"
[dates]
formats = ["%d.%m.%Y"]
[numbers]
decimal = ","
[currency]
from = "waehrung"
into = "CNY"
rates = { EUR = 7.5 }
[orders]
each = "bestellungen"
date = "am"
amount = "betrag"
status = { from = "stand", values = { bezahlt = "paid", storniert = "cancelled" }, otherwise = "open" }
[attributes]
stammkunde = { from = "kunde.stamm", kind = "flag" }
[answer.fields]
risiko = "churn.band"
"""
RECORD = {
    "kunde": {"nr": 17, "stamm": "1"},
    "waehrung": "EUR",
    "bestellungen": [{"am": "24.12.2025", "betrag": "1.000,50", "stand": "Bezahlt"}],
}
PAYLOAD = {
    "customer_id": "17",
    "orders": [{"date": "2025-12-24", "amount": 7503.75, "status": "paid"}],
    "attributes": {"stammkunde": True},
}


def written(folder: Path, text: str, name: str = "our_shop") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str) -> str:
    with pytest.raises(WrongMapping) as wrong:
        read(written(folder, text))
    return str(wrong.value)


def test_a_mapping_of_its_own_is_served_beside_the_shipped_ones(demo_bundle: Path, tmp_path: Path):
    folder = tmp_path / "sources"
    folder.mkdir()
    written(folder, OWN)
    with running(tmp_path, "--bundle", str(demo_bundle), "--sources", str(folder)) as server, server.client() as client:
        names = [one["name"] for one in client.get("/sources").json()["sources"]]
        assert names == [*NAMES, "our_shop"]
        answer = client.post("/score", params={"source": "our_shop"}, json=RECORD)
        assert answer.content == client.post("/score", json=PAYLOAD).content
        shaped = client.post("/score", params={"source": "our_shop", "shape": "crm"}, json=RECORD).json()
        assert shaped["fields"] == {"risiko": answer.json()["churn"]["band"]}


def test_a_mapping_without_a_way_back_says_so(demo_bundle: Path, tmp_path: Path):
    folder = tmp_path / "sources"
    folder.mkdir()
    written(folder, OWN.split("[answer", maxsplit=1)[0])
    with running(tmp_path, "--bundle", str(demo_bundle), "--sources", str(folder)) as server, server.client() as client:
        answer: httpx.Response = client.post("/score", params={"source": "our_shop", "shape": "crm"}, json=RECORD)
        assert [error["code"] for error in answer.json()["errors"]] == ["no_answer_shape"]


def test_a_wrong_mapping_stops_the_start(tmp_path: Path):
    written(tmp_path, OWN.replace('amount = "betrag"', 'amout = "betrag"'))
    started = subprocess.run(
        [sys.executable, "-m", "service", "--port", "0", "--sources", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert started.returncode == 2
    assert "our_shop.toml: orders.amout is not known; rename it to amount, or remove it." in started.stderr
    assert "our_shop.toml: orders.amount is needed; name the CRM's field, or remove the whole table." in started.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("[orders]", "[orders"), "our_shop.toml: is no TOML"),
        (('customer_id = "kunde.nr"', ""), "customer_id is needed"),
        (('"kunde.nr"', '"kunde["'), "customer_id.from is no JMESPath"),
        (('"kunde.nr"', "7"), "customer_id must be the name of a field"),
        (("[dates]", "[date]"), "date is not known; rename it to dates"),
        (('"%d.%m.%Y"', '"%d.%m"'), "dates.formats must be iso, epoch_s"),
        (("[numbers]", '[numbers]\ngroups = "."'), "numbers.groups is not known"),
        (('decimal = ","', 'decimal = ";"'), "numbers.decimal must be a point or a comma"),
        (("EUR = 7.5", 'EUR = "7.5"'), "currency.rates.EUR must be a number over 0"),
        (('into = "CNY"', ""), "currency.into is needed beside rates"),
        (('each = "bestellungen"', ""), "orders.each is needed"),
        (('bezahlt = "paid"', 'bezahlt = "payed"'), "orders.status.values.bezahlt must be one of paid, open"),
        (('otherwise = "open"', 'otherwise = "other"'), "orders.status.otherwise must be one of"),
        (('otherwise = "open"', 'unit = "minor"'), "orders.status.unit is not known"),
        (('amount = "betrag"', 'amount = { from = "betrag", unit = "cent" }'), "orders.amount.unit must be one of"),
        (('date = "am"', 'date = { from = "am", zone = "Berlin" }'), "orders.date.zone is no time zone"),
        (('kind = "flag"', 'kind = "bool"'), "attributes.stammkunde.kind must be one of text, number, flag, day"),
        (('"churn.band"', '"churn.bend"'), "answer.fields.risiko leads nowhere in the answer at bend"),
        (('"churn.band"', '{ from = "churn.band", values = { middle = "B" } }'), "there is low, medium, high"),
        (('"churn.band"', '"churn"'), "answer.fields.risiko leads to an object"),
        (('"churn.band"', '"actions"'), "answer.fields.risiko leads to an object"),
        (('title = "Our shop"', 'extends = "nobody"'), "extends must name a mapping that is shipped"),
        (('title = "Our shop"', "verified = true"), "documentation is needed where verified is true"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_place_and_remedy(tmp_path: Path, change: tuple[str, str], sentence: str):
    said = told(tmp_path, OWN.replace(*change))
    assert sentence in said
    assert all(";" in line and line.endswith(".") for line in said.splitlines())


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path):
    said = told(tmp_path, 'titel = "x"\n[orders]\neach = "a"\n[profil]\ncity = "b"')
    assert len(said.splitlines()) == 5


def test_a_mapping_lies_over_a_shipped_one(tmp_path: Path):
    own = """
    extends = "zoho_crm"
    [orders]
    date = "Order_Date"
    category = ""
    [values]
    order_status = { Shipped = "paid" }
    [answer.fields]
    Scoring_Tier = ""
    Our_Tier = "value.tier"
    """
    mapping = read(written(tmp_path, own))
    record = sample("zoho_crm")
    record["Sales_Orders"] = [{"id": "1", "Order_Date": "2026-01-02", "Grand_Total": 5, "Status": "Shipped"}]
    made = translate(record, mapping, HOME)
    assert made.payload["orders"] == [{"id": "1", "date": "2026-01-02", "amount": 5.0, "status": "paid"}]
    assert made.payload["profile"]["city"] == "Suzhou"
    fields = [told.name for told in mapping.back.fields]
    assert "Our_Tier" in fields
    assert "Scoring_Tier" not in fields
    assert not mapping.about.verified


def test_a_name_is_taken_once(tmp_path: Path):
    written(tmp_path, OWN, "zoho_crm")
    with pytest.raises(WrongMapping, match="has the name of another mapping; rename the file"):
        every_mapping(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(WrongMapping, match="is no folder"):
        every_mapping(tmp_path / "nowhere")
    with pytest.raises(WrongMapping, match="must be named in small letters"):
        read(written(tmp_path, OWN, "Our Shop"))


def test_every_shipped_mapping_cites_its_vendor_and_is_short():
    for path in SHIPPED.glob("*.toml"):
        mapping = read(path)
        assert mapping.about.documentation or "documents no fields publicly" in mapping.about.note
        assert len(path.read_text(encoding="utf-8").splitlines()) < 100


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", "source", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip


def test_the_command_shows_what_lands_where_and_what_is_left(tmp_path: Path):
    record = tmp_path / "record.json"
    record.write_text(json.dumps(RECORD | {"notiz": "x"}), encoding="utf-8")
    shown = check("check", str(written(tmp_path, OWN)), "--sample", str(record))
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["bestellungen[0].betrag", "orders[0].amount", "7503.75"] in lines
    assert ["Left", "over", "(1):", "notiz"] in lines


def test_the_command_tells_machines_the_same(tmp_path: Path):
    record = tmp_path / "record.json"
    record.write_text(json.dumps(RECORD | {"bestellungen": [{"am": "24.12.2025"}]}), encoding="utf-8")
    shown = check("check", str(written(tmp_path, OWN)), "--sample", str(record), "--json")
    found = json.loads(shown.stdout)
    assert shown.returncode == 1
    assert [(fault["pointer"], fault["code"]) for fault in found["faults"]] == [("/bestellungen/0/betrag", "missing")]
    assert found["payload"]["customer_id"] == "17"


MISSPELT = [
    ('each = "bestellungen"', 'each = "bestelungen"', "orders", "bestelungen", "bestellungen"),
    ('amount = "betrag"', 'amount = "Betrg"', "orders.amount", "bestellungen[].Betrg", "bestellungen[].betrag"),
    ('from = "kunde.stamm"', 'from = "kunde.stmm"', "attributes.stammkunde", "kunde.stmm", "kunde.stamm"),
    ('from = "waehrung"', 'from = "cur"', "currency", "cur", ""),
    (
        "[attributes]",
        '[orders.join.paid]\nrows = "zahlung"\nkey = "a"\non = "am"\n[attributes]',
        "orders.join.paid",
        "zahlung",
        "",
    ),
    ("[attributes]", '[orders.lines]\neach = "posten"\n[attributes]', "orders.lines", "bestellungen[].posten", ""),
]


@pytest.mark.parametrize(("right", "wrong", "rule", "absent", "nearest"), MISSPELT)
def test_the_command_tells_which_rules_find_nothing(
    tmp_path: Path, right: str, wrong: str, rule: str, absent: str, nearest: str
):
    record = tmp_path / "record.json"
    record.write_text(json.dumps(RECORD), encoding="utf-8")
    words = ("check", str(written(tmp_path, OWN.replace(right, wrong))), "--sample", str(record))
    told = {"rules": [rule], "absent": [absent], "nearest": nearest}
    assert json.loads(check(*words, "--json").stdout)["unfound"] == [told]
    end = f"; the nearest is {nearest}\n" if nearest else "\n"
    assert f"\n{rule}: nothing stands at {absent} in this record{end}" in check(*words).stdout


def test_what_is_empty_or_found_elsewhere_is_not_missed(tmp_path: Path):
    own = OWN.replace('"kunde.stamm"', '"kunde.alt || kunde.stamm"').replace('"waehrung"', '"geld || waehrung"')
    record = RECORD | {"waehrung": None, "kunde": {"nr": 17, "stamm": ""}}
    found = checked(json.dumps(record).encode(), read(written(tmp_path, own)), HOME)
    assert (found.unfound, found.faults) == ((), ())


def test_rules_that_miss_the_same_part_are_told_together():
    record = sample("zoho_crm") | {"Contacts": None, "Acounts": sample("zoho_crm")["Accounts"]}
    del record["Accounts"]
    found = checked(json.dumps(record).encode(), shipped("zoho_crm"), HOME)
    (told,) = (one for one in found.unfound if "profile.industry" in one.rules)
    assert (told.absent, told.nearest) == (("Accounts",), "Acounts")
    assert {"profile.employees", "profile.annual_revenue"} <= {*told.rules}
    assert [(fault.pointer, fault.code) for fault in found.faults] == [("/Contacts/id", "missing")]


def test_no_shipped_mapping_claims_a_consent_that_nobody_stated():
    record = sample("zoho_crm")
    record["Contacts"]["Email_Opt_Out"] = True  # forbids nothing that an unstated consent allows
    assert translate(record, shipped("zoho_crm"), HOME).payload == payload("zoho_crm")
    assert "email" not in WITHOUT_CONSENT
    made = translate(sample("wecom"), shipped("wecom"), HOME).payload
    assert made["consent"] == {"channels": ["wecom", "service"]}
    assert "kind" not in made["profile"]


def test_the_command_lists_and_checks_without_a_sample(tmp_path: Path):
    written(tmp_path, OWN)
    listed = check("list", "--sources", str(tmp_path), "--json")
    assert [one["name"] for one in json.loads(listed.stdout)["sources"]] == [*NAMES, "our_shop"]
    assert check("list").stdout.splitlines()[-1].split()[0] == "zoho_crm"
    assert check("check", "zoho_crm").stdout.startswith("zoho_crm is right.")


def test_the_command_tells_what_is_wrong_in_a_sentence(tmp_path: Path):
    wrong = written(tmp_path, OWN.replace("[dates]", "[date]"))
    absent = check("check", "zoho_crm", "--sample", str(tmp_path / "absent.json"))
    for shown, sentence in ((check("check", str(wrong)), "rename it to dates"), (absent, "give a file that is there")):
        assert shown.returncode == 2
        assert sentence in shown.stderr
        assert "Traceback" not in shown.stderr
