"""The commands as a person uses them: one sentence and exit code 1 where something is wrong, and nothing published."""

import json
import re
import subprocess
import sys
from inspect import signature

import pytest

from scoring import bundle as store
from tests.training.commands import ROOT, options, training
from tests.training.companies import shop
from training import cli

ORDERS = "customer_id,date,amount\n"
ONE = {"orders": f"{ORDERS}a,2024-01-02,5\n"}
BAD = {
    "no rows": ({"orders": ORDERS}, "", r"orders\.csv has no rows that can be used; .*\[orders\] where"),
    "missing column": (
        {"orders": "customer_id,datum,amount\na,2024-01-02,5\n"},
        "",
        r'orders\.csv has no column "date", .*; the nearest is "datum"\. .*: \[orders\] date = "datum"$',
    ),
    "unparsable dates": (
        {"orders": ORDERS + "".join(f"a,{day}/13/2024,5\n" for day in range(1, 9))},
        "",
        r"orders\.csv, rows 2, 3, 4, 5, 6 and 3 more: date must be .*: \[orders\] date = \"DATE\(date, '%m/%d/%Y'\)",
    ),
    "no number": (
        {"orders": f"{ORDERS}a,2024-01-02,many\n"},
        "",
        r"orders\.csv, row 2: amount must be a finite number",
    ),
    "duplicated customers": (
        {"customers": "customer_id,churned\na,1\nb,0\na,0\n"},
        "",
        r"customers\.csv: each customer must have one row; with more: 1, again in row 4\. .*\[customers\] where",
    ),
    "nothing to learn": (
        {"customers": "customer_id,profile_kind\na,person\n"},
        "",
        "there is nothing to learn from: give --customers",
    ),
    "no file": ({}, "", "no file is given; give --orders FILE"),
    "key": (ONE, "horizn_days = 3", '"horizn_days" is not a key; the nearest is "horizon_days"'),
    "field": (ONE, '[orders]\nprice = "amount"', "orders.price is not a field of orders"),
    "definition": (
        ONE,
        "[definitions.churn]\nband_cut = [0.2, 0.4]",
        r'\[definitions\.churn\] band_cut does not exist; the nearest is "band_cuts"',
    ),
    "policy": (ONE, "[policy.settings]\nmax_action = 2", "'max_action' does not exist; did you mean 'max_actions'"),
    "pattern": (ONE, '[patterns]\nweb = ["usgae"]', r'patterns\.web names "usgae".*nearest is "usage"'),
    "event": (ONE, 'event = "contracts"', 'event = "contracts" has nothing to go by'),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_one_sentence_and_nothing_is_published(run, files, tmp_path, fault):
    tables, config, sentence = BAD[fault]
    (tmp_path / "fit.toml").write_text(config, encoding="utf-8")
    code, said, _ = run(
        "fit", *options(files(**tables)), "--config", tmp_path / "fit.toml", "--out", tmp_path / "models"
    )
    errors = [line for line in said.splitlines() if not line.startswith("✓")]

    assert code == 1
    assert len(errors) == 1 and re.search(f"^error .*{sentence}", errors[0]), errors
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("command", [cli.fit, cli.score])
def test_every_table_is_an_option(command):
    tables = ["orders", "customers", "usage", "inquiries", "feedback", "contacts"]
    assert list(signature(command).parameters)[: len(tables)] == tables


def test_a_fault_of_the_files_in_a_process_of_its_own(files, tmp_path):
    ended = training("fit", *options(files(orders=ORDERS + "a,13/13/24,5\n")), "--out", tmp_path / "models")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Traceback" not in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("error orders.csv, row 2: date must be a day")
    assert not (tmp_path / "models").exists()


def test_a_fault_never_tells_a_customers_value(run, files, tmp_path):
    code, said, _ = run("fit", *options(files(orders=ORDERS + "Ms Secret,tomorrow-ish,12 pounds\n")), "--out", tmp_path)

    assert code == 1
    assert not re.search("Secret|tomorrow|pounds", said)


def test_a_fit_says_each_step_its_notes_and_where_the_bundle_is(run, files, tmp_path):
    orders = files(orders=ORDERS + "a,2024-01-02,10\na,2024-02-02,10\n,2024-02-03,1\n")
    code, said, _ = run("fit", *options(orders), "--out", tmp_path / "models")
    steps = [line for line in said.splitlines() if line.startswith("✓")]

    assert code == 0
    assert len(steps) == cli.FIT_STEPS
    assert "note orders.csv: rows without a customer are left out: 1 (row 4)." in said
    assert "note 1 customers are too few to learn from (500 are needed), so rules answer" in said
    assert said.splitlines()[-1] == f"bundle {store.locate(tmp_path / 'models')}"


def test_the_card_as_json_is_all_that_stands_on_standard_output(run, files, tmp_path):
    _, _, out = run("fit", *options(files(orders=ORDERS + "a,2024-01-02,10\n")), "--json", "--out", tmp_path)
    told = json.loads(out)

    assert told["bundle"] == store.locate(tmp_path).name
    assert {key: told[key] for key in told if key != "bundle"} == store.read(tmp_path).content["card"]


def test_options_come_before_the_config(run, files, tmp_path):
    (tmp_path / "fit.toml").write_text('as_of = "2024-03-01"\nhorizon_days = 60\n', encoding="utf-8")
    orders = options(files(orders=ORDERS + "a,2024-01-02,10\n"))
    run(
        "fit",
        *orders,
        "--config",
        tmp_path / "fit.toml",
        "--as-of",
        "2024-06-01",
        "--horizon-days",
        "90",
        "--out",
        tmp_path,
    )
    meta = store.read(tmp_path).content["meta"]

    assert (meta["as_of"], meta["horizon_days"]) == ("2024-06-01", 90)


DAYS = "must be a whole number of days from 1 to 3650"


@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("--as-of", "01.06.2024", '--as-of must be a day such as "2026-11-20".'),
        ("--horizon-days", "soon", f'--horizon-days {DAYS}, or "auto".'),
        ("--horizon-days", "0", f"--horizon-days {DAYS}."),
        ("--config", "no.toml", "no.toml: cannot be read (No such file or directory); give the path of a TOML file."),
        ("--orders", "no", "no: cannot be read (No such file or directory); give the path of a CSV or Parquet file."),
    ],
)
def test_an_option_that_cannot_be_used_is_told(run, tmp_path, option, value, rule):
    assert run("fit", option, value, "--out", tmp_path / "models") == (1, f"error {rule}\n", "")


