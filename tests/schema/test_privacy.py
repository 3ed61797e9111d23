import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from schema import privacy
from scoring.vocabulary import CHOICES, OBJECTS, TABLES, Kind

ORDER = {"date": "2026-05-02", "amount": 10}
PERSON = "11010519491231002X"  # the specimen of the standard, GB 11643
CARD = "6222021234567890128"
VISA = "4111111111111111"


def identity(place: str, birthday: str, sequence: str) -> str:
    """GB 11643: weights 2^i mod 11, ISO 7064 MOD 11-2."""
    digits = f"{place}{birthday}{sequence}"
    remainder = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(digits)) % 11
    return digits + "10X98765432"[remainder]


def with_check_digit(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)


PEOPLE = st.builds(
    identity,
    st.sampled_from(
        ["110101", "310104", "330102", "440305", "510107", "650102", "710000", "810000", "820000", "830000"]
    ),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 1, 1)).map(lambda day: day.strftime("%Y%m%d")),
    st.integers(0, 999).map(lambda n: f"{n:03d}"),
)
CARDS = st.one_of(
    st.builds(
        lambda n, size: with_check_digit("62" + f"{n:016d}"[: size - 3]),
        st.integers(0, 10**16 - 1),
        st.integers(16, 18),
    ),
    st.builds(lambda n: with_check_digit(f"4{n:014d}"), st.integers(0, 10**14 - 1)),
    st.builds(lambda n: with_check_digit(f"5{1 + n % 5}{n:013d}"), st.integers(0, 10**13 - 1)),
    st.builds(lambda n: with_check_digit(f"{2221 + n % 500}{n:011d}"), st.integers(0, 10**11 - 1)),
    st.builds(lambda n: with_check_digit(f"35{28 + n % 62}{n:011d}"), st.integers(0, 10**11 - 1)),
)
AROUND = st.text(alphabet="客户姓名abc,.;:()# \n", max_size=12)


@given(PEOPLE, AROUND, AROUND)
def test_identity_cards_are_found_wherever_they_stand(number, before, after):
    assert privacy.in_id(before + number + after) == "identity_card"
    assert privacy.in_text(before + number + after) == "identity_card"


@given(CARDS, AROUND, AROUND)
def test_bank_cards_are_found_in_texts(number, before, after):
    assert privacy.in_text(before + number + after) in {"bank_card", "identity_card"}


@given(st.integers(10**17, 10**18 - 2).map(lambda n: with_check_digit(str(n)[:17])))
def test_record_ids_of_18_digits_that_pass_a_luhn_check_are_served(number):
    assume(not (number[6:8] in {"19", "20"} and ric.calc_check_digit(number) == number[-1]))
    assert luhn.is_valid(number)
    assert privacy.in_id(number) is None


@pytest.mark.parametrize(
    "text",
    [
        PERSON.lower(),
        "110105 19491231 002X",
        "110105-19491231-002x",
        "110105-19491231-002-X",
        "1101 0519 4912 3100 2X",
        "110105 1949 1231 002X",
        "110105\u201119491231\u2011002X",  # non-breaking hyphens
        "１１０１０５１９４９１２３１００２Ｘ",
        "13800138000 11010519491231002X 李",
        "12 110105 19491231 002X 34",
    ],
)
def test_identity_cards_are_found_however_they_are_written(text):
    assert privacy.in_id(text) == "identity_card"


@pytest.mark.parametrize(
    "text",
    [
        "6222 0212 3456 7890 128",
        "6222-0212-3456-7890-128",
        "6222021234567890 128",
        "4111 1111 1111 1111 12 件",
        "1234 4111 1111 1111 1111",
        "４１１１１１１１１１１１１１１１",
        "٤١١١١١١١١١١١١١١١",
        f"付款 {VISA}。",
    ],
)
def test_bank_cards_are_found_however_they_are_written(text):
    assert privacy.in_text(text) == "bank_card"


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # check digit
        "11010519491331002X",  # no such month
        identity("110105", "19490230", "002"),  # no such day
        identity("110105", "18491231", "002"),  # too old
        identity("990105", "19491231", "002"),  # no such place
        identity("339999", "19900101", "123"),  # no such county, on which python-stdnum's is_valid breaks
        "9" + PERSON,  # longer
        PERSON[:-1] + "09",
        PERSON[:-1],
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        "2026-05-02 10:00 2026-05-03",
    ],
)
def test_what_only_resembles_an_identity_card_is_served(number):
    assert privacy.in_id(number) is None


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",  # check digit
        with_check_digit("9" * 15),  # no such issuer
        with_check_digit("4" + "1" * 16),  # Visa has no 18 digits
        VISA + "0000",  # longer
        "411111111111111",
        "SO-2026-0502-0001-0002",
        "2026-05-02, 2026-05-03, 2026-05-04",
    ],
)
def test_what_only_resembles_a_bank_card_is_served(text):
    assert privacy.in_text(text) is None


