import re
import sys
import unicodedata
from datetime import date, timedelta
from random import Random
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from schema import privacy
from tests.schema.cards import CARD, PERSON, VISA, identity, with_check_digit

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
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        "110 105 194 912 310 02X",
        "110105.19491231.002X",
        "110105/19491231/002X",
        "110105 - 19491231 - 002X",
        "110105\u3000１９４９１２３１．002X",
        "110105\u200b19491231\u200b002X",
        "\ufeff".join(PERSON),
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
        "622202 1234567890128",
        "622202 1234 5678 90128",
        "6222 021 2345 678 901 28",
        "62220-21234-56789-0128",
        "62 22 02 12 34 56 78 90 12 8",
        " ".join(CARD),
        "6222.0212.3456.7890.128",
        "6222/0212/3456/7890/128",
        "6222_0212_3456_7890_128",
        "6222．0212／3456\u30007890－128",
        "6222。0212。3456。7890。128",
        "6222—0212–3456−7890·128",
        "6222 - 0212 - 3456 - 7890 - 128",
        "6222 0212-3456.7890/128",
        "622202\u200b1234567890128",
        "\u2060".join(CARD),
        "\u00ad".join(CARD),
        "2026-05-02 622202 1234567890128 13800138000 99.50",
        "4111 1111 2026 0503",  # in fours, whatever the end could be
        "4111 1111 1111 1111 12 件",
        "1234 4111 1111 1111 1111",
        "４１１１１１１１１１１１１１１１",
        "٤١١١١١١١١١١١١١١١",
        f"付款 {VISA}。",
    ],
)
def test_bank_cards_are_found_however_they_are_written(text):
    assert privacy.in_text(text) == "bank_card"


# Numbers of one line that would be a card together, were one of them not known as a day, a telephone number, an amount.
BESIDE = [
    "62004 13800138000",
    "62004 138 0013 8000",
    "621 20260502 20260509",
    "6208 2026-05-02 12345",
    "622 0571-88886666 99.5",
    "624 400-820-8820 2026.5.2",
    "6208 02/05/2026 12345.67",
]


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
        *BESIDE,
    ],
)
def test_what_only_resembles_a_bank_card_is_served(text):
    assert privacy.in_text(text) is None


@pytest.mark.parametrize("text", BESIDE)
def test_what_is_served_for_its_groups_would_be_a_card_without_them(text):
    assert privacy.in_text(re.sub("[^0-9]", "", text)) == "bank_card"


def line(random: Random) -> str:
    """Days, amounts, telephone and order numbers in one line, as a note of a sale has them."""
    day = date(2026, 1, 1) + timedelta(random.randrange(365))
    phone = f"1{random.choice('35789')}{random.randrange(10**9):09}"
    order = str(random.randrange(10 ** random.randrange(4, 15)))
    amount = f"{10 ** random.uniform(0.5, 6.5):.2f}"
    parts = [day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", phone, f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"]
    parts += [order, f"SO-{order}", f"SO-{day:%Y-%m%d}-{random.randrange(10_000):04}", amount, f"¥{amount}"]
    return random.choice((" ", "，", "/", " - ")).join(random.sample(parts, random.randrange(2, 8)))


def test_of_lines_of_days_amounts_and_numbers_hardly_any_is_taken_for_a_card():
    random = Random(0)
    lines = [line(random) for _ in range(20_000)]
    assert sum(privacy.in_text(text) is not None for text in lines) / len(lines) < 0.001


def test_every_format_character_is_dropped():
    formats = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    assert [f"{ord(hidden):x}" for hidden in formats if not privacy.in_text(hidden.join(CARD))] == []


@pytest.mark.parametrize("unit", ["6222 ", "62 ", "6 ", "6222", "6\u200b", "6222.62/6 - ", "4 1 1 1 1 ", "1101 0519 "])
def test_no_text_of_digits_costs_more_than_its_length(unit):
    text = unit * (400_000 // len(unit))
    began = process_time()
    privacy.in_text(text)
    assert process_time() - began < 10  # 0.5 s; a cost that grows faster would take minutes


def test_people_older_than_their_countys_code_are_found_too():
    number = identity("330102", "19500101", "123")
    assert not ric.is_valid(number)
    assert privacy.in_id(number) == "identity_card"


def test_residents_from_abroad_are_found():
    assert privacy.in_id(identity("911124", "19810803", "002")) == "identity_card"
