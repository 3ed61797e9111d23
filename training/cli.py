"""The commands: parse, call, say what happened; an error is one sentence with its remedy."""

import json
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from polars.exceptions import PolarsError
from rich.console import Console
from rich.markup import escape

from scoring.bundle import BundleError
from training.bulk import check_out, load
from training.config import Config
from training.demo import write_demo_data
from training.errors import TrainingError
from training.fairness.command import fairness
from training.frame import frame
from training.options import with_tables
from training.pilot.command import pilot
from training.plan.candidates import frame_with_candidates
from training.plan.command import plan_command
from training.policies.command import app as policy_app
from training.predecessor import predecessor
from training.progress import Progress, counting
from training.report.writing import Language, check_report, evaluated, write_report
from training.score_files import Job, begun
from training.summary import summary
from training.tables import read_tables

app = typer.Typer(add_completion=True, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
FIT_STEPS = 8
IO_FAULT = re.compile(r"([^:]+) \(os error \d+\)")  # how Polars tells of one
INTERRUPTED = 130  # as Typer ends when a person stops it
TERMINATED = 143


@app.command()
@with_tables
def fit(
    files: Mapping[str, Path],
    config: Annotated[Path | None, typer.Option(help="TOML: columns, what is learned.", show_default=False)] = None,
    as_of: Annotated[str | None, typer.Option(help="The last day that is known; default: of the data.")] = None,
    horizon_days: Annotated[str | None, typer.Option(help="Churn horizon, or auto.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of bundles.")] = Path("models"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the card as JSON.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Publish even if no better than recency alone.")] = False,
    codes_from: Annotated[
        str | None, typer.Option(help="Bundle whose segment codes stay, or none; default: current.", show_default=False)
    ] = None,
) -> None:
    """Fit a bundle on a company's own tables and make it the current one."""
    from training.fit import fit as fit_bundle  # noqa: PLC0415 (scikit-learn takes a second, which only fits need)
    from training.publish import allowed, check_folder, publish  # noqa: PLC0415

    settings = Config.from_toml(config, {"as_of": as_of, "horizon_days": horizon_days})
    check_folder(out)
    before = predecessor(codes_from, out)
    with Progress(console := Console(stderr=True), FIT_STEPS) as progress:
        with progress.step("read the tables"):
            tables = read_tables(files, settings)
        fitted = allowed(fit_bundle(tables, settings, progress, before), force=force)
        with progress.step("published the bundle"):
            folder = publish(fitted, out)
    _noted(console, fitted.notes)
    if as_json:
        print(json.dumps({"bundle": folder.name, **fitted.content["card"]}, ensure_ascii=False))
    else:
        summary(console, folder, fitted.content)


def _noted(console: Console, notes: Sequence[str]) -> None:
    for note in notes:
        console.print(f"[yellow]note[/yellow] {escape(note)}", highlight=False, soft_wrap=True)


@app.command()
@with_tables
def score(
    files: Mapping[str, Path],
    bundle: Annotated[Path, typer.Option(help="A bundle, or the file that names one.")] = Path("models/current"),
    payloads: Annotated[Path | None, typer.Option(help="NDJSON: one request a line.", show_default=False)] = None,
    config: Annotated[Path | None, typer.Option(help="TOML: columns.", show_default=False)] = None,
    as_of: Annotated[str | None, typer.Option(help="The day of the scores; default: the last of the data.")] = None,
    out: Annotated[Path, typer.Option(help="FILE.parquet or FILE.ndjson.")] = Path("build/scores.parquet"),
    candidates: Annotated[bool, typer.Option("--candidates", help="All actions that pay, for a plan.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; default: a core each.", show_default=False)
    ] = None,
) -> None:
    """Score every customer of some files on the same path as a request."""
    console = Console(stderr=True)
    settings = Config.from_toml(config, {"as_of": as_of})
    check_out(out, [path for path in (*files.values(), payloads, config) if path is not None])
    job = Job(bundle, files, payloads, settings, frame_with_candidates if candidates else frame)
    with ExitStack() as stack:
        with counting(console, "splitting by customer", "rows") as looked:
            run = stack.enter_context(begun(job, out, looked, workers))
        console.print(f"scoring as of {run.day}", highlight=False)
        with counting(console, "scoring", "customers") as count:
            written = run.write(count)
    scored = written.rows - written.refused
    console.print(f"{scored} customers in {escape(str(out))}", highlight=False, soft_wrap=True)
    if written.refused:
        console.print(f"{written.refused} lines are refused; the file tells why in its column problem", highlight=False)
    if not scored:
        raise TrainingError(f"{payloads} holds no request that can be scored; write one request a line (NDJSON).")


@app.command()
@with_tables
def evaluate(
    files: Mapping[str, Path],
    config: Annotated[Path | None, typer.Option(help="TOML: columns, what is learned.", show_default=False)] = None,
    as_of: Annotated[str | None, typer.Option(help="The last day that is known; default: of the data.")] = None,
    horizon_days: Annotated[str | None, typer.Option(help="Churn horizon, or auto.")] = None,
    champion: Annotated[Path | None, typer.Option("--against", help="A bundle to compare.", show_default=False)] = None,
    report: Annotated[Path | None, typer.Option(help="FILE.html to write.", show_default=False)] = None,
    language: Annotated[Language, typer.Option(help="Of the report.")] = Language.EN,
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
) -> None:
    """Say how good a fit on these tables is on its last cutoff; publishes nothing."""
    from training.evaluation.command import Evaluated  # noqa: PLC0415 (scikit-learn takes a second)
    from training.evaluation.printed import printed  # noqa: PLC0415

    settings = Config.from_toml(config, {"as_of": as_of, "horizon_days": horizon_days})
    old = None if champion is None else load(champion)
    if report is not None:
        check_report(report, "--report")
    with Progress(Console(stderr=True), FIT_STEPS) as progress:
        done = Evaluated.of(files, settings, old, progress)
    if as_json:
        print(json.dumps(done.found, ensure_ascii=False, allow_nan=False), flush=True)
    else:
        printed(Console(), done.found)
    if report is not None:
        with Progress(Console(stderr=True), FIT_STEPS) as progress:
            write_report(done.content(progress), done.found, "", language.value, report)


@app.command()
def report(
    bundle: Annotated[Path, typer.Option(help="A bundle, or the file that names one.")] = Path("models/current"),
    out: Annotated[Path, typer.Option(help="FILE.html to write.")] = Path("build/report.html"),
    language: Annotated[Language, typer.Option(help="Of its texts.")] = Language.EN,
) -> None:
    """Write what a bundle learned and how good it was as one page that needs no network."""
    check_report(out, "--out")
    content, evaluation, version = evaluated(bundle)
    write_report(content, evaluation, version, language.value, out)
    Console(stderr=True).print(f"report {escape(str(out))}", highlight=False, soft_wrap=True)


@app.command("demo-data")
def demo_data(
    customers: Annotated[int, typer.Option(min=1, help="How many.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed writes the same bytes.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("build/demo"),
) -> None:
    """Write every table of a plausible company, and the truth behind it."""
    for path in write_demo_data(customers, seed, out):
        print(path)


app.command()(pilot)
app.command()(fairness)
app.add_typer(policy_app, name="policy")
app.command("plan")(plan_command)


def main() -> None:
    """Run a command; what a person can mend ends with one sentence and exit code 1.

    Being terminated ends it as Ctrl-C does: workers are stopped and half-written files removed.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        app()
    except (TrainingError, BundleError) as error:
        _say(str(error))
        sys.exit(error.exit_code if isinstance(error, TrainingError) else 1)
    except OSError as error:
        _say(_of_the_system(error.strerror or str(error), error.filename))
        sys.exit(1)
    except PolarsError as error:
        fault = IO_FAULT.search(str(error))
        if fault is None:
            raise
        _say(_of_the_system(fault[1], None))
        sys.exit(1)
    except SystemExit as ended:
        if ended.code in (INTERRUPTED, TERMINATED):
            Console(stderr=True).print("stopped; nothing was written")
        raise


def _say(fault: str) -> None:
    """One sentence; [orders] and the like in it are no markup."""
    Console(stderr=True).print(f"[red]error[/red] {escape(fault)}", highlight=False, soft_wrap=True)


def _of_the_system(fault: str, file: str | None) -> str:
    where = f" ({file})" if file else ""
    return f"{fault}{where}; free space or permissions are the usual cause, then run it again"
