"""docs/reference/configuration.md, from the settings table of the service."""

from pathlib import Path

from service.settings import entries
from tools.reference_pages.markdown import code, document, table

INTRODUCTION = """\
Every setting of the service. The command line wins over the environment; a value that breaks its rule stops the start
with a sentence and exit code 2. `python -m service --help` says the same."""


def page(_: Path) -> str:
    """The page."""
    rows = [[code(entry.option), code(entry.variable), code(entry.default), str(entry.rule)] for entry in entries()]
    return document(
        "Settings of the service", [INTRODUCTION, table(["option", "variable", "default", "meaning"], rows)]
    )
