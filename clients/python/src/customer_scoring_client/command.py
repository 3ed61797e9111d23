"""`customer-scoring-client score FILE.ndjson --out SCORES.ndjson`: a file through a service that is running.

The key is read from the environment (CUSTOMER_SCORING_API_KEY) or from a file: a command line is seen by everybody.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from customer_scoring_client.async_client import AsyncScoringClient
from customer_scoring_client.errors import ScoringError
from customer_scoring_client.files import Scored, score_file
from customer_scoring_client.progress import bar
from customer_scoring_client.retry import Retry

URL, KEY = "CUSTOMER_SCORING_URL", "CUSTOMER_SCORING_API_KEY"
PATIENT = Retry(attempts=1_000_000)  # the deadline ends it
INTERRUPTED = 130


def main() -> None:
    """The command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Exit code: 0, 1 where something failed (one sentence says what), 2 where the call is wrong, 130 when stopped."""
    asked = _parser().parse_args(arguments)
    began = time.monotonic()
    try:
        scored = asyncio.run(_score(asked))
    except ScoringError as error:
        return _fail(str(error))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        return _fail(f"{error.strerror or error}{where}; check the path and the permissions, then run it again")
    except ValueError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("stopped; nothing was written", file=sys.stderr)
        return INTERRUPTED
    _tell(asked, scored, time.monotonic() - began)
    if scored.refused == scored.lines:
        return _fail(f"every line of {asked.file} was refused; {asked.out} says why, line by line")
    return 0


async def _score(asked: argparse.Namespace) -> Scored:
    running = asyncio.current_task()
    if running is not None and hasattr(signal, "SIGTERM") and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    key = asked.api_key_file.read_text(encoding="utf-8").strip() if asked.api_key_file else os.environ.get(KEY)
    async with AsyncScoringClient(
        asked.url, api_key=key, language=asked.lang, retry=PATIENT, deadline_seconds=asked.patience
    ) as client:
        with bar(asked.file, shown=not asked.no_progress) as on_progress:
            return await score_file(
                client, asked.file, asked.out, mapping=asked.source, in_flight=asked.in_flight, on_progress=on_progress
            )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("customer-scoring-client", description=__doc__, allow_abbrev=False)
    score = parser.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "score", help="score a file of requests, one a line (NDJSON)", allow_abbrev=False
    )
    url = os.environ.get(URL, "http://127.0.0.1:8000")
    score.add_argument("file", type=Path, metavar="FILE", help="one request a line")
    score.add_argument("--out", type=Path, required=True, help="one answer a line; appears when it is whole")
    score.add_argument("--url", default=url, help=f"the service (default {url}; {URL})")
    score.add_argument("--lang", help="zh-Hans, zh-Hant or en; default: the service's")
    score.add_argument("--source", help="whose records the lines are, by the name of the service's mapping")
    score.add_argument("--api-key-file", type=Path, help=f"a file that holds the key (or {KEY})")
    score.add_argument("--in-flight", type=_positive, default=4, help="requests at a time (default 4)")
    score.add_argument("--patience", type=_seconds, default=120.0, help="seconds to keep trying (default 120)")
    score.add_argument("--no-progress", action="store_true", help="no bar, on a terminal too")
    score.add_argument("--json", action="store_true", help="the summary as JSON on standard output")
    return parser


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("must be a number of seconds above 0")
    return seconds


def _tell(asked: argparse.Namespace, scored: Scored, seconds: float) -> None:
    if asked.json:
        figures = {"scored": scored.lines - scored.refused, "refused": scored.refused, "seconds": round(seconds, 3)}
        print(json.dumps({"out": str(asked.out), **figures}, ensure_ascii=False))
        return
    print(f"{scored.lines - scored.refused} customers in {asked.out}, {seconds:.1f} s", file=sys.stderr)
    if scored.refused:
        lines = "1 line is" if scored.refused == 1 else f"{scored.refused} lines are"
        print(f"{lines} refused; the answer in their place says why", file=sys.stderr)


def _fail(sentence: str) -> int:
    print(f"error {sentence}", file=sys.stderr)
    return 1
