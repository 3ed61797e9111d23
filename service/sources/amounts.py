"""Amounts: units, minor units of a currency, and currencies."""

from service.sources.conversions import Wrong
from service.sources.mapping import Money

# ISO 4217: the currencies whose minor unit is not a hundredth.
NO_MINOR = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF"}
    | {"XPF"}
)
THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

UNITS = {"": 1.0, "percent": 0.01, "thousand": 1e3, "ten_thousand": 1e4, "million": 1e6}
MINOR = "minor"
DIGITS = 9  # kept: products of fractions leave a dust behind that no currency has


def unit(name: str, currency: str) -> float:
    """What a number of that unit is to be multiplied by."""
    if name != MINOR:
        return UNITS[name]
    if currency in NO_MINOR:
        return 1.0
    return 0.001 if currency in THOUSANDTHS else 0.01


def rate(money: Money, currency: str, wanted: str) -> float:
    """What one unit of a currency is worth in the one that is wanted."""
    if currency == wanted:
        return 1.0
    if money.into == wanted and currency in money.rates:
        return money.rates[currency]
    remedy = "name its rate in currency.rates of the mapping, or convert all amounts"
    raise Wrong("other_currency", f"must be {wanted}, the currency of the bundle, or one that has a rate; {remedy}")


def kept(value: float) -> float:
    """Without the dust."""
    return round(value, DIGITS)
