"""The configuration: DESIGN.md's keys, each checked where it stands."""

from datetime import date
from pathlib import Path

import pytest

from training.config import Config, TableConfig
from training.errors import TrainingError

DESIGN_EXAMPLE = """
as_of = "2011-06-09"
horizon_days = 180
value_horizon_days = 365
currency = "GBP"
[orders]
where = "Quantity > 0 AND UnitPrice > 0"
customer_id = "CustomerID"
date = "InvoiceDate"
amount = "Quantity * UnitPrice"
category = "Department"
[customers]
customer_id = "customerID"
churned = "Churn = 'Yes'"
attributes = ["tenure", "Contract", "MonthlyCharges"]
"""


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str, name: str = "company.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_the_example_of_the_design_is_read(write):
    config = Config.from_toml(write(DESIGN_EXAMPLE))

    assert config == Config(
        as_of=date(2011, 6, 9),
        horizon_days=180,
        value_horizon_days=365,
        currency="GBP",
        attributes=("tenure", "Contract", "MonthlyCharges"),
        tables={
            "orders": TableConfig(
                where="Quantity > 0 AND UnitPrice > 0",
                fields={
                    "customer_id": "CustomerID",
                    "date": "InvoiceDate",
                    "amount": "Quantity * UnitPrice",
                    "category": "Department",
                },
            ),
            "customers": TableConfig(fields={"customer_id": "customerID", "churned": "Churn = 'Yes'"}),
        },
    )


def test_every_key_is_optional(write):
    assert Config.from_toml(write("")) == Config.from_toml(None) == Config()


def test_options_stand_over_the_file_and_those_not_given_do_not_count(write):
    config = Config.from_toml(
        write(DESIGN_EXAMPLE),
        {"as_of": "2011-07-01", "horizon_days": "auto", "value_horizon_days": "90", "currency": None},
    )

    assert (config.as_of, config.horizon_days, config.value_horizon_days) == (date(2011, 7, 1), "auto", 90)
    assert config.currency == "GBP"


def test_an_option_is_named_as_it_was_typed():
    with pytest.raises(TrainingError, match=r"^--horizon-days must be a whole number of days"):
        Config.from_toml(None, {"horizon_days": "0"})


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    path = tmp_path / "notepad.toml"
    path.write_bytes(b'\xef\xbb\xbfcurrency = "EUR"')

    assert Config.from_toml(path).currency == "EUR"


def test_a_day_may_be_a_toml_date(write):
    assert Config.from_toml(write("as_of = 2011-06-09")).as_of == date(2011, 6, 9)


def test_patterns_lists_and_flags_are_carried(write):
    config = Config.from_toml(
        write('static = ["plan"]\nprotected = ["district"]\ndemo = true\n[patterns]\nshop = ["recency", "orders"]')
    )

    assert (config.static, config.protected, config.demo) == (("plan",), ("district",), True)
    assert config.patterns == {"shop": ("recency", "orders")}


def test_every_other_column_is_a_star(write):
    assert Config.from_toml(write('[customers]\nattributes = "*"')).attributes == ("*",)


def test_definitions_and_policy_stand_in_the_file_or_beside_it(write):
    write("margin = 0.4", "ours.toml")
    config = Config.from_toml(write('policy = "ours.toml"\n[definitions.churn]\ncuts = [0.4, 0.7]'))

    assert config.policy == {"margin": 0.4}
    assert config.definitions == {"churn": {"cuts": [0.4, 0.7]}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("horizon_day = 180", r'"horizon_day" is not a key; the nearest is "horizon_days"\.$'),
        ("[order]\n", r'"order" is not a key; the nearest is "orders"\.$'),
        ("[orders]\nammount = 'x'", r'orders\.ammount is not a field of orders; the nearest is "amount"\.$'),
        ("[customers]\ncity = 'x'", r'customers\.city is not a field of customers; the nearest is "profile_city"\.$'),
        ("[orders]\namount = 5", r"orders\.amount must be a column or a SQL expression in quotes"),
        ("[orders]\nwhere = ''", r"orders\.where must be a column or a SQL expression in quotes"),
        ("orders = 'orders.csv'", r"orders must be a table of keys and values"),
        ("as_of = '9 June 2011'", r"as_of must be a day such as"),
        ("as_of = 2011-06-09T10:00:00", r"as_of must be a day such as"),
        ("as_of = 20110609", r"as_of must be a day such as"),
        ("event = 'churn'", r"event must be one of auto, label, purchases, contracts\.$"),
        ("event = 1", r"event must be one of auto"),
        ("horizon_days = '180'", r'horizon_days must be a whole number of days from 1 to 3650, or "auto"'),
        ("horizon_days = true", r"horizon_days must be a whole number of days"),
        ("horizon_days = 0", r"horizon_days must be a whole number of days"),
        ("horizon_days = 3651", r"horizon_days must be a whole number of days"),
        ("value_horizon_days = 'auto'", r"value_horizon_days must be a whole number of days"),
        ("currency = 'gbp'", r"currency must be a code of three capital letters"),
        ("timezone = 'Shanghai'", r"timezone must be a name of the time-zone database"),
        ("timezone = 8", r"timezone must be a name of the time-zone database"),
        ("timezone = '../zone'", r"timezone must be a name of the time-zone database"),
        ("static = 'plan'", r"static must be a list of names"),
        ("protected = [1]", r"protected must be a list of names"),
        ("static = ['a', 'a']", r"static holds a name twice"),
        ("demo = 1", r"demo must be true or false"),
        ("[customers]\nattributes = 'all'", r'customers\.attributes must be a list of columns, or "\*"'),
        ("[patterns]\nfull = ['recency']", r'patterns\.full: a pattern is named .* not "full"'),
        ("[patterns]\nShop = ['recency']", r"patterns\.Shop: a pattern is named by small letters"),
        ("[patterns]\nshop = []", r"patterns\.shop must name one feature at least"),
        (
            "protected = ['zip']\n[customers]\nattributes = ['zip']",
            r'"zip" is in customers\.attributes and in protected',
        ),
        ("definitions = 3", r"definitions must be a table of keys and values"),
        ("policy = 'none.toml'", r"none\.toml: cannot be read"),
        ("currency = \n", r"is not valid TOML: .*line 1"),
    ],
)
def test_a_fault_is_named_with_file_key_and_rule(write, text, sentence):
    with pytest.raises(TrainingError, match=sentence) as error:
        Config.from_toml(write(text))

    assert ".toml: " in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("event", ["auto", "label", "purchases", "contracts"])
def test_what_churn_means_may_be_named(write, event):
    assert Config.from_toml(write(f'event = "{event}"')).event == event


@pytest.mark.parametrize("days", [1, 3650])
def test_horizons_reach_from_a_day_to_ten_years(write, days):
    assert Config.from_toml(write(f"horizon_days = {days}")).horizon_days == days


def test_a_file_that_is_not_there_or_no_text_is_said_to_be_so(tmp_path):
    binary = tmp_path / "company.toml"
    binary.write_bytes("城市 = 1".encode("gbk"))

    with pytest.raises(TrainingError, match="cannot be read"):
        Config.from_toml(tmp_path / "none.toml")
    with pytest.raises(TrainingError, match="is not UTF-8"):
        Config.from_toml(binary)
