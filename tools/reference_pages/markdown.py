"""Markdown as the reference pages need it."""

from collections.abc import Iterable, Sequence

MADE = "<!-- made by `make openapi`: change what it is made from -->"


def document(title: str, blocks: Iterable[str]) -> str:
    """A whole page."""
    return "\n\n".join([f"# {title}", MADE, *blocks]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar in a cell is no end of it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )


def code(text: str) -> str:
    """Inline code, nothing where there is none."""
    return f"`{text}`" if text else ""
