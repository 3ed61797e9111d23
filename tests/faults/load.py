"""Requests by the thousand through a balancer, and what became of each."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from schema.examples import EXAMPLES
from tests.faults.balancer import Balancer

CUSTOMERS: list[dict[str, Any]] = [value for _, value in EXAMPLES.values()]
AT_ONCE = 8


def request(number: int, path: str = "/score") -> bytes:
    """A whole request whose customer has this number."""
    body = json.dumps(CUSTOMERS[number % len(CUSTOMERS)] | {"customer_id": f"N{number}"}).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


async def pour(balancer: Balancer, count: int, meanwhile: Callable[[Counter[str]], Awaitable[None]]) -> Counter[str]:
    """Send so many, and more while something else is still done; the answers by the bundle that gave them.

    Each must be its own request's; one that stays without an answer ends it all with an exception.
    """
    answers: Counter[str] = Counter()
    work, numbers = asyncio.ensure_future(meanwhile(answers)), itertools.count()

    async def client() -> None:
        while (number := next(numbers)) < count or not work.done():
            answer = await balancer.send(request(number))
            assert answer.status == 200, (answer.status, answer.body)
            told = json.loads(answer.body)
            assert told["customer_id"] == f"N{number}"
            assert f"x-bundle: {told['bundle']}\r\n".encode() in answer.head
            answers[told["bundle"]] += 1

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(client())
            await work
    finally:
        await balancer.close()
    return answers


async def until_answered(answers: Counter[str], count: int) -> None:
    """Wait until so many were answered."""
    while answers.total() < count:
        await asyncio.sleep(0.02)
