"""The tables as options of a command: `--orders FILE`, `--customers FILE` and so on, declared once for all commands."""

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from training.config import FILES

File = Annotated[Path | None, typer.Option(help="CSV or Parquet.", show_default=False)]
ORDERS_FIRST = sorted(FILES, key=lambda table: (table != "orders", FILES.index(table)))


def with_tables(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each table instead of its first parameter, the files that were given by table."""

    @wraps(command)
    def called(**given: Any) -> None:
        files = {table: given.pop(table) for table in ORDERS_FIRST}
        command({table: path for table, path in files.items() if path is not None}, **given)

    _, *others = signature(command).parameters.values()
    options = [Parameter(table, Parameter.KEYWORD_ONLY, default=None, annotation=File) for table in ORDERS_FIRST]
    others = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in others]
    called.__signature__ = signature(command).replace(parameters=[*options, *others])  # type: ignore[attr-defined]
    return called
