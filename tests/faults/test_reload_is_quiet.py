"""A bundle that is read, verified and replayed beside the one in service does not make others wait for long."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from scoring import bundle as bundles
from tests.faults.balancer import Balancer
from tests.faults.load import AT_ONCE, request
from tests.service.running import running

Amount = Callable[[int, int], int]
Turns = list[list[float]]  # seconds
TIMES = 3  # of the 99th percentile without a reload
PACE_SECONDS = 0.01


def test_reloads_add_no_request_that_is_slower_than_thrice_the_99th_percentile(
    models: Path, originals: list[Path], tmp_path: Path, amount: Amount
):
    """How long requests took that met a reload, against those that did not, in turns: a busy machine slows both.

    What holds the service up holds up all who ask at that moment: the turns that hold a slow request are counted. A
    machine that hangs now and then may spoil one or two by chance; a reload that is not quiet spoils every turn.
    """
    arguments = ("--bundle", str(models / "current"), "--watch-seconds", "0")
    with running(tmp_path, *arguments) as server:
        alone, beside = asyncio.run(_both(server.url, models, originals, amount(4, 40)))
    every = sorted(seconds for turn in alone for seconds in turn)
    limit = TIMES * every[len(every) * 99 // 100]
    slow = [seconds for turn in beside for seconds in turn if seconds > limit]
    assert _held_up(beside, limit) <= _held_up(alone, limit) + amount(1, 2), (limit, slow)


def _held_up(turns: Turns, limit: float) -> int:
    return sum(max(turn) > limit for turn in turns)


async def _both(url: str, models: Path, originals: list[Path], reloads: int) -> tuple[Turns, Turns]:
    alone: Turns = []
    beside: Turns = []
    balancer = Balancer([int(url.rsplit(":", 1)[1])])
    async with httpx.AsyncClient(base_url=url, timeout=60) as operator:
        for turn in range(reloads):
            alone.append(await _while(balancer, asyncio.create_task(asyncio.sleep(1))))
            bundles.publish(models, originals[(turn + 1) % 3].name)
            reload = asyncio.create_task(operator.post("/admin/reload"))
            beside.append(await _while(balancer, reload))
            assert reload.result().json()["outcome"] == "loaded"
    await balancer.close()
    return alone, beside


async def _while(balancer: Balancer, work: "asyncio.Task[object]") -> list[float]:
    """Requests at a steady pace as long as the work goes on; how long each took."""
    seconds: list[float] = []

    async def client() -> None:
        while not work.done():
            started = time.perf_counter()
            assert (await balancer.send(request(0))).status == 200
            seconds.append(time.perf_counter() - started)
            await asyncio.sleep(PACE_SECONDS)

    await asyncio.gather(work, *(client() for _ in range(AT_ONCE)))
    return seconds
