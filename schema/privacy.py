"""Identity-card and bank-card numbers, which no payload may hold (DEFINITIONS.md section 12).

Each function answers with the code of what it found, never with the number.
"""

import re
import unicodedata
from datetime import date

from stdnum import luhn, numdb
from stdnum.cn import ric

IDENTITY_CARD = "identity_card"
BANK_CARD = "bank_card"

# No number of either kind is shorter, so that shorter texts need no look.
FEWEST_DIGITS = 16

# Numbers are found from the start of a run of digits, in one piece or in groups; as lookaheads, since one candidate may
# begin within another. Two digits at least stand together, and the first ones are checked, so that a text of digits and
# blanks costs no more than any other.
_GAP = "[ \u2010-\u2015-]?"  # one space, hyphen or dash
_PAIR = f"[0-9]{{2}}{_GAP}"
_IDENTITY = re.compile(
    f"(?<![0-9])(?=([1-9][0-9]{_GAP}(?:{_PAIR}){{2}}(?:19|20){_GAP}{_PAIR}[01][0-9]{_GAP}[0-3][0-9]{_GAP}"
    f"{_PAIR}[0-9]{_GAP}[0-9Xx])(?![0-9]))"
)
_FOUR = f"[0-9]{{4}}{_GAP}"
_CARDS = tuple(
    re.compile(f"(?<![0-9])(?=[2-6])(?=({digits})(?![0-9]))")
    for digits in (f"(?:{_FOUR}){{3}}[0-9]{{4}}", f"(?:{_FOUR}){{4}}[0-9]{{1,3}}")
)
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_NOT_A_DIGIT = re.compile("[^0-9Xx]")
# Residents by county (looked up), Taiwan residents by 83, foreign permanent residents by 9 and the province.
_TAIWAN_RESIDENT = "830000"


def in_id(text: str) -> str | None:
    """An identity card in an id. No bank cards: record ids are long numbers, and one in ten passes a Luhn check."""
    return IDENTITY_CARD if _holds_identity(_plain(text)) else None


def in_text(text: str) -> str | None:
    """An identity card or a bank card in a text, a name or a custom field."""
    text = _plain(text)
    if _holds_identity(text):
        return IDENTITY_CARD
    cards = (_digits(match[1]) for card in _CARDS for match in card.finditer(text))
    return BANK_CARD if any(map(_is_card, cards)) else None


def in_number(number: float) -> str | None:
    """The same in a JSON number."""
    return in_text(str(abs(int(number)))) if number == int(number) else None


def _plain(text: str) -> str:
    """Digits of any script, full-width ones too, become ASCII."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), unicodedata.normalize("NFKC", text))


def _digits(text: str) -> str:
    return _NOT_A_DIGIT.sub("", text).upper()


def _holds_identity(text: str) -> bool:
    if not _IDENTITY.search(text):  # nearly always, and far quicker than a generator
        return False
    return any(_is_identity(_digits(match[1])) for match in _IDENTITY.finditer(text))


def _is_identity(number: str) -> bool:
    """Birthday, check digit and place, the costly one last.

    `ric.is_valid` would miss whoever was born before their county's code was in force, which is usual (codes were first
    given out in 1984), and raises KeyError for an unknown county of a known province (python-stdnum 2.2).
    """
    return _is_birthday(number[6:14]) and number[-1] == ric.calc_check_digit(number) and _is_place(number[:6])


def _is_birthday(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def _is_place(code: str) -> bool:
    if code == _TAIWAN_RESIDENT:
        return True
    if code.startswith("9"):
        return "province" in _place(f"{code[1:3]}0000")
    return "county" in _place(code)


def _place(code: str) -> dict[str, str]:
    return {name: value for _, names in numdb.get("cn/loc").info(code) for name, value in names.items()}


def _is_card(number: str) -> bool:
    """Issuer prefix, length and Luhn check digit (ISO/IEC 7812): UnionPay, Visa, Mastercard, JCB."""
    return _is_issued(number) and luhn.is_valid(number)


def _is_issued(number: str) -> bool:
    if number.startswith("4"):
        return len(number) in (16, 19)
    if len(number) == 16 and (51 <= int(number[:2]) <= 55 or 2221 <= int(number[:4]) <= 2720):
        return True
    return number.startswith("62") or 3528 <= int(number[:4]) <= 3589
