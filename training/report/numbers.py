"""How a report writes figures."""

from collections.abc import Mapping

SHARES = (
    "churn_rate", "mean_probability", "contacted_share", "coverage", "coverage_of_buyers", "under_upper_end", "bias",
)  # fmt: skip
Figure = Mapping[str, float | None]
NOTHING = "–"


def figure_cell(name: str, figure: Figure, *, signed: bool = False) -> tuple[str, str]:
    """A figure with its interval under it, to the same digits; `signed` for differences."""
    form = _form(name, max(abs(figure[key] or 0) for key in ("value", "low", "high")), signed)
    if figure["value"] is None:
        return NOTHING, ""
    return _written(figure["value"], form), f"{_written(figure['low'], form)} … {_written(figure['high'], form)}"


def number(name: str, value: float | None) -> str:
    """A figure by its name: shares in percent, money without decimals, everything else with three."""
    return _written(value, _form(name, abs(value or 0), signed=False))


def percent(value: float | None) -> str:
    """A share in percent."""
    return _written(value, "z.1%")


def _form(name: str, largest: float, signed: bool) -> str:
    sign = "+z" if signed else "z"
    if name.removesuffix("_without_top") in SHARES:
        return f"{sign}.1%"
    return f"{sign},.0f" if largest >= 100 else f"{sign}.3f"


def _written(value: float | None, form: str) -> str:
    return NOTHING if value is None else format(value, form)
