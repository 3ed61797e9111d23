"""The command `fairness`: a score file and the customers' file in, whether groups are treated alike out."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from training.config import Config
from training.consoles import for_figures, for_talk
from training.plan.files import check_apart
from training.progress import waiting
from training.report.writing import Language, check_report


def fairness(
    scores: Annotated[Path, typer.Option(help="A file of `training score`.")],
    customers: Annotated[Path, typer.Option(help="CSV or Parquet, a row a customer.")],
    group: Annotated[list[str], typer.Option(help="Column of the customers' file; again for more.")],
    config: Annotated[Path | None, typer.Option(help="TOML: columns.", show_default=False)] = None,
    bundle: Annotated[Path, typer.Option(help="Whose scores these are.")] = Path("models/current"),
    report: Annotated[Path | None, typer.Option(help="FILE.html to write.", show_default=False)] = None,
    language: Annotated[Language, typer.Option("--language", "--lang", help="Of report and text.")] = Language.EN,
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
) -> None:
    """Say whether actions and discounts differ by age, gender, income or any other group."""
    from training.fairness.printed import printed  # noqa: PLC0415
    from training.fairness.reading import read_base  # noqa: PLC0415 (SciPy takes a second)
    from training.fairness.report import judged  # noqa: PLC0415

    if report is not None:
        check_report(report, "--report")
        check_apart([report], {"scores": scores, "customers": customers, "configuration": config})
    with waiting("compares the groups"):
        found = judged(read_base(scores, customers, group, Config.from_toml(config), bundle), scores)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, allow_nan=False), flush=True)
    else:
        printed(for_figures(), found, language.value)
    if report is not None:
        from training.fairness.page import page  # noqa: PLC0415 (Altair takes a second, which only reports need)
        from training.pilot.writing import replace_text  # noqa: PLC0415

        replace_text(report, page(found, language.value))
        for_talk().print(f"report {escape(str(report))}", highlight=False, soft_wrap=True)
