"""What is counted of a client's requests, and for how long."""

import random
import threading
import time
from itertools import pairwise

import pytest

from service.access.keys import Client, Quota
from service.access.quotas import Left, Quotas

NOON = 1_800_000_000.0  # the begin of a minute


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of the machine; the test sets it."""
    now = [NOON]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def client(name: str, amount: int) -> Client:
    return Client(name, frozenset(), Quota(amount, "minute"))


def taken(quotas: Quotas, one: Client) -> Left:
    left = quotas.take(one)
    assert left is not None
    return left


def test_a_quota_is_granted_to_its_last_request_and_no_further(clock: list[float]):
    quotas, one = Quotas(), client("a", 3)
    assert [taken(quotas, one).is_granted for _ in range(5)] == [True, True, True, False, False]
    assert taken(quotas, one).requests == 0
    assert taken(quotas, client("b", 3)) == Left(is_granted=True, requests=2, seconds=61)
    clock[0] += 59.5
    assert taken(quotas, one).seconds == 1


def test_the_window_before_counts_by_what_is_left_of_it(clock: list[float]):
    quotas, one = Quotas(), client("a", 60)
    for _ in range(60):
        taken(quotas, one)
    clock[0] = NOON + 90  # half of the minute before still counts: 30
    granted = [taken(quotas, one).is_granted for _ in range(30)]
    assert granted == [True] * 30
    assert taken(quotas, one) == Left(is_granted=False, requests=0, seconds=1)
    clock[0] += 1.5
    assert [taken(quotas, one).is_granted for _ in range(3)] == [True, True, False]


def test_who_waits_as_long_as_was_told_gets_one(clock: list[float]):
    quotas, one = Quotas(), client("a", 7)
    for _ in range(20):
        left = taken(quotas, one)
        while left.is_granted:
            left = taken(quotas, one)
        clock[0] += left.seconds - 1.01
        assert not taken(quotas, one).is_granted
        clock[0] += 1.01
        assert taken(quotas, one).is_granted


def test_a_quota_that_is_lowered_is_waited_for_no_longer_than_it_takes(clock: list[float]):
    quotas = Quotas()
    for _ in range(500):
        assert taken(quotas, client("a", 1_000)).is_granted
    left = taken(quotas, client("a", 3))
    assert not left.is_granted and 60 < left.seconds <= 120
    clock[0] += left.seconds - 1.01
    assert not taken(quotas, client("a", 3)).is_granted
    clock[0] += 1.01
    assert taken(quotas, client("a", 3)).is_granted


def test_a_clock_may_jump_between_any_two_looks_at_it(monkeypatch: pytest.MonkeyPatch):
    rng = random.Random(1)
    monkeypatch.setattr(time, "time", lambda: NOON + rng.choice([0, 59.999_999, 60, 61, 119.999_999, 120, 500]))
    quotas = Quotas()
    for amount in (1, 2, 50):
        for _ in range(2_000):
            left = taken(quotas, client(f"of-{amount}", amount))
            assert 1 <= left.seconds <= 121 and 0 <= left.requests <= amount


def test_windows_that_are_over_are_not_kept(clock: list[float]):
    quotas = Quotas()
    for _ in range(100):
        for name in "abcd":
            taken(quotas, client(name, 5))
        clock[0] += 60
    assert len(quotas) <= 3 * 4


def test_no_thread_is_started_for_it():
    quotas, one = Quotas(), client("a", 10**6)
    time.sleep(0.1)  # the package's own, which ends after 10 ms
    before = threading.active_count()
    for _ in range(1_000):
        taken(quotas, one)
        assert threading.active_count() == before


def test_what_is_left_goes_down_by_one(clock: list[float]):
    quotas, one = Quotas(), client("a", 50)
    left = [taken(quotas, one).requests for _ in range(50)]
    assert all(a - b == 1 for a, b in pairwise(left)) and left[-1] == 0


def test_who_has_no_quota_is_not_counted():
    quotas = Quotas()
    assert quotas.take(Client("a", frozenset())) is None
    assert len(quotas) == 0
