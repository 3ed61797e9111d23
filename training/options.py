"""Options of commands, declared once: the tables (`--orders FILE` and so on), and the fields of a dataclass."""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

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

    options = [Parameter(table, Parameter.KEYWORD_ONLY, default=None, annotation=File) for table in ORDERS_FIRST]
    return _instead_of_first(command, called, options)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each field of the dataclass that its first parameter is."""
    first = next(iter(signature(command).parameters))
    kind = get_type_hints(command)[first]
    hints = get_type_hints(kind, include_extras=True)

    @wraps(command)
    def called(**given: Any) -> None:
        own = {field.name: given.pop(field.name) for field in fields(kind)}
        command(kind(**own), **given)

    options = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=_default(field), annotation=hints[field.name])
        for field in fields(kind)
    ]
    return _instead_of_first(command, called, options)


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return Parameter.empty if field.default is MISSING else field.default


def _instead_of_first(
    command: Callable[..., None], called: Callable[..., None], options: list[Parameter]
) -> Callable[..., None]:
    _, *others = signature(command).parameters.values()
    others = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in others]
    called.__signature__ = signature(command).replace(parameters=[*options, *others])  # type: ignore[attr-defined]
    return called
