"""The command `pilot`: an experiment's file, or a score file with the orders since, and what came of it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from training.errors import TrainingError
from training.pilot import given
from training.pilot.writing import replace_text
from training.progress import Progress
from training.report.writing import Language

if TYPE_CHECKING:
    from training.pilot.trial import Trial

FILES = "give --trial FILE for an experiment in a table of yours, or --assigned FILE for a campaign of this program"


def pilot(
    trial: Annotated[Path | None, typer.Option(help="CSV or Parquet, a row a customer.", show_default=False)] = None,
    arm: Annotated[str | None, typer.Option(help="Column of the arm.", show_default=False)] = None,
    control: Annotated[str | None, typer.Option(help="The arm that got nothing.", show_default=False)] = None,
    outcome: Annotated[list[str] | None, typer.Option(help="Column; again for more.", show_default=False)] = None,
    before: Annotated[list[str] | None, typer.Option(help="Column known before.", show_default=False)] = None,
    group: Annotated[list[str] | None, typer.Option(help="Column to part by.", show_default=False)] = None,
    customer: Annotated[str | None, typer.Option(help="Column of ids; else customer_id.", show_default=False)] = None,
    share: Annotated[list[str] | None, typer.Option(help="ARM=SHARE as planned.", show_default=False)] = None,
    effect: Annotated[float | None, typer.Option(help="To count customers for.", show_default=False)] = None,
    assigned: Annotated[Path | None, typer.Option(help="Scores, or a plan's list.", show_default=False)] = None,
    held_out: Annotated[Path | None, typer.Option(help="The plan's other list.", show_default=False)] = None,
    orders: Annotated[Path | None, typer.Option(help="Orders since.", show_default=False)] = None,
    campaign: Annotated[str | None, typer.Option(help="Code of the action.", show_default=False)] = None,
    started_on: Annotated[str | None, typer.Option(help="First day, 2026-11-01.", show_default=False)] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Length of the window.", show_default=False)] = None,
    config: Annotated[Path | None, typer.Option(help="TOML: columns of the orders.", show_default=False)] = None,
    bundle: Annotated[Path, typer.Option(help="Whose scores these are.")] = given.CURRENT,
    value_horizon_days: Annotated[
        int | None, typer.Option(min=1, help="Of expected value, else the bundle's.", show_default=False)
    ] = None,
    horizon_days: Annotated[
        int | None, typer.Option(min=1, help="Of churn, else the bundle's.", show_default=False)
    ] = None,
    uplift: Annotated[bool, typer.Option("--uplift", help="Learn whom it moves most.")] = False,
    treated: Annotated[str | None, typer.Option(help="Arm that got the action.", show_default=False)] = None,
    update_policy: Annotated[Path | None, typer.Option(help="TOML to write effects to.", show_default=False)] = None,
    report: Annotated[Path | None, typer.Option(help="FILE.html to write.", show_default=False)] = None,
    language: Annotated[Language, typer.Option(help="Of report and text.")] = Language.EN,
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
) -> None:
    """Say what a campaign brought, by assignment: an experiment's file, or a score file and the orders since."""
    from training.pilot.analysis import analyse  # noqa: PLC0415 (SciPy takes a second)

    read = {"trial": trial, "scores or list": assigned, "held-out list": held_out, "orders": orders}
    given.check_report(report, read | {"configuration": config, "policy": update_policy})
    policy = given.policy(update_policy, campaign, treated)
    horizons = (value_horizon_days, horizon_days)
    known = given.for_policy(policy, trial if assigned is None else None, days, bundle, *horizons)
    given.check_effect(effect)
    if trial is not None and assigned is None:
        only: dict[str, object] = {"--orders": orders, "--started-on": started_on, "--config": config}
        given.unused(only | {"--held-out": held_out}, "beside --trial")
        own = given.experiment(trial, arm, control, outcome, before or (), group or (), customer, share or (), days)
        about = replace(own, bundle=known)
    elif assigned is not None and trial is None:
        only = {"--arm": arm, "--control": control, "--outcome": outcome, "--before": before, "--customer": customer}
        given.unused(only | {"--share": share}, "beside --assigned")
        about = given.campaign(assigned, orders, campaign, started_on, days, config, bundle, group or (), held_out)
    else:
        raise TrainingError(f"{FILES}; one of both.")
    found = about.facts | analyse(about.trial, about.shares, effect)
    if uplift:
        found |= _uplift(about.trial, found["notes"])
    if policy is not None:
        trusted = found["verdict"]["code"] not in ("mismatch", "unlike")
        found["policy"], notes = given.updated(policy, about, treated, horizons, trusted=trusted)
        found["notes"] += notes
    say(found, language.value, report, as_json=as_json)


def _uplift(trial: "Trial", notes: list[str]) -> dict[str, Any]:
    """Whom each arm moves most (`uplift`), and the notes with those on arms that are too small to say."""
    from training.uplift.of_trial import every, too_small  # noqa: PLC0415 (scikit-learn takes a second)

    with Progress(Console(stderr=True), 1) as progress, progress.step("learned whom it moves most"):
        return {"uplift": every(trial), "notes": [*notes, *too_small(trial)]}


def say(found: dict[str, Any], language: str, report: Path | None, *, as_json: bool) -> None:
    """Print the figures, and write the page where one is wanted."""
    from training.pilot.printed import printed  # noqa: PLC0415

    if as_json:
        print(json.dumps(found, ensure_ascii=False, allow_nan=False), flush=True)
    else:
        printed(Console(), found, language)
    if report is not None:
        from training.pilot.page import page  # noqa: PLC0415 (Altair takes a second, which only reports need)

        replace_text(report, page(found, language))
        Console(stderr=True).print(f"report {escape(str(report))}", highlight=False, soft_wrap=True)
