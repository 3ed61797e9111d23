"""The plan as a workbook: what it costs and brings, and the solution table. Texts are texts, never formulas."""

from datetime import datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from training.plan.solution import COLUMNS
from training.plan.telling import Telling

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook's date has no zone; fixed, so that equal plans are equal bytes)
FORMATS = {"cost": "#,##0.00", "expected_net_value": "#,##0.00", "customers": "#,##0", "due_on": "yyyy-mm-dd"}
WIDTHS = {"segment_name": 28, "title": 30, "solution": 60, "expected_effect": 28}


def workbook(telling: Telling) -> bytes:
    """The file; the same plan gives the same bytes."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, SAFE)
    book.set_properties({"created": MADE, "title": telling.words["page"]["title"]})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        name: book.add_format({"valign": "top", "text_wrap": name in WIDTHS, "num_format": FORMATS.get(name, "@")})
        for name in COLUMNS
    }
    _solutions(book.add_worksheet(telling.words["page"]["solution"]), telling, head, formats)
    _summary(book.add_worksheet(telling.words["page"]["summary"]), telling, head, formats)
    book.close()
    return content.getvalue()


def _solutions(sheet: Worksheet, telling: Telling, head: Format, formats: dict[str, Format]) -> None:
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, WIDTHS.get(name, 14))
        sheet.write_string(0, column, telling.words["column"][name], head)
        for row, value in enumerate(telling.table[name].to_list(), 1):
            _write(sheet, row, column, value, formats[name])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(telling.table), 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _summary(sheet: Worksheet, telling: Telling, head: Format, formats: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 30)
    row = 0
    for text in (telling.facts(), *telling.lines(), *telling.prices(), *telling.notes()):
        sheet.write_string(row, 0, text)
        row += 1
    names = ("channel", "actions", "capacity", "cost")
    for column, name in enumerate(telling.heads(*names)):
        sheet.write_string(row + 1, column, name, head)
    for values in telling.channels():
        for column, value in enumerate(values):
            _write(sheet, row + 2, column, value, formats["cost" if column == len(values) - 1 else "customers"])
        row += 1


def _write(sheet: Worksheet, row: int, column: int, value: object, form: Format) -> None:
    """A text stays a text whatever it begins with; None stays empty."""
    if isinstance(value, str):
        sheet.write_string(row, column, value, form)
    elif value is not None:
        sheet.write(row, column, value, form)
