"""`make run`: from a fresh clone to a scored customer. Start reading at `main`, which is the table of contents."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import datasets, show, web
from tools.environment import ensure
from tools.fit import fit
from tools.server import Server, require_free_port, serving
from tools.trouble import told


def main(arguments: Sequence[str], root: Path) -> int:
    """Environment, data, fit, the page's charts, service, one customer, and then it serves until Ctrl-C."""
    asked = _asked(arguments)
    data = datasets.KNOWN[asked.data]
    if asked.until == "served":
        require_free_port(asked.port)
    python = ensure(root, data.locks)
    tables = datasets.prepare(root, python, data, asked.customers)
    if asked.until == "data":
        return 0
    version = fit(root, python, data, tables)
    if asked.until == "fitted":
        return 0
    web.ensure(root)
    with serving(root, python, asked.port) as server:
        introduce(server, root / data.sample, version, full=asked.full)
        server.wait()
    return 0


def introduce(server: Server, sample: Path, version: str, *, full: bool) -> None:
    """Scores one customer and prints the answer and the addresses to go on with. Raises Trouble."""
    language = show.language(os.environ)
    answer = server.score(sample.read_bytes(), language)
    print(show.full(answer) if full else show.short(answer), flush=True)
    where = os.path.relpath(sample)
    print(show.addresses(server.address, where, version, server.log), flush=True)


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    usage = "make run [DATA=demo|complete-journey] [CUSTOMERS=20000] [PORT=8000] [FULL=1]"
    parser = argparse.ArgumentParser(prog="make run", usage=usage)
    parser.add_argument("--data", choices=sorted(datasets.KNOWN), default="demo")
    parser.add_argument("--customers", type=_whole, default=20_000, help="of the demo; real data has its own")
    parser.add_argument("--port", type=_whole, default=8000)
    parser.add_argument("--until", choices=["data", "fitted", "served"], default="served")
    parser.add_argument("--full", action="store_true", help="print the whole answer, not its short form")
    return parser.parse_args(arguments)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise argparse.ArgumentTypeError("give a whole number from 1, such as 8000")
    return int(text)


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
