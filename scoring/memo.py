"""What follows from a bundle, or from a request's facts, is worked out once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Remembers(Protocol):
    """Whatever has a place for what was worked out of it."""

    @property
    def memo(self) -> dict[Any, Any]:
        """Results by the function that gave them."""
        ...


Of = TypeVar("Of", bound=Remembers)
Found = TypeVar("Found")


def once(work: Callable[[Of], Found]) -> Callable[[Of], Found]:
    """Remember the result of a function in what it is a function of; nobody may change what it gives."""

    @wraps(work)
    def found(of: Of) -> Found:
        if work not in of.memo:
            of.memo[work] = work(of)
        result: Found = of.memo[work]
        return result

    return found
