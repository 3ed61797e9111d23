"""The commands: parse, call, say what happened; an error is one sentence with its remedy."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from scoring.bundle import BundleError
from training.bulk import load, score_chunks, write_scores
from training.config import Config
from training.demo import write_demo_data
from training.errors import TrainingError
from training.fit import fit as fit_bundle
from training.progress import Progress, counting
from training.publish import publish
from training.summary import summary
from training.tables import read_tables

app = typer.Typer(add_completion=True, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
FIT_STEPS = 7
INTERRUPTED = 130  # as Typer ends when a person stops it
File = Annotated[Path | None, typer.Option(help="CSV or Parquet.", show_default=False)]


@app.command()
def fit(
    orders: File = None,
    customers: File = None,
    usage: File = None,
    inquiries: File = None,
    feedback: File = None,
    contacts: File = None,
    config: Annotated[Path | None, typer.Option(help="TOML: columns, what is learned.", show_default=False)] = None,
    as_of: Annotated[str | None, typer.Option(help="The last day that is known; default: of the data.")] = None,
    horizon_days: Annotated[str | None, typer.Option(help="Churn horizon, or auto.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of bundles.")] = Path("models"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the card as JSON.")] = False,
) -> None:
    """Fit a bundle on a company's own tables and make it the current one."""
    paths = _given(
        orders=orders, customers=customers, usage=usage, inquiries=inquiries, feedback=feedback, contacts=contacts
    )
    settings = Config.from_toml(config, {"as_of": as_of, "horizon_days": horizon_days})
    console = Console(stderr=True)
    with Progress(console, FIT_STEPS) as progress:
        with progress.step("read the tables"):
            tables = read_tables(paths, settings)
        fitted = fit_bundle(tables, settings, progress)
        with progress.step("published the bundle"):
            folder = publish(fitted, out)
    for note in fitted.notes:
        console.print(f"[yellow]note[/yellow] {escape(note)}", highlight=False, soft_wrap=True)
    if as_json:
        print(json.dumps({"bundle": folder.name, **fitted.content["card"]}, ensure_ascii=False))
    else:
        summary(console, folder, fitted.content)


@app.command()
def score(
    bundle: Annotated[Path, typer.Option(help="A bundle, or the file that names one.")] = Path("models/current"),
    orders: File = None,
    customers: File = None,
    usage: File = None,
    inquiries: File = None,
    feedback: File = None,
    contacts: File = None,
    payloads: Annotated[Path | None, typer.Option(help="NDJSON: one request a line.", show_default=False)] = None,
    config: Annotated[Path | None, typer.Option(help="TOML: columns.", show_default=False)] = None,
    as_of: Annotated[str | None, typer.Option(help="The day of the scores; default: the last of the data.")] = None,
    out: Annotated[Path, typer.Option(help="FILE.parquet or FILE.ndjson.")] = Path("build/scores.parquet"),
) -> None:
    """Score every customer of some files on the same path as a request."""
    paths = _given(
        orders=orders, customers=customers, usage=usage, inquiries=inquiries, feedback=feedback, contacts=contacts
    )
    console = Console(stderr=True)
    settings = Config.from_toml(config, {"as_of": as_of})
    day, total, chunks = score_chunks(load(bundle), paths, payloads, settings)
    console.print(f"scoring as of {day}", highlight=False)
    with counting(console, total) as count:
        written = write_scores(chunks, out, count)
    console.print(f"{written} customers in {escape(str(out))}", highlight=False, soft_wrap=True)


@app.command("demo-data")
def demo_data(
    customers: Annotated[int, typer.Option(min=1, help="How many.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("build/demo"),
) -> None:
    """Write every table of a plausible company, and the truth behind it."""
    for path in write_demo_data(customers, seed, out):
        print(path)


def _given(**paths: Path | None) -> dict[str, Path]:
    return {name: path for name, path in paths.items() if path is not None}


def main() -> None:
    """Run a command; what a person can mend ends with one sentence and exit code 1."""
    try:
        app()
    except (TrainingError, BundleError) as error:
        _say(str(error))
        sys.exit(1)
    except OSError as error:
        _say(_of_the_system(error))
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            Console(stderr=True).print("stopped; nothing was published")
        raise


def _say(fault: str) -> None:
    """One sentence; [orders] and the like in it are no markup."""
    Console(stderr=True).print(f"[red]error[/red] {escape(fault)}", highlight=False, soft_wrap=True)


def _of_the_system(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{where}; free space or permissions are the usual cause, then run it again"
