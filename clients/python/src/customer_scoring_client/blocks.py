"""A stream of any length as blocks of NDJSON: each is a request of its own, so that each can be repeated alone.

One endless request would reach one replica, be swallowed whole by proxies that buffer, break when the replica is
replaced, and could not be repeated. A block is small, goes to whichever replica is free, and is repeated as it is.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from customer_scoring_client.errors import UnexpectedAnswer

BLOCK_LINES = 256  # as many as the service scores together
BLOCK_BYTES = 1024 * 1024
PROBLEM_BEGINS = b'{"type":"urn:customer-scoring:problem:'  # an answer begins with customer_id


@dataclass(frozen=True, slots=True)
class Block:
    """Lines to be sent together, and the number of each in the whole stream, from 1."""

    body: bytes
    numbers: tuple[int, ...]

    def answers(self, body: bytes, request_id: str) -> list[bytes]:
        """One line an answer, in order; problems name their line in the whole stream. Raises `UnexpectedAnswer`."""
        lines = body.splitlines()
        if len(lines) != len(self.numbers):
            message = f"{len(lines)} answers came to the {len(self.numbers)} lines from {self.numbers[0]} on; try again"
            raise UnexpectedAnswer(message, request_id, 200)
        return [self._numbered(line) if line.startswith(PROBLEM_BEGINS) else line for line in lines]

    def _numbered(self, line: bytes) -> bytes:
        problem = json.loads(line)
        problem["line"] = self.numbers[problem["line"] - 1]
        return json.dumps(problem, ensure_ascii=False, separators=(",", ":")).encode()


class Cutter:
    """Collects lines into blocks. Blank lines are left out but counted, as the service does; a long line goes alone."""

    def __init__(self) -> None:
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._lines: list[bytes] = []
        self._numbers: list[int] = []
        self._bytes = 0

    def add(self, line: bytes) -> Block | None:
        """The block that had to end before this line, if one had to."""
        self._number += 1
        text = line.rstrip(b"\n")
        if not text.strip():
            return None
        is_full = len(self._lines) == BLOCK_LINES or self._bytes + len(text) > BLOCK_BYTES
        ended = self.end() if is_full else None
        self._lines.append(text)
        self._numbers.append(self._number)
        self._bytes += len(text) + 1
        return ended

    def end(self) -> Block | None:
        """What is left; None where nothing is."""
        block = Block(b"\n".join(self._lines), tuple(self._numbers)) if self._lines else None
        self._begin()
        return block


def cut(lines: Iterable[bytes]) -> Iterator[Block]:
    """The blocks of some lines."""
    cutter = Cutter()
    for line in lines:
        if block := cutter.add(line):
            yield block
    if block := cutter.end():
        yield block
