"""What a fit found, as tables for people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

CHURN = {"auc": "AUC", "brier": "Brier", "ece": "ECE", "calibration_slope": "slope", "churn_rate": "churn rate"}
VALUE = {"gini": "Gini", "bias": "bias", "interval_coverage": "coverage"}


def summary(console: Console, folder: Path, content: Mapping[str, Any]) -> None:
    """Print the figures of the test cutoff, the segments, the verdict, and where the bundle is."""
    table = Table(title="on the test cutoff", title_justify="left")
    for name in ("pattern", *CHURN.values(), *VALUE.values()):
        table.add_column(name, justify="left" if name == "pattern" else "right")
    for pattern, judged in content["card"]["patterns"].items():
        cells = [_cell(judged.get("churn", {}), key) for key in CHURN] + [
            _cell(judged.get("value", {}), key) for key in VALUE
        ]
        table.add_row(pattern, *cells)
    if table.row_count:
        console.print(table)
    segments = content["learned"]["segments"]
    console.print(f"{len(segments['profiles']) if segments else 0} segments")
    if "verdict" in content["card"]:
        console.print(content["card"]["verdict"]["text"]["en"], soft_wrap=True, highlight=False, markup=False)
    console.print(f"bundle {folder}", soft_wrap=True, highlight=False, markup=False)


def _cell(figures: Mapping[str, Any], key: str) -> str:
    return f"{figures[key]:.3f}" if figures.get(key) is not None else "–"
