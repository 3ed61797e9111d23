"""What a trial shows in one plain sentence for each outcome and arm, in every language."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.evaluation.verdict import LANGUAGES
from training.pilot.estimates import Estimate

TEXTS = Path(__file__).parent / "verdict.toml"
Said = dict[str, Any]
SMALLEST_P, WORTH_A_WORD = 0.001, 0.005


def sentences() -> Mapping[str, Any]:
    """Every sentence by what it tells and by language."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def effect_verdict(effect: Mapping[str, Any], best: Estimate, control: str) -> Said:
    """`code` (more | less | none) of the `best` estimate and its sentence in every language."""
    code = "more" if best.low > 0 else "less" if best.high < 0 else "none"
    rate, power = effect["rate"], effect["power"]
    values: dict[str, object] = {
        **{name: effect[name] for name in ("arm", "outcome")},
        "control": control,
        "mean": amount(effect["treated"]["mean"], rate=rate),
        "other": amount(effect["control"]["mean"], rate=rate),
        "detectable": changes(power["detectable"], rate=rate, signed=False),
        **_interval(best, rate=rate),
    }
    kind = "same" if not rate and best.low == best.high == 0 else code
    said = [
        told("effect", kind, **values),
        *(told("adds", add, **given) for add, given in _adds(effect, code)),
    ]
    return {"code": code, "text": {name: "".join(one["text"][name] for one in said) for name in LANGUAGES}}


def _adds(effect: Mapping[str, Any], code: str) -> Iterator[tuple[str, dict[str, object]]]:
    """What has to be said beside it."""
    rate, power, tail = effect["rate"], effect["power"], effect["tail"]
    if effect["adjusted"] is not None and effect["adjusted"]["variance_removed"] >= WORTH_A_WORD:
        yield "history", {"removed": f"{effect['adjusted']['variance_removed']:.0%}"}
    if code == "none" and power["more"]:
        yield (
            "more_customers" if power["more"] > 1 else "one_customer",
            {"wanted": changes(abs(power["effect"]), rate=rate, signed=False), "more": f"{power['more']:,}"},
        )
    if tail is not None and tail["few"]:
        yield ("few" if tail["half_by"] > 1 else "one"), {"half": f"{tail['half_by']:,}", "outcome": effect["outcome"]}
    if tail is not None and hangs_on_largest(effect["effect"], tail["capped"]):
        yield "hangs_on_largest", _capped(tail)


def told(about: str, code: str, **values: object) -> Said:
    """`code` and its sentence in every language; a value that is a mapping has a text for each."""
    texts = sentences()[about][code]
    by_language = {
        language: {name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()}
        for language in LANGUAGES
    }
    return {"code": code, "text": {language: texts[language].format(**by_language[language]) for language in LANGUAGES}}


def hangs_on_largest(effect: Mapping[str, float], capped: Mapping[str, float]) -> bool:
    """Whether 0 lies in one of both intervals only."""
    one, other = (Estimate(**estimate) for estimate in (effect, capped))
    return one.shown != other.shown


def overall(found: Mapping[str, Any], before: Sequence[str] = ()) -> Said:
    """Whether the effects can be trusted: `code` and its sentence.

    mismatch | unlike | small | sound | unvaried | sized; `before`: the columns that were given from before.
    """
    over = [one for one in found["balance"] if one["unlike"]]
    truly = [one for one in over if not one["chance"]]
    columns = ", ".join(sorted({one["column"] for one in truly or over} or before))
    known = "sound" if found["balance"] else "unvaried" if before else "sized"
    code = "mismatch" if found["sizes"]["mismatch"] else "unlike" if truly else "small" if over else known
    return told("overall", code, p=small(found["sizes"]["p"]), columns=columns)


def amount(value: float, *, rate: bool) -> str:
    """A rate in percent, a mean with digits enough."""
    return f"{value:.2%}" if rate else _number(value)


def change(value: float, *, rate: bool, signed: bool = True) -> str:
    """A difference; of rates in percentage points."""
    return ("+" if signed and value >= 0 else "") + (f"{value * 100:.2f}" if rate else _number(value))


def changes(value: float, *, rate: bool, signed: bool = True) -> dict[str, str]:
    """A difference with its unit in every language."""
    text = change(value, rate=rate, signed=signed)
    return {language: text + unit * rate for language, unit in sentences()["points"].items()}


def small(p: float) -> str:
    """A p value."""
    return "< 0.001" if p < SMALLEST_P else f"{p:.3f}"


def _number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3g}"


def _interval(estimate: Estimate, *, rate: bool) -> dict[str, object]:
    return {
        "effect": changes(estimate.value, rate=rate),
        "low": change(estimate.low, rate=rate),
        "high": changes(estimate.high, rate=rate),
    }


def _capped(tail: Mapping[str, Any]) -> dict[str, object]:
    return {"cap": _number(tail["cap"]), **_interval(Estimate(**tail["capped"]), rate=False)}