def test_a_folder_that_cannot_be_written_is_told(run, files, tmp_path):
    (tmp_path / "file").write_text("")
    code, said, _ = run(
        "fit", *options(files(orders=ORDERS + "a,2024-01-02,10\n")), "--out", tmp_path / "file" / "models"
    )

    assert code == 1
    assert re.search(r"^error .*it cannot be written: Not a directory; give --out a folder", said.splitlines()[-1])
    assert "✓" not in said  # asked before anything is read


def test_a_disk_that_is_full_ends_in_one_sentence(tmp_path):
    limited = ["bash", "-c", 'ulimit -f 8; exec "$@"', "-", sys.executable, "-m", "training", "demo-data"]
    ended = subprocess.run(
        [*limited, "--customers", "300", "--out", tmp_path / "demo"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert "File too large; free space or permissions are the usual cause" in " ".join(ended.stderr.split())
    assert list((tmp_path / "demo").iterdir()) == []


def test_one_customer_is_a_company_too(run, tmp_path):
    code, _, out = run("demo-data", "--customers", "1", "--out", tmp_path)
    assert code == 0 and len(out.splitlines()) == 7


def test_demo_data_names_what_it_wrote(run, tmp_path):
    code, _, out = run("demo-data", "--customers", "3", "--seed", "7", "--out", tmp_path)

    assert code == 0
    assert sorted(out.split()) == sorted(str(path) for path in tmp_path.iterdir())
    assert {path.stem for path in tmp_path.iterdir()} == {
        "orders", "customers", "usage", "inquiries", "feedback", "contacts", "truth",
    }  # fmt: skip


def test_a_column_that_is_missing_throughout_is_said_and_does_no_harm(run, files, tmp_path):
    table = shop(40).with_columns(discount=None, category=None)
    code, said, _ = run("fit", *options(files(orders=table)), "--out", tmp_path / "models")

    assert code == 0
    for column in ("discount", "category"):
        assert f"note orders.parquet: {column} is missing throughout and is not used." in said
