"""The lines of a run as tables for people, on standard error: what is promised, not all that is printed."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table

from benchmarks.quality.numbers import plain
from benchmarks.quality.result import Result

WIDTH = 200
SHOWN = {  # figure -> heading
    "rows": "rows",
    "answered": "answered",
    "auc": "AUC",
    "brier": "Brier",
    "ece": "ECE",
    "slope": "slope",
    "level_error": "level",
    "churn_level_median": "median |level|",
    "purchases_mae": "MAE orders",
    "gini": "Gini",
    "gini_without_top": "Gini -1 %",
    "bias": "bias",
    "revenue_level_median": "median |bias|",
    "coverage": "coverage",
    "coverage_buyers": "of buyers",
    "under_upper_end": "under upper",
    "level_or_better": "level or better",
}


def show(results: Sequence[Result]) -> None:
    """One table a data set and part."""
    console = Console(stderr=True, width=WIDTH)
    for (data, part), group in groupby(results, lambda result: (result.data, result.part)):
        console.print(_table(f"{data}: {part}", list(group)))


def _table(title: str, results: Sequence[Result]) -> Table:
    names = [name for name in SHOWN if any(_text(result, name) for result in results)]
    table = Table("model", *(SHOWN[name] for name in names), "CPU s", "note", title=title, title_justify="left")
    for result in results:
        table.add_row(result.model, *(_text(result, name) or "–" for name in names), _cost(result), result.note)
    return table


def _text(result: Result, name: str) -> str:
    """A figure of four digits, with its interval where it has one; empty where there is none."""
    found = plain(result.metrics.get(name))
    if found is None:
        return ""
    low, high = (plain(result.metrics.get(f"{name}_{end}")) for end in ("low", "high"))
    return f"{found:.4g}" if low is None or high is None else f"{found:+.4f} [{low:+.4f}, {high:+.4f}]"


def _cost(result: Result) -> str:
    return "–" if result.cpu_seconds is None else f"{result.cpu_seconds:.1f}"
