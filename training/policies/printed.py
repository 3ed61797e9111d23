"""Explanations and the catalogue as tables on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scoring.policy import Action
from scoring.priorities import ATTRIBUTES
from training.policies.explaining import Asked, Explained

STYLES = {"won": "green", "withheld": "cyan", "waits": "cyan", "beaten": "yellow", "gated": "red"}


def print_explained(console: Console, found: Sequence[Explained]) -> None:
    """A row an action: place, verdict, what was asked and found, gates, effect, cost and net value."""
    table = Table(box=None, pad_edge=False)
    for name in ("", "action", "verdict", "conditions", "effect", "cost", "net value"):
        right = name in ("", "cost", "net value")
        table.add_column(name, justify="right" if right else "left", no_wrap=name == "action")
    for one in found:
        style = STYLES.get(one.verdict, "dim")
        table.add_row(
            "" if one.place is None else str(one.place),
            one.action.code,
            f"[{style}]{_verdict(one)}[/{style}]",
            "\n".join(map(_told, one.asked)),
            f"{one.effect.value:g} {one.effect.scale}, {one.effect.basis}",
            f"{one.action.cost:g}",
            "unknown" if one.net_value is None else f"{one.net_value:,.2f}",
        )
    console.print(table)


def print_catalogue(console: Console, actions: Sequence[Action]) -> None:
    """A row an action: its score and the attributes behind it; below, who says what it costs and brings."""
    table = Table(box=None, pad_edge=False)
    for name in ("action", "score", *(name.replace("_", " ") for name in ATTRIBUTES), "after"):
        table.add_column(name, no_wrap=name == "action", overflow="fold")
    for action in actions:
        grades = (str(action.catalogue.get(name, "")) for name in ATTRIBUTES)
        table.add_row(action.code, f"{action.score:.2f}", *grades, ", ".join(action.after))
    console.print(table)
    for action in actions:
        for what, source in (("cost", action.cost_source), ("effect", action.effect.source)):
            if source is not None:
                console.print(escape(f"{what} of {action.code}: {source}"), highlight=False, soft_wrap=True)
    assumed = sum(action.cost_basis == "assumed" for action in actions)
    effects = sum(action.effect.basis == "assumed" for action in actions)
    console.print(f"assumed: {assumed} costs and {effects} effects of {len(actions)} actions", highlight=False)


def _verdict(one: Explained) -> str:
    because = [*one.gates, *one.waits_for]
    return one.verdict.replace("_", " ") + (f": {', '.join(because)}" if because and one.place is None else "")


def _told(asked: Asked) -> str:
    one = asked.condition
    found = "missing" if asked.found is None else f"{asked.found:g}" if isinstance(asked.found, float) else asked.found
    test = f"{one.test.replace('_', ' ')} {one.operand}"
    if one.test == "known":
        test = "is known" if one.operand else "is not known"
    return f"{'✓' if asked.holds else '✗'} {one.field} {test}: {found}"
