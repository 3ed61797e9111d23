"""Room: who comes in, who is sent away, and with which Retry-After."""

import asyncio
import json

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from service.access.admission import Admission
from service.access.room import Room, rooms_of
from service.endpoints import ENDPOINTS


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_room_of_two_is_full_with_two_and_free_when_one_leaves():
    room = Room(2, 2)
    first, _ = room.enter(), room.enter()
    assert room.is_full()
    room.leave(first)
    assert not room.is_full()


def test_who_is_sent_away_is_told_how_long_a_place_is_taken_over_all_places():
    clock = Clock()
    room = Room(2, 2, clock)
    assert room.retry_after() == 1
    for _ in range(100):
        entered = room.enter()
        clock.now += 40.0
        room.leave(entered)
    assert room.retry_after() == 20


def test_a_burst_is_let_in_and_a_queue_that_stands_is_not():
    clock = Clock()
    room = Room(4, 2, clock)
    room.enter(), room.enter()
    assert not room.is_full()
    for _ in range(19):  # asked again and again, as under load
        clock.now += 0.05
        assert not room.is_full()
    for _ in range(2):
        clock.now += 0.05
        room.is_full()
    assert room.is_full()


def test_after_a_calm_moment_the_next_ones_are_a_new_burst():
    clock = Clock()
    room = Room(4, 2, clock)
    entered = [room.enter(), room.enter()]
    for _ in range(50):
        clock.now += 0.05
        room.is_full()
    assert room.is_full()
    room.leave(entered[0])
    assert not room.is_full()
    clock.now += 0.2
    room.enter()
    assert not room.is_full()


def test_those_inside_count_before_anybody_has_left():
    clock = Clock()
    room = Room(2, 2, clock)
    room.enter(), room.enter()
    clock.now += 30.0
    assert room.retry_after() == 15
    clock.now += 3_000.0
    assert room.retry_after() == 60


class Service:
    """An admission of one customer and one batch around an application that reads and waits."""

    def __init__(self) -> None:
        self.shed: list[str] = []
        self.may_answer = asyncio.Event()
        self.rooms = rooms_of(1, 1, 1)
        self.layer = Admission(self._app, self.rooms, self.shed.append)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive()).get("more_body", False):
            pass
        assert message["type"] == "http.request"
        await self.may_answer.wait()
        await Response(b"answered")(scope, receive, send)

    async def ask(self, path: str, body: "asyncio.Queue[Message] | None" = None, method: str = "POST") -> int:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False} if body is None else await body.get()

        async def send(message: Message) -> None:
            sent.append(message)

        await self.layer({"type": "http", "method": method, "path": path, "headers": []}, receive, send)
        if sent[0]["status"] == 503:
            assert int(dict(sent[0]["headers"])[b"retry-after"]) >= 1
            assert json.loads(sent[1]["body"])["type"].endswith(":overloaded")
        return int(sent[0]["status"])


async def begun(*asked: "asyncio.Task[int]") -> None:
    for _ in range(5):
        await asyncio.sleep(0)
    assert not any(task.done() for task in asked)


@pytest.mark.parametrize(("first", "second"), [("/score", "/segments"), ("/score/batch", "/score/batch")])
def test_beyond_the_bound_it_is_503_at_once_and_the_others_are_answered(first: str, second: str):
    async def story() -> None:
        service = Service()
        inside = asyncio.create_task(service.ask(first))
        await begun(inside)
        assert await service.ask(second) == 503
        service.may_answer.set()
        assert await inside == 200
        assert await service.ask(second) == 200
        assert service.shed == [second]

    asyncio.run(story())


def test_batches_and_customers_have_places_of_their_own_and_all_else_needs_none():
    async def story() -> None:
        service = Service()
        inside = [asyncio.create_task(service.ask(path)) for path in ("/score", "/score/batch")]
        free = [asyncio.create_task(service.ask(one.path, method="GET")) for one in ENDPOINTS if one.method == "GET"]
        await begun(*inside, *free)
        service.may_answer.set()
        assert set(await asyncio.gather(*inside, *free)) == {200}

    asyncio.run(story())


def test_who_sends_slowly_keeps_nobody_out_and_comes_in_when_there_is_room():
    async def story() -> None:
        service, body = Service(), asyncio.Queue[Message]()
        slow = asyncio.create_task(service.ask("/score", body))
        body.put_nowait({"type": "http.request", "body": b"{", "more_body": True})
        await begun(slow)
        assert not service.rooms.single.inside
        service.may_answer.set()
        assert await service.ask("/score") == 200
        body.put_nowait({"type": "http.request", "body": b"}", "more_body": False})
        assert await slow == 200

    asyncio.run(story())


def test_who_has_sent_slowly_is_sent_away_where_there_is_no_room_any_more():
    async def story() -> None:
        service, body = Service(), asyncio.Queue[Message]()
        slow = asyncio.create_task(service.ask("/score", body))
        inside = asyncio.create_task(service.ask("/score"))
        await begun(slow, inside)
        body.put_nowait({"type": "http.request", "body": b"{}", "more_body": False})
        assert await slow == 503
        service.may_answer.set()
        assert await inside == 200

    asyncio.run(story())


def test_who_takes_no_answer_keeps_nobody_out():
    async def story() -> None:
        service, may_go_on = Service(), asyncio.Event()
        service.may_answer.set()

        async def deaf(_: Message) -> None:
            await may_go_on.wait()

        scope = {"type": "http", "method": "POST", "path": "/score", "headers": []}
        slow = asyncio.create_task(service.layer(scope, _empty, deaf))
        await asyncio.sleep(0.01)
        assert await service.ask("/score") == 200
        may_go_on.set()
        await slow
        assert service.rooms.single.inside == 0

    asyncio.run(story())


def test_who_goes_away_or_breaks_gives_the_place_back():
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise ValueError

    async def story() -> None:
        rooms = rooms_of(1, 1, 1)
        layer = Admission(broken, rooms)
        for path in ("/score", "/score/batch", "/score", "/score/batch"):
            with pytest.raises(ValueError):  # noqa: PT011 (any at all)
                await layer({"type": "http", "method": "POST", "path": path, "headers": []}, _empty, _nowhere)
        assert (rooms.single.inside, rooms.batches.inside) == (0, 0)

    asyncio.run(story())


async def _empty() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nowhere(message: Message) -> None:
    """Nobody listens."""