def test_people_older_than_their_countys_code_are_found_too():
    number = identity("330102", "19500101", "123")
    assert not ric.is_valid(number)
    assert privacy.in_id(number) == "identity_card"


def test_residents_from_abroad_are_found():
    assert privacy.in_id(identity("911124", "19810803", "002")) == "identity_card"


@pytest.mark.parametrize(
    "customer",
    [
        {"customer_id": PERSON},
        {"customer_id": "C1", "orders": [{**ORDER, "id": f"SO {PERSON}"}]},
        {"customer_id": "C1", "orders": [{**ORDER, "category": PERSON}]},
        {"customer_id": "C1", "contacts": [{"date": "2026-05-02", "campaign": PERSON}]},
        {"customer_id": "C1", "account": {"plan": PERSON}},
        {"customer_id": "C1", "profile": {"interests": ["golf", PERSON]}},
        {"customer_id": "C1", "attributes": {"note": f"身份证 {PERSON}"}},
        {"customer_id": "C1", "attributes": {PERSON: 1}},
        {"customer_id": "C1", "attributes": {"note": int(identity("330102", "19900101", "123"))}},
    ],
)
def test_no_part_of_a_payload_may_hold_an_identity_card(faults, customer):
    (fault,) = faults(customer)
    assert fault.code == "identity_card"
    assert PERSON[6:14] not in str(fault)


def texts_of_a_payload() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of the payload that takes a text of the customer's or the company's own, filled with %s."""
    for table, fields in TABLES.items():
        needed = {"month": "2026-10"} if table == "usage" else {"date": "2026-05-02"}
        needed |= {"amount": 1.0} if table == "orders" else {}
        for field, kind in fields.items():
            if kind is Kind.TEXT and (table, field) not in CHOICES:
                yield f"{table}.{field}", {table: [{**needed, field: "%s"}]}
    for name, fields in OBJECTS.items():
        for field, kind in fields.items():
            if kind in (Kind.TEXT, Kind.TEXTS) and (name, field) not in CHOICES:
                yield f"{name}.{field}", {name: {field: ["golf", "%s"] if kind is Kind.TEXTS else "%s"}}
    yield "attributes", {"attributes": {"note": "%s"}}
    yield "attributes' keys", {"attributes": {"%s": 1}}


EVERY_TEXT = dict(texts_of_a_payload())


@pytest.mark.parametrize("place", EVERY_TEXT)
def test_no_text_of_the_vocabulary_may_hold_an_identity_card_or_but_for_ids_a_bank_card(faults, place):
    def codes(number: str) -> list[str]:
        filled = json.dumps({"customer_id": "C1", **EVERY_TEXT[place]}).replace("%s", number)
        return [fault.code for fault in faults(filled.encode())]

    assert codes("golf") == []
    assert codes(PERSON) == codes(f"李 {PERSON}") == ["identity_card"]
    assert codes(CARD) == codes(f"no. {VISA}") == ([] if place == "orders.id" else ["bank_card"])


@pytest.mark.parametrize(
    ("customer", "pointer"),
    [
        ({"customer_id": "C1", "attributes": {"note": f"卡号 {CARD}"}}, "/attributes/note"),
        ({"customer_id": "C1", "attributes": {"card": int(CARD)}}, "/attributes/card"),
        ({"customer_id": "C1", "attributes": {"card": -int(VISA)}}, "/attributes/card"),
        ({"customer_id": "C1", "attributes": {"card": float(VISA)}}, "/attributes/card"),
        ({"customer_id": "C1", "attributes": {CARD: 1}}, "/attributes"),
        ({"customer_id": "C1", "profile": {"occupation": CARD}}, "/profile/occupation"),
        ({"customer_id": "C1", "orders": [{**ORDER, "category": VISA}]}, "/orders/0/category"),
    ],
)
def test_texts_and_attributes_may_not_hold_a_bank_card(refused, customer, pointer):
    assert refused(customer) == (pointer, "bank_card")


def test_an_id_alone_is_never_taken_for_a_bank_card(served):
    assert served({"customer_id": CARD, "orders": [{**ORDER, "id": VISA}]})


def test_record_ids_in_attributes_are_served(served):
    assert served(
        attributes={"crm_id": 123_456_789_012_345_678, "fxiaoke": "100000000000123456", "phone": "13800138000"}
    )


def test_a_card_hidden_by_escapes_is_found(refused):
    body = (
        b'{"customer_id": "C1", "attributes": {"note": "' + "".join(f"\\u00{ord(c):x}" for c in VISA).encode() + b'"}}'
    )
    assert refused(body) == ("/attributes/note", "bank_card")


def test_an_unknown_field_named_by_a_number_does_not_show_it(faults):
    (fault,) = faults({"customer_id": "C1", PERSON: 1})
    assert (fault.pointer, fault.code) == ("", "unknown_field")
    assert PERSON not in fault.detail
