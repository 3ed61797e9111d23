"""A fairness report on a terminal: the verdict first, then a table for each column."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from training.fairness.said import measure_name, texts
from training.pilot.verdict import amount, change

Json = Mapping[str, Any]
HEAD = ("group", "customers", "measure", "own", "rest", "difference", "like")


def printed(console: Console, found: Json, language: str) -> None:
    """What a person needs to judge it; of single actions only how many differ."""
    words = texts(language)
    for text in (found["verdict"]["text"], found["policy"]["text"]):
        console.print(escape(text[language]), highlight=False, soft_wrap=True)
    for column in found["groups"]:
        own = [one for one in found["comparisons"] if one["column"] == column["column"]]
        if own:
            sums = [one for one in own if not one["action"]]
            console.print(_table(column["column"], sums, found, words, language))
        single = {one["measure"] for one in own if one["action"] and one["shown"]}
        if single:
            console.print(words["text"]["more_actions"].format(count=len(single)), highlight=False, soft_wrap=True)
    for note in found["notes"]:
        console.print(f"[yellow]![/yellow] {escape(note[language])}", highlight=False, soft_wrap=True)


def _table(column: str, told: Sequence[Json], found: Json, words: Json, language: str) -> Table:
    table = Table(title=escape(words["text"]["mark"].format(column=column)), title_justify="left")
    for name in HEAD:
        table.add_column(words["table"][name], justify="left" if name in ("group", "measure") else "right")
    for one in told:
        rate = one["rate"]
        name = measure_name(one, words, found["titles"], language)
        table.add_row(
            escape(words["word"]["not_stated"] if one["is"] is None else one["is"]),
            f"{one['customers']:,}",
            escape(name if rate else f"{name} ({found['currency']})"),
            amount(one["own"]["value"], rate=rate),
            amount(one["rest"]["value"], rate=rate),
            _change(one["difference"], " *" * one["shown"], rate=rate),
            _change(one["like"], rate=rate),
        )
    return table


def _change(estimate: Json | None, mark: str = "", *, rate: bool) -> str:
    if estimate is None:
        return "–"
    value, low, high = (change(estimate[end], rate=rate) for end in ("value", "low", "high"))
    return f"{value}{mark}\n[dim]{low} {high}[/dim]"
