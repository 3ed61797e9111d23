"""An answer for the eye: the short form of the JSON, and the addresses to go on with."""

import json
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

WIDTH = 110


def short(answer: Mapping[str, Any]) -> str:
    """The lines that a person looks for first. What the service does not know is shown as a dash."""
    segment, value, churn = (answer.get(part) or {} for part in ("segment", "value", "churn"))
    within = f"within {churn['horizon_days']} days" if churn.get("horizon_days") else None
    lines = [
        f"Customer {answer.get('customer_id')} as of {answer.get('as_of')}",
        _line("segment", segment.get("name") or segment.get("code"), _percent("confidence", segment.get("confidence"))),
        _line("value", value.get("tier"), _money(value, answer.get("currency"))),
        _line("churn", churn.get("band"), _percent("probability", churn.get("probability")), within),
        *_list("because", [reason.get("text") for reason in churn.get("reasons") or ()][:3]),
        *_list("actions", [_action(action) for action in answer.get("actions") or ()]),
        *_list("missing", [", ".join(answer["inputs_missing"])] if answer.get("inputs_missing") else []),
        *_list("warnings", [_words(warning) for warning in answer.get("warnings") or ()]),
    ]
    return "\n" + "\n".join(lines)


def full(answer: Mapping[str, Any]) -> str:
    """The whole answer as it came, indented."""
    return "\n" + json.dumps(answer, indent=2, ensure_ascii=False)


def addresses(address: str, sample: str, version: str, log: Path) -> str:
    """Where to go on."""
    return "\n".join(
        [
            f"\nServing models/{version} until Ctrl-C:",
            f"  {address}/           a page for people: this customer, the segments, the model",
            f"  {address}/docs       every endpoint, every field",
            f"  {address}/model      what it was fitted on and how good it is",
            f"  {address}/segments   the segments",
            f"  curl -s {address}/score -H 'Content-Type: application/json' -d @{sample}",
            f"The service logs to {_near(log)}.",
        ]
    )


def language(environment: Mapping[str, str]) -> str:
    """The language to ask for, from the locale of the terminal."""
    name = next((environment[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(key)), "")
    if not name.startswith("zh"):
        return "en"
    return "zh-Hant" if name.startswith(("zh_TW", "zh_HK", "zh_MO", "zh_Hant")) else "zh-Hans"


def _line(name: str, value: object, *more: object) -> str:
    beside = ", ".join(str(word) for word in more if word)
    return f"  {name:9s} {'-' if value is None else value}" + (f" ({beside})" if beside else "")


def _list(name: str, items: Iterable[str | None]) -> list[str]:
    said = [item for item in items if item]
    return [_wrapped(name if first == 0 else "", item) for first, item in enumerate(said)]


def _wrapped(name: str, text: str) -> str:
    first, next_ones = f"  {name:9s} ", " " * 14
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=next_ones, break_long_words=False)


def _percent(name: str, share: float | None) -> str | None:
    return None if share is None else f"{name} {share:.0%}"


def _money(value: Mapping[str, Any], currency: object) -> str | None:
    expected = value.get("expected_value")
    if expected is None:
        return None
    unit, days = f" {currency}" if currency else "", value.get("horizon_days")
    low_high = value.get("interval")
    between = f", {low_high[0]:,.0f} to {low_high[1]:,.0f}" if low_high else ""
    return f"expected {expected:,.0f}{unit}{between}" + (f", in {days} days" if days else "")


def _action(action: Mapping[str, Any]) -> str:
    title = action.get("title") or action.get("code")
    by = ", ".join(str(action[part]) for part in ("owner_role", "channel", "due_on") if action.get(part))
    return f"{title} ({by})" if by else str(title)


def _words(warning: object) -> str:
    """A warning is a sentence, or an object that holds one."""
    if isinstance(warning, Mapping):
        return str(warning.get("text") or warning.get("detail") or warning.get("code") or dict(warning))
    return str(warning)


def _near(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
