"""Log lines as JSON on standard error: never a payload, and of an exception its type and place, not its message.

A message may hold the value that it complains about ("could not convert string to float: ..."); a type and a line do
not.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: time, level, logger, message, and where they are known request id and error."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage().strip(),
        }
        if (request_id := REQUEST_ID.get()) is not None:
            line["request_id"] = request_id
        if record.exc_info:
            line |= error_members(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def error_members(exc_info: ExcInfo) -> dict[str, object]:
    """Type, cause and place of an exception; the frames from the outermost in."""
    error = exc_info[1]
    if error is None:
        return {}
    types = [_type_name(link) for link in _chain(error)]
    return {"error": types[0], "causes": types[1:], "frames": _frames(error)}


def _chain(error: BaseException) -> list[BaseException]:
    links = [error]
    while (cause := links[-1].__cause__ or links[-1].__context__) is not None and cause not in links:
        links.append(cause)
    return links


def _type_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    """The last three parts of a path: where in the house, not where on the machine."""
    return "/".join(Path(filename).parts[-3:])


def configure(level: str) -> None:
    """Send everything that is logged in this process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
