"""Numbers of identity cards and bank cards, none of them anybody's."""

from stdnum import luhn

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
