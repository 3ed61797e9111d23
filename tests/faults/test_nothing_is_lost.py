"""Services are killed, stopped and given other bundles while they answer; behind a balancer no request is lost."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx

from scoring import bundle as bundles
from tests.faults.balancer import Balancer
from tests.faults.load import pour, request, until_answered
from tests.faults.pair import TERMINATED, Service, pair

Amount = Callable[[int, int], int]


async def reload(service: Service) -> None:
    async with httpx.AsyncClient(timeout=30) as client:
        assert (await client.post(f"{service.url}/admin/reload")).json()["outcome"] == "loaded"


def test_a_service_that_is_killed_under_load_loses_nothing(models: Path, tmp_path: Path, amount: Amount):
    count = amount(1_000, 20_000)

    async def kill(answers: Counter[str]) -> None:
        for service in services:
            await until_answered(answers, answers.total() + count // 4)
            assert await service.restart(signal.SIGKILL) == -signal.SIGKILL

    with pair(tmp_path, "--bundle", str(models / "current")) as services:
        balancer = Balancer([service.port for service in services])
        assert asyncio.run(pour(balancer, count, kill)).total() >= count
        assert balancer.again > 0


def test_five_reloads_and_three_restarts_lose_nothing(
    models: Path, originals: list[Path], tmp_path: Path, amount: Amount
):
    count = amount(3_000, 50_000)

    async def operate(answers: Counter[str]) -> None:
        for turn in range(5):
            await until_answered(answers, answers.total() + count // 7)
            bundles.publish(models, originals[(turn + 1) % 3].name)
            for service in services:
                await reload(service)
            if turn % 2 == 0:
                assert await services[turn // 2 % 2].restart(signal.SIGTERM) == TERMINATED

    with pair(tmp_path, "--bundle", str(models / "current"), "--watch-seconds", "0") as services:
        answers = asyncio.run(pour(Balancer([service.port for service in services]), count, operate))
        assert answers.total() >= count
        assert set(answers) == {one.name for one in originals}
        assert sum(service.starts for service in services) == 5  # three more than two
        assert '"level": "error"' not in "".join(service.logs() for service in services)


def test_sigterm_under_load_answers_all_that_was_accepted(models: Path, tmp_path: Path, amount: Amount):
    """Without a balancer that sends again: what was begun is answered whole, then the connection is closed."""
    with pair(tmp_path, "--bundle", str(models / "current")) as (service, _):
        for _ in range(amount(1, 20)):
            assert asyncio.run(_stopped_under_load(service)) == [True] * ACCEPTED
            service.start()
            asyncio.run(service.ready())


ACCEPTED = 40


async def _stopped_under_load(service: Service) -> list[bool]:
    """Whether each request was answered whole that the service had begun to read before SIGTERM."""
    begun = [await _begun(service.port, number) for number in range(ACCEPTED)]
    ended = asyncio.create_task(service.end(signal.SIGTERM))
    await asyncio.sleep(0.2)
    answers = []
    for rest, reader, writer in begun:
        writer.write(rest)
        answers.append(_is_whole(await reader.read()))
        writer.close()
        await writer.wait_closed()
    assert await ended == TERMINATED
    return answers


async def _begun(port: int, number: int) -> tuple[bytes, asyncio.StreamReader, asyncio.StreamWriter]:
    """A request whose head is sent and was read (100), and the rest of it."""
    head, _, body = request(number).partition(b"\r\n\r\n")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head + b"\r\nExpect: 100-continue\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100 ")
    return body, reader, writer


def _is_whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return answer.startswith(b"HTTP/1.1 200 ") and len(body) == length
