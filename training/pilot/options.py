"""The options of `pilot`: what is analysed, what is known of it, what is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from training.errors import TrainingError
from training.report.writing import Language

CURRENT = Path("models/current")
MOST_DAYS = 3_650
Texts = list[str]
OF_A_TRIAL = ("arm", "control", "outcome", "before", "customer", "share")
OF_A_CAMPAIGN = ("orders", "started_on", "config", "held_out")
OF_A_POLICY = ("treated", "value_horizon_days", "horizon_days")


@dataclass(frozen=True, slots=True)
class Options:
    """As they were given; None or empty where they were not."""

    trial: Annotated[Path | None, typer.Option(help="CSV or Parquet, a row a customer.", show_default=False)] = None
    arm: Annotated[str | None, typer.Option(help="Column of the arm.", show_default=False)] = None
    control: Annotated[str | None, typer.Option(help="The arm that got nothing.", show_default=False)] = None
    outcome: Annotated[Texts, typer.Option(help="Column; again for more.", show_default=False)] = field(
        default_factory=list
    )
    before: Annotated[Texts, typer.Option(help="Column known before.", show_default=False)] = field(
        default_factory=list
    )
    group: Annotated[Texts, typer.Option(help="Column to part by.", show_default=False)] = field(default_factory=list)
    customer: Annotated[str | None, typer.Option(help="Column of ids; else customer_id.", show_default=False)] = None
    share: Annotated[Texts, typer.Option(help="ARM=SHARE as planned.", show_default=False)] = field(
        default_factory=list
    )
    effect: Annotated[float | None, typer.Option(help="To count customers for.", show_default=False)] = None
    assigned: Annotated[Path | None, typer.Option(help="Scores, or a plan's list.", show_default=False)] = None
    held_out: Annotated[Path | None, typer.Option(help="The plan's other list.", show_default=False)] = None
    orders: Annotated[Path | None, typer.Option(help="Orders since.", show_default=False)] = None
    campaign: Annotated[str | None, typer.Option(help="Code of the action.", show_default=False)] = None
    started_on: Annotated[str | None, typer.Option(help="First day, 2026-11-01.", show_default=False)] = None
    days: Annotated[int | None, typer.Option(min=1, help="Length of the window.", show_default=False)] = None
    config: Annotated[Path | None, typer.Option(help="TOML: columns of the orders.", show_default=False)] = None
    bundle: Annotated[Path, typer.Option(help="Whose scores these are.")] = CURRENT
    value_horizon_days: Annotated[
        int | None, typer.Option(min=1, help="Of expected value, else the bundle's.", show_default=False)
    ] = None
    horizon_days: Annotated[
        int | None, typer.Option(min=1, help="Of churn, else the bundle's.", show_default=False)
    ] = None
    uplift: Annotated[bool, typer.Option("--uplift", help="Learn whom it moves most.")] = False
    treated: Annotated[str | None, typer.Option(help="Arm that got the action.", show_default=False)] = None
    update_policy: Annotated[Path | None, typer.Option(help="TOML to write effects to.", show_default=False)] = None
    report: Annotated[Path | None, typer.Option(help="FILE.html to write.", show_default=False)] = None
    language: Annotated[Language, typer.Option("--language", "--lang", help="Of report and text.")] = Language.EN
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False

    def without(self, *names: str, beside: str) -> None:
        """TrainingError where one of these options is given, which says nothing `beside` the others."""
        for name in names:
            if getattr(self, name) not in (None, []):
                raise TrainingError(f"--{name.replace('_', '-')} has no meaning {beside}; leave it out.")

    @property
    def read(self) -> Mapping[str, Path | None]:
        """The files that are read, by what they hold."""
        return {
            "trial": self.trial,
            "scores or list": self.assigned,
            "held-out list": self.held_out,
            "orders": self.orders,
            "configuration": self.config,
            "policy": self.update_policy,
        }
