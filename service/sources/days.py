"""Days as vendors write them: dates, date-times with and without an offset, seconds since 1970, spreadsheet days."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.sources.conversions import Wrong
from service.sources.mapping import Json

WORDS = ("iso", "epoch_s", "epoch_ms", "spreadsheet")
USUAL = ("iso",)
LONGEST = 40
SECONDS = {"epoch_s": 1, "epoch_ms": 1000}
SPREADSHEET_ZERO = date(1899, 12, 30)  # so that 60 is 1900-02-28, as spreadsheets have had it since a bug of 1983

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPREADSHEET_LAST = 109_574  # 2199-12-31
_TIMES = ("%H", "%I", "%s")


def day(value: Json, formats: tuple[str, ...], zone: ZoneInfo | None, at_home: ZoneInfo) -> str:
    """The calendar day `at_home`, where the bundle's customers are; `zone` is that of times without an offset.

    A date without a time is that day wherever it was written.
    """
    for form in formats:
        found = _as(form, value)
        if isinstance(found, datetime):
            return _at_home(found, zone or at_home, at_home)
        if found is not None:
            return found.isoformat()
    raise Wrong("not_a_day", f"must be a day in one of the forms {', '.join(formats)}; see dates.formats")


def month(value: Json, formats: tuple[str, ...], zone: ZoneInfo | None, at_home: ZoneInfo) -> str:
    """A month as YYYY-MM, or any day in it."""
    if isinstance(value, str) and _MONTH.fullmatch(value.strip()):
        return value.strip()
    return day(value, formats, zone, at_home)


def is_form(form: str) -> bool:
    """Whether it is a word of ours, or a pattern of `strptime` that has a day in it."""
    if form in WORDS:
        return True
    moment = datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC)
    try:
        return datetime.strptime(moment.strftime(form), form).date() == moment.date()  # noqa: DTZ007
    except ValueError:
        return False


def _at_home(moment: datetime, zone: ZoneInfo, at_home: ZoneInfo) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    try:
        return aware.astimezone(at_home).date().isoformat()
    except (OverflowError, ValueError):  # the first or last day that there is
        return moment.date().isoformat()


def _as(form: str, value: Json) -> date | None:
    if form in SECONDS:
        return _moment(_whole(value), SECONDS[form])
    if form == "spreadsheet":
        days = _whole(value)
        return SPREADSHEET_ZERO + timedelta(days=days) if days is not None and 0 < days <= _SPREADSHEET_LAST else None
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    return _iso(value.strip()) if form == "iso" else _by(form, value.strip())


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError:
        return None


def _by(form: str, text: str) -> date | None:
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007 (its zone is told beside it)
    except ValueError:
        return None
    return found if any(time in form for time in _TIMES) else found.date()


def _whole(value: Json) -> float | None:
    """A number, or a text of digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"-?[0-9]{1,16}(?:\.[0-9]{1,9})?", value.strip()) else None
    return float(value) if isinstance(value, int | float) and abs(value) < 1e17 else None


def _moment(number: float | None, a_second: int) -> datetime | None:
    if number is None:
        return None
    try:
        return datetime.fromtimestamp(number / a_second, UTC)
    except (OverflowError, OSError, ValueError):
        return None
