"""What a person can put right: one sentence with place, rule and remedy, shown without a traceback."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

ROWS_SHOWN = 5


class TrainingError(Exception):
    """A fault of the files or of the configuration; its text never holds a customer's value."""

    exit_code = 1


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name most like the one given; None where there are none.

    Likeness is difflib's ratio without regard to case and `_`; a name that contains the other (`InvoiceDate`, `date`)
    counts as near.
    """

    def likeness(candidate: str) -> tuple[float, str]:
        a, b = _plain(name), _plain(candidate)
        return SequenceMatcher(None, a, b).ratio() + 0.5 * (a in b or b in a), candidate

    return max((n for n in names if _is_a_name(n)), key=likeness, default=None)


def or_nearest(name: str, names: Iterable[str]) -> str:
    """`; the nearest is "x"`, or nothing where there is no name."""
    found = nearest(name, names)
    return "" if found is None else f'; the nearest is "{found}"'


def rows(numbers: Sequence[int]) -> str:
    """Rows by number, the first of them: `row 7`, `rows 3, 8 and 12`, `rows 3, 4, 5, 6, 7 and 41 more`."""
    shown = [f"{number:,}" for number in numbers[:ROWS_SHOWN]]
    if len(numbers) == 1:
        return f"row {shown[0]}"
    if len(numbers) > ROWS_SHOWN:
        return f"rows {', '.join(shown)} and {len(numbers) - ROWS_SHOWN:,} more"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


def _is_a_name(name: str) -> bool:
    """Whether a person wrote it as one: Polars numbers headings that repeat, and binary files show no names at all."""
    return bool(_plain(name)) and name.isprintable() and "_duplicated_" not in name


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace(" ", "")
