"""Log lines as JSON on standard error: never a payload, and of an exception its type and place, not its message.

A message may hold the value that it complains about ("could not convert string to float: ..."); a type and a line do
not. What others log, uvicorn and Python's warnings, becomes lines in the same way.
"""

import json
import logging
import os
import sys
import traceback
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import structlog
from pydantic_core import to_json
from structlog.typing import EventDict, WrappedLogger

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
TRACE_ID: ContextVar[str | None] = ContextVar("trace_id", default=None)

logger = logging.getLogger(__name__)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def json_lines() -> logging.Formatter:
    """A formatter of one JSON object a record: message, level, logger, time, and what is known of request and error."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            _stripped,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            _with_ids,
            _with_error,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(partial(json.dumps, ensure_ascii=False)),
        ]
    )


class AccessLog:
    """A line a request, straight into `file`: as a record of `logging` it would cost a request four times as much.

    Not buffered, and of level info, which a level above it leaves out.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._logger = structlog.wrap_logger(
            structlog.BytesLogger(file),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
                _with_ids,
                _as_bytes,
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        ).bind(logger="service.access")

    def answered(self, method: str, route: str, status: int | None, seconds: float) -> None:
        """One request; `status` is None where nobody waited for an answer. What cannot be written is lost."""
        if logger.isEnabledFor(logging.INFO):
            with suppress(OSError, ValueError):
                self._logger.info("answered", method=method, route=route, status=status, ms=round(seconds * 1000, 2))


def standard_error() -> BinaryIO:
    """Where log lines go, as bytes; nowhere in a process without it."""
    file: BinaryIO | None = getattr(sys.stderr, "buffer", None)
    return file if file is not None else open(os.devnull, "wb")  # noqa: PTH123 (for as long as the process is)


def _as_bytes(_: WrappedLogger, __: str, event: EventDict) -> bytes:
    return to_json({"message": event.pop("event"), **event})


def _stripped(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["message"] = str(event.pop("event")).strip()
    return event


def _with_ids(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name, known in (("request_id", REQUEST_ID.get()), ("trace_id", TRACE_ID.get())):
        if known is not None:
            event[name] = known
    return event


def _with_error(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.pop("stack_info", None)  # lines of code and not of this event
    exc_info = event.pop("exc_info", None)
    return event if not exc_info else {**event, **error_members(exc_info)}


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
    handler.setFormatter(json_lines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
