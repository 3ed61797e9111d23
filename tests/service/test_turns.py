import asyncio
import threading
import time

from service.turns import BATCHES, CUSTOMERS, Turns


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


async def once_each(turns: Turns, crowd: Crowd, kind: str, times: int) -> list[bytes]:
    return await asyncio.gather(*(getattr(turns, kind)(crowd.work) for _ in range(times)))


def test_batches_and_customers_take_turns_and_all_are_served():
    for kind, most in (("batch", BATCHES), ("customer", CUSTOMERS)):
        crowd = Crowd()
        assert asyncio.run(once_each(Turns(), crowd, kind, 4 * most)) == [b"done"] * 4 * most
        assert crowd.most == most


def test_no_customer_waits_for_a_batch():
    gate = threading.Event()

    async def both() -> bytes:
        turns = Turns()
        batch = asyncio.create_task(turns.batch(lambda: b"batch" if gate.wait(10) else b"waited in vain"))
        await asyncio.sleep(0)
        assert await turns.customer(lambda: b"customer") == b"customer"
        gate.set()
        return await batch

    assert asyncio.run(both()) == b"batch"
