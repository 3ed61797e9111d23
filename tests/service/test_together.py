import asyncio
import threading
import time
from collections.abc import Callable, Sequence

import pytest

from service.many.batches import AT_ONCE, Batches
from service.together import MOST, MOST_BYTES, Together


class Work:
    """Doubles numbers, and remembers in which groups and threads they came; -13 breaks a whole group, 7 is refused."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.groups: list[list[int]] = []
        self.threads: list[threading.Thread] = []
        self.meanwhile = meanwhile

    def __call__(self, group: Sequence[int]) -> list[bytes | Exception]:
        self.groups.append(list(group))
        self.threads.append(threading.current_thread())
        self.meanwhile()
        if -13 in group:
            raise ZeroDivisionError
        return [ValueError("seven") if number == 7 else b"%d" % (2 * number) for number in group]


async def all_of(together: Together[int], numbers: Sequence[int]) -> list[object]:
    return list(await asyncio.gather(*map(together.answer, numbers), return_exceptions=True))


def answered(work: Work, numbers: Sequence[int], size: int = 1) -> list[object]:
    return asyncio.run(all_of(Together(work, lambda _: size), numbers))


def test_what_comes_in_one_turn_of_the_loop_is_one_group():
    work = Work()
    assert answered(work, range(5)) == [b"0", b"2", b"4", b"6", b"8"]
    assert work.groups == [[0, 1, 2, 3, 4]]


def test_a_group_has_its_limits():
    work = Work()
    assert answered(work, range(MOST + 1))[-1] == b"%d" % (2 * MOST)
    assert [len(group) for group in work.groups] == [MOST, 1]

    large = Work()
    answered(large, range(5), MOST_BYTES // 2)
    assert [len(group) for group in large.groups] == [2, 2, 1]


def test_who_brings_a_lot_is_worked_on_in_a_thread_and_the_others_in_the_loop():
    work = Work()

    async def both() -> list[object]:
        together = Together(work, lambda number: MOST_BYTES + 1 if number > 100 else 1)
        return await all_of(together, [101, 1, 107, 2])

    assert asyncio.run(both()) == [b"202", b"2", b"214", b"4"]
    here = {
        tuple(group): thread is threading.current_thread()
        for group, thread in zip(work.groups, work.threads, strict=True)
    }
    assert here == {(101,): False, (107,): False, (1, 2): True}

    refused = answered(Work(), [7], MOST_BYTES + 1)
    assert isinstance(refused[0], ValueError)


def test_who_comes_meanwhile_goes_with_the_next_group():
    async def in_waves() -> list[object]:
        later: list[asyncio.Future[bytes]] = []

        def come() -> None:
            if not later:
                later.extend(asyncio.ensure_future(together.answer(number)) for number in (2, 3))

        work = Work(come)
        together = Together(work, lambda _: 1)
        return [await together.answer(1), *await asyncio.gather(*later), work.groups]

    assert asyncio.run(in_waves()) == [b"2", b"4", b"6", [[1], [2, 3]]]


def test_one_alone_does_not_wait_for_company():
    work = Work()
    begun = time.perf_counter()
    for number in range(20):
        answered(work, [number])
    assert work.groups == [[number] for number in range(20)] and time.perf_counter() - begun < 5


def test_a_refusal_is_of_the_one_alone_and_a_fault_of_one_harms_no_other(caplog: pytest.LogCaptureFixture):
    refused = answered(Work(), [6, 7, 8])
    assert refused[::2] == [b"12", b"16"] and isinstance(refused[1], ValueError)

    broken = answered(Work(), [6, -13, 7, 8])
    assert [broken[0], broken[3]] == [b"12", b"16"]
    assert isinstance(broken[1], ZeroDivisionError) and isinstance(broken[2], ValueError)
    assert [record.message for record in caplog.records] == [
        "4 requests could not be answered together (ZeroDivisionError); each is tried alone"
    ]


def test_who_no_longer_waits_is_not_worked_on():
    work = Work()

    async def given_up() -> list[object]:
        together = Together(work, lambda _: 1)
        gone, stays = (asyncio.create_task(together.answer(number)) for number in (2, 3))
        await asyncio.sleep(0)
        gone.cancel()
        return [await stays, await together.answer(4)]

    assert asyncio.run(given_up()) == [b"6", b"8"]
    assert work.groups == [[3], [4]]


def test_where_all_have_given_up_the_next_one_is_answered():
    work = Work()

    async def given_up() -> bytes:
        together = Together(work, lambda _: 1)
        gone = asyncio.create_task(together.answer(2))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0.01)
        return await together.answer(4)

    assert asyncio.run(given_up()) == b"8"
    assert work.groups == [[4]]


class Crowd:
    """Work that counts how much of it is done at once."""

    def __init__(self) -> None:
        self.lock, self.now, self.most = threading.Lock(), 0, 0

    def work(self) -> bytes:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.01)
        with self.lock:
            self.now -= 1
        return b"done"


def test_batches_take_turns_and_all_are_served():
    crowd = Crowd()

    async def once_each() -> list[bytes]:
        batches = Batches()
        return await asyncio.gather(*(batches.take_turns(crowd.work) for _ in range(4)))

    assert asyncio.run(once_each()) == [b"done"] * 4
    assert crowd.most == AT_ONCE


def test_no_customer_waits_for_a_batch():
    gate = threading.Event()

    async def both() -> bytes:
        batch = asyncio.create_task(Batches().take_turns(lambda: b"batch" if gate.wait(10) else b"waited in vain"))
        await asyncio.sleep(0)
        assert await Together(Work(), lambda _: 1).answer(1) == b"2"
        gate.set()
        return await batch

    assert asyncio.run(both()) == b"batch"
