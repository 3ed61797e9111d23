"""Between the sender of a stream and the work on it: bounded, in order, and nobody waits for ever."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import ClientDisconnect

from schema.ndjson import Line, Lines
from service.many.inbox import MOST_UNITS, Inbox

GONE = {"type": "http.disconnect"}


def body(data: bytes, *, more: bool = True) -> dict[str, object]:
    return {"type": "http.request", "body": data, "more_body": more}


def sender(*messages: dict[str, object]) -> Callable[[], Awaitable[dict[str, object]]]:
    """Sends these, and then nothing."""
    waiting = list(messages)

    async def receive() -> dict[str, object]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    return receive


def inbox(most: int = 10_000, patience: float = 60.0) -> Inbox[Line]:
    return Inbox(Lines(1_000), most, patience)


async def all_of(box: Inbox[Line]) -> list[list[int]]:
    found = []
    while group := await box.group():
        found.append([line.number for line in group])
        await asyncio.sleep(0)
    return found


def run(box: Inbox[Line], *messages: dict[str, object], work: Callable[..., Awaitable[object]] = all_of) -> object:
    async def both() -> object:
        listening = asyncio.create_task(box.listen(sender(*messages)))
        await asyncio.sleep(0.01)
        try:
            return await asyncio.wait_for(work(box), 5)
        finally:
            listening.cancel()

    return asyncio.run(both())


def test_what_has_come_is_one_group():
    assert run(inbox(), body(b"1\n2\n"), body(b"3"), body(b"", more=False)) == [[1, 2, 3]]


def test_a_group_has_so_many_lines_at_most():
    lines = b"1\n" * (MOST_UNITS + 1)
    assert [len(group) for group in run(inbox(10**6), body(lines, more=False))] == [MOST_UNITS, 1]


def test_a_stream_without_a_line_ends():
    assert run(inbox(), body(b"\n \n", more=False)) == []


def test_a_line_does_not_wait_for_the_next_one():
    async def first(box: Inbox[Line]) -> list[Line]:
        return await box.group()

    assert run(inbox(), body(b"1\n2"), work=first) == [Line(1, b"1")]


def test_a_sender_waits_while_there_is_too_much():
    async def look(box: Inbox[Line]) -> tuple[int, int]:
        before = box._size
        await box.group()
        await asyncio.sleep(0.01)
        return before, box._size

    held = [body(b"12345\n" * 20) for _ in range(5)]
    before, after = run(inbox(most=4_000), *held, work=look)
    assert before == 20 * 205
    assert after == 20 * 205  # the group was taken, and the next body came


def test_who_never_takes_an_answer_is_not_heard_for_ever():
    """All that was held is answered; what came after it is dropped, and the end says so."""

    async def late(box: Inbox[Line]) -> list[list[int]]:
        await asyncio.sleep(0.2)
        return await all_of(box)

    box = inbox(most=1_000, patience=0.05)
    sent = [body(b"1\n" * 10), body(b"2\n" * 10), body(b"3\n", more=False)]
    assert run(box, *sent, work=late) == [list(range(1, 11))]
    assert box.fault is not None and box.fault.faults[0].code == "answers_not_taken"
    assert "1,000 bytes came while no answer was taken" in str(box.fault)


def test_who_goes_away_ends_the_work():
    with pytest.raises(ClientDisconnect):
        run(inbox(), body(b"1\n2\n"), GONE)


def test_who_goes_away_while_it_is_waited_for_ends_the_work():
    async def second(box: Inbox[Line]) -> None:
        await box.group()
        await box.group()

    with pytest.raises(ClientDisconnect):
        run(inbox(), body(b"1\n"), GONE, work=second)
