"""The apostrophe before a text that a spreadsheet would take for a formula: put there by `guarded`, off by `unguarded`.

Texts that have one of their own get another, so that what is read back is what was written, whatever it was.
"""

import polars as pl

# What begins a formula (OWASP, CSV injection), its full-width forms among them.
FORMULA = r"^('*[=+\-@\t\r\n＝＋－＠])"
GUARDED = r"^'('*[=+\-@\t\r\n＝＋－＠])"


def guarded(texts: pl.Expr) -> pl.Expr:
    """Texts as they stand in a CSV file."""
    return texts.str.replace(FORMULA, "'${1}")


def unguarded(texts: pl.Expr) -> pl.Expr:
    """Texts of a CSV file as they were."""
    return texts.str.replace(GUARDED, "${1}")
