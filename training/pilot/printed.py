"""A trial on a terminal: verdicts first, then the figures."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from training.pilot.verdict import amount, change, small

Json = Mapping[str, Any]
MOST_DIFFERENCES = 8
TITLE = """effects with 95 % intervals, of rates in percentage points
history: what was known before is taken out; shows: the smallest true effect
shown in four cases of five; needed: customers in all for the effect"""


def printed(console: Console, found: Json, language: str = "en") -> None:
    """Everything that a person needs to judge a trial."""
    _say(console, found["verdict"]["text"][language])
    for effect in found["effects"]:
        _say(console, f"- {effect['verdict']['text'][language]}")
    for one in found.get("uplift", ()):
        _say(console, f"- {one['verdict']['text'][language]}")
    console.print(_sizes(found["sizes"]))
    console.print(_effects(found["effects"]))
    if found["balance"]:
        console.print(_balance(found["balance"]))
    for effect in found["effects"]:
        for column in effect["groups"]:
            console.print(_parts(effect, column))
    if "policy" in found:
        _say(console, found["policy"]["text"][language])
    for note in found["notes"]:
        console.print(f"[yellow]note[/yellow] {escape(note['text'][language])}", highlight=False, soft_wrap=True)


def _say(console: Console, text: str) -> None:
    console.print(escape(text), highlight=False, soft_wrap=True)


def _sizes(sizes: Json) -> Table:
    rows = (
        (arm["name"], f"{arm['customers']:,}", f"{arm['share']:.2%}", f"{arm['planned']:.2%}") for arm in sizes["arms"]
    )
    title = f"arms; planned shares hold with p {small(sizes['p'])} (chi square {sizes['chi_square']:.2f})"
    return _table(title, ("arm", "customers", "share", "planned"), rows)


def _effects(effects: Iterable[Json]) -> Table:
    head = ("outcome", "control", "treated", "effect", "history", "relative", "shows", "needed")
    return _table(
        TITLE,
        head,
        map(_effect, effects),
    )


def _effect(one: Json) -> tuple[str, ...]:
    rate, power = one["rate"], one["power"]
    ratio = one["relative"]
    return (
        f"{escape(one['outcome'])}\n[dim]{escape(one['arm'])}[/dim]",
        amount(one["control"]["mean"], rate=rate),
        amount(one["treated"]["mean"], rate=rate),
        _interval(one["effect"], rate=rate),
        _interval(one["adjusted"], rate=rate) if one["adjusted"] else "–",
        f"{ratio['value']:+.1%}\n[dim]{ratio['low']:+.1%} {ratio['high']:+.1%}[/dim]" if ratio else "–",
        change(power["detectable"], rate=rate),
        "–" if power["needed"] is None else f"{power['needed']:,}",
    )


def _balance(balance: list[Json]) -> Table:
    rows = (
        (_named(one), one["arm"], f"{one['difference']:+.3f}", _likeness(one)) for one in balance[:MOST_DIFFERENCES]
    )
    title = f"before the trial: largest of {len(balance)} standardised differences (over 0.1: unlike)"
    return _table(title, ("column", "arm", "difference", ""), rows)


def _parts(effect: Json, column: Json) -> Table:
    rate, differ = effect["rate"], column["differ"]
    rows = (
        (escape(part["is"]), f"{part['customers']:,}", amount(part["control"], rate=rate),
         amount(part["treated"], rate=rate), _interval(part["effect"], rate=rate),
         _interval(part["shrunk"], rate=rate) if part["shrunk"] else "–",
         "shown" if part["shown"] else "not shown")
        for part in column["parts"]
    )  # fmt: skip
    verdict = "they differ" if differ["shown"] else "no difference between them is shown"
    title = f"{effect['outcome']}, {effect['arm']} by {column['column']}: {verdict} (p {small(differ['p_holm'])})"
    head = (column["column"], "customers", "control", "treated", "effect", "shrunk", "")
    return _table(title, head, rows)


def _likeness(one: Json) -> str:
    if not one["unlike"]:
        return "alike"
    return "unlike, by chance" if one["chance"] else "unlike"


def _named(one: Json) -> str:
    return escape(one["column"] if one["is"] is None else f"{one['column']}: {one['is']}")


def _interval(estimate: Json, *, rate: bool) -> str:
    value, low, high = (change(estimate[key], rate=rate) for key in ("value", "low", "high"))
    return f"{value}\n[dim]{low} {high}[/dim]"


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(title=escape(title), title_justify="left")
    for i, name in enumerate(head):
        table.add_column(escape(name), justify="left" if i == 0 else "right")
    for row in rows:
        table.add_row(*row)
    return table
