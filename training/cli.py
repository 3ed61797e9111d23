"""The commands: parse, call, say what happened; an error is one sentence with its remedy."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from training.bulk import check_out, load
from training.config import Config
from training.consoles import for_figures, for_talk
from training.demo import write_demo_data
from training.ending import end_with
from training.errors import TrainingError
from training.fairness.command import fairness
from training.frame import frame
from training.options import with_tables
from training.pilot.command import pilot
from training.plan.candidates import frame_with_candidates
from training.plan.command import plan_command
from training.policies.command import app as policy_app
from training.predecessor import predecessor
from training.progress import Progress, counting, waiting
from training.report.writing import Language, check_report, evaluated, write_report
from training.score_files import Job, begun
from training.signing.command import keypair, sign
from training.summary import summary
from training.tables import read_tables

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
FIT_STEPS = 8
NAME, COMPLETE = "python -m training", "_TRAINING_COMPLETE"


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
    with Progress(console := for_talk(), FIT_STEPS) as progress:
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


def _scored(console: Console, out: Path, scored: int, refused: int) -> None:
    console.print(f"{scored} customers in {escape(str(out))}", highlight=False, soft_wrap=True)
    if refused:
        console.print(f"{refused} lines are refused; the file tells why in its column problem", highlight=False)


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
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Score every customer of some files on the same path as a request."""
    console = for_talk()
    settings = Config.from_toml(config, {"as_of": as_of})
    check_out(out, [path for path in (*files.values(), payloads, config) if path is not None])
    job = Job(bundle, files, payloads, settings, frame_with_candidates if candidates else frame)
    with ExitStack() as stack:
        with counting(console, "splitting by customer", "rows") as looked:
            run = stack.enter_context(begun(job, out, looked, workers))
        console.print(f"scoring as of {run.day}", highlight=False)
        with counting(console, "scoring", "customers") as count:
            written = run.write(count)
    _scored(console, out, scored := written.rows - written.refused, written.refused)
    if as_json:
        told = {"out": str(out), "as_of": str(run.day), "scored": scored, "refused": written.refused}
        print(json.dumps(told, ensure_ascii=False), flush=True)
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
    with Progress(for_talk(), FIT_STEPS) as progress:
        done = Evaluated.of(files, settings, old, progress)
    if as_json:
        print(json.dumps(done.found, ensure_ascii=False, allow_nan=False), flush=True)
    else:
        printed(for_figures(), done.found)
    if report is not None:
        with Progress(for_talk(), FIT_STEPS) as progress:
            write_report(done.content(progress), done.found, "", language.value, report)


@app.command()
def report(
    bundle: Annotated[Path, typer.Option(help="A bundle, or the file that names one.")] = Path("models/current"),
    out: Annotated[Path, typer.Option(help="FILE.html to write.")] = Path("build/report.html"),
    language: Annotated[Language, typer.Option(help="Of its texts.")] = Language.EN,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write what a bundle learned and how good it was as one page that needs no network."""
    check_report(out, "--out")
    content, evaluation, version = evaluated(bundle)
    with waiting("draws the charts"):
        write_report(content, evaluation, version, language.value, out)
    if as_json:
        print(json.dumps({"report": str(out), "bundle": version}, ensure_ascii=False), flush=True)
        return
    for_talk().print(f"report {escape(str(out))}", highlight=False, soft_wrap=True)


@app.command("demo-data")
def demo_data(
    customers: Annotated[int, typer.Option(min=1, help="How many.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed writes the same bytes.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("build/demo"),
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write every table of a plausible company, and the truth behind it."""
    with waiting("makes up a company"):
        written = [str(path) for path in write_demo_data(customers, seed, out)]
    print(json.dumps({"files": written}, ensure_ascii=False) if as_json else "\n".join(written), flush=True)


app.command()(pilot)
app.command()(fairness)
app.add_typer(policy_app, name="policy")
app.command("plan")(plan_command)
app.command()(keypair)
app.command()(sign)


def main() -> None:
    """Run a command. `tools/completion.bash` asks through COMPLETE what could stand next."""
    if COMPLETE in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]  # noqa: PLC0415 (else not needed)

        completion_init()
    end_with(lambda: app(prog_name=NAME, standalone_mode=False, complete_var=COMPLETE))
