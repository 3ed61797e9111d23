"""Identity-card and bank-card numbers, which no payload may hold (DEFINITIONS.md section 12).

Each function answers with the code of what it found, never with the number.
"""

import re
import unicodedata
from datetime import date

from stdnum import numdb
from stdnum.cn import ric

from schema.bank_cards import FEWEST, GAP, holds_card

IDENTITY_CARD = "identity_card"
BANK_CARD = "bank_card"

# No number of either kind is shorter, so that shorter texts need no look.
FEWEST_DIGITS = FEWEST

# An identity card is found from the start of a run of digits, with a gap between any two of them or with none; as a
# lookahead, since one candidate may begin within another. The first digits are checked, so that a text of digits and
# blanks costs no more than any other.
_DIGIT = f"[0-9]{GAP}"
_BIRTHDAY = f"(?:1{GAP}9|2{GAP}0){GAP}(?:{_DIGIT}){{2}}[01]{GAP}{_DIGIT}[0-3]{GAP}{_DIGIT}"
_IDENTITY = re.compile(f"(?<![0-9])(?=([1-9]{GAP}(?:{_DIGIT}){{5}}{_BIRTHDAY}(?:{_DIGIT}){{3}}[0-9Xx])(?![0-9]))")
# Digits of other scripts, and what is not seen: Unicode's format characters (category Cf) and variation selectors.
_HIDDEN = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001-\U000e01ef"
)
_NOT_PLAIN = re.compile(f"[{_HIDDEN}]|[^\\D0-9]")
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
    return BANK_CARD if holds_card(text) else None


def in_number(number: float) -> str | None:
    """The same in a JSON number."""
    return in_text(str(abs(int(number)))) if number == int(number) else None


def _plain(text: str) -> str:
    """Digits of any script, full-width ones too, become ASCII, and what cannot be seen between them is left out."""
    if text.isascii():
        return text
    return _NOT_PLAIN.sub(_as_seen, unicodedata.normalize("NFKC", text))


def _as_seen(character: re.Match[str]) -> str:
    digit = unicodedata.decimal(character[0], None)
    return "" if digit is None else str(digit)


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
