"""The command `plan`: a score file and limits in, the solution table and who gets what out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from training.bulk import load
from training.consoles import for_figures, for_talk
from training.options import with_options
from training.plan.limits import Limits
from training.plan.reading import read_candidates
from training.progress import Progress
from training.report.writing import Language

if TYPE_CHECKING:
    from training.plan.telling import Telling

STEPS = 3
Texts = list[str]
Paths = list[Path]


@dataclass(frozen=True, slots=True)
class Options:
    """Scores and limits, and the files to be written."""

    scores: Annotated[Path, typer.Option(help="The file of `score --candidates`.")]
    budget: Annotated[float, typer.Option(help="In the bundle's currency.")]
    capacity: Annotated[Texts, typer.Option(help="CHANNEL=NUMBER; again for more.", show_default=False)] = field(
        default_factory=list
    )
    per_customer: Annotated[int, typer.Option(help="Most actions of one customer.")] = 3
    bundle: Annotated[Path, typer.Option(help="Whose scores these are.")] = Path("models/current")
    out: Annotated[Paths, typer.Option(help="Solution table: FILE.csv, .xlsx or .html; again.", show_default=False)] = (
        field(default_factory=list)
    )
    assigned: Annotated[Path | None, typer.Option(help="Who gets what: FILE.csv or .parquet.", show_default=False)] = (
        None
    )
    held_out: Annotated[
        Path | None, typer.Option(help="Who is kept without: FILE.csv or .parquet.", show_default=False)
    ] = None
    language: Annotated[Language, typer.Option("--language", "--lang", help="Of its texts.")] = Language.EN
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False

    @property
    def lists(self) -> list[Path]:
        """The lists that are wanted."""
        return [path for path in (self.assigned, self.held_out) if path is not None]


@with_options
def plan_command(options: Options) -> None:
    """Pick the actions over all customers that bring most under a budget and the capacity of channels."""
    from training.plan.plan import plan  # noqa: PLC0415 (SciPy and what draws take a second, which only plans need)
    from training.plan.telling import Telling  # noqa: PLC0415
    from training.plan.writing import check_files, write_all  # noqa: PLC0415

    limits = Limits.of(options.budget, options.capacity, options.per_customer)
    check_files(options.out, options.lists, options.scores)
    with Progress(for_talk(), STEPS) as progress:
        with progress.step("read the scores"):
            known = load(options.bundle)
            candidates = read_candidates(options.scores, known)
        with progress.step("chose the actions"):
            found = plan(candidates, limits, known.policy)
        telling = Telling.of(found, known, options.language.value)
        with progress.step("wrote the files"):
            write_all(_contents(telling, options))
    if options.as_json:
        print(json.dumps(telling.found, ensure_ascii=False, allow_nan=False), flush=True)
    else:
        _printed(for_figures(), telling)


def _contents(telling: "Telling", options: Options) -> Iterator[tuple[Path, bytes]]:
    """Each file with its bytes."""
    from training.plan import writing  # noqa: PLC0415 (what draws takes a second)

    for path in options.out:
        yield path, writing.TABLES[path.suffix](telling)
    for place, rows in ((options.assigned, telling.plan.assigned), (options.held_out, telling.plan.held_out)):
        if place is not None:
            table = writing.assignment(rows, telling.bundle.policy)
            yield place, writing.csv(table) if place.suffix == ".csv" else writing.parquet(table)


def _printed(console: Console, telling: "Telling") -> None:
    """The figures, and what a channel is used for."""
    for line in (telling.facts(), *telling.lines(), *telling.prices()):
        console.print(escape(line), highlight=False, soft_wrap=True)
    for note in telling.notes():
        console.print(f"[yellow]![/yellow] {escape(note)}", highlight=False, soft_wrap=True)
    table = Table(*telling.heads("channel", "actions", "capacity", "cost"))
    for name, actions, most, cost in telling.channels():
        limit = telling.words["page"]["no_limit"] if most is None else f"{most:,}"
        table.add_row(escape(name), f"{actions:,}", limit, f"{cost:,.2f}")
    console.print(table)
