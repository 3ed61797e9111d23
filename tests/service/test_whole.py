"""An answer's head and body leave together, and a head whose body takes its time leaves alone."""

import asyncio
from collections.abc import Callable, Iterable

from service.whole import Whole

HEAD, BODY = b"HTTP/1.1 200 OK\r\n\r\n", b"{}"


class Wire(asyncio.Transport):
    """What is sent, call by call."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """One call into the system."""
        assert not self.closed
        self.sent.append(bytes(data))

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """One call, too."""
        self.write(b"".join(list_of_data))

    def is_closing(self) -> bool:
        """Whether it was closed."""
        return self.closed

    def close(self) -> None:
        """The end."""
        self.closed = True


def sent(steps: Callable[[Whole], None], *, turns: int = 0) -> list[bytes]:
    """What has left after some steps, and so many turns of the event loop."""

    async def run() -> list[bytes]:
        wire = Wire()
        steps(Whole(wire, asyncio.get_running_loop()))
        for _ in range(turns):
            await asyncio.sleep(0)
        return list(wire.sent)

    return asyncio.run(run())


def answer(whole: Whole, *parts: bytes) -> None:
    for part in parts:
        whole.write(part)


def test_head_and_body_are_one_call():
    assert sent(lambda whole: answer(whole, HEAD, BODY)) == [HEAD + BODY]
    assert sent(lambda whole: answer(whole, HEAD, BODY, HEAD, BODY), turns=2) == [HEAD + BODY] * 2


def test_a_head_leaves_alone_in_the_next_turn():
    assert sent(lambda whole: answer(whole, HEAD)) == []
    assert sent(lambda whole: answer(whole, HEAD), turns=2) == [HEAD]


def test_what_comes_later_leaves_as_it_comes():
    assert sent(lambda whole: answer(whole, HEAD, BODY, BODY, BODY)) == [HEAD + BODY, BODY, BODY]


def test_a_body_that_begins_as_a_head_does_is_not_lost():
    assert sent(lambda whole: answer(whole, HEAD, b"HTTP/1.1 is old", HEAD), turns=2) == [
        HEAD + b"HTTP/1.1 is old",
        HEAD,
    ]


def test_closing_sends_what_was_held_and_nothing_after():
    def close(whole: Whole) -> None:
        whole.write(HEAD)
        whole.close()
        whole.write(HEAD)

    assert sent(close, turns=2) == [HEAD]
