"""Work on all cores, a process a core: what is made comes in order, and only as much is begun as they can hold."""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import TypeVar

from training.errors import TrainingError

Task = TypeVar("Task")
Made = TypeVar("Made")

# Each has a core to itself: threads of its own would only wait for each other.
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(work: Callable[[Task], Made], tasks: Iterable[Task], workers: int) -> Generator[Made, None, None]:
    """What `work` makes of each task, both of which have to be picklable; to be closed where it is left half way.

    Raises what the work raises, TrainingError where a process was killed.
    """
    context = get_context("spawn")  # a fork would copy the locks of Polars' threads in whatever state they are
    ear, mouth = context.Pipe(duplex=False)
    with mouth, ProcessPoolExecutor(workers, context, _listen, (ear,)) as pool:
        waiting: deque[Future[Made]] = deque()
        try:
            for task in tasks:
                with _for_children():
                    waiting.append(pool.submit(work, task))
                while waiting and (waiting[0].done() or len(waiting) > workers):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            fault = "a worker was killed, usually for want of memory"
            raise TrainingError(f"{fault}; free some, or give --workers a smaller number, then run it again.") from None
        except BaseException:
            for one in waiting:
                one.cancel()
            mouth.close()  # they hear it, and end in the middle of whatever they do
            raise


def _listen(ear: Connection) -> None:
    """In a new process: end when the one that started it says so, or is no more."""
    Thread(target=_end_with, args=(ear,), daemon=True).start()


def _end_with(ear: Connection) -> None:
    try:
        ear.recv_bytes()
    except EOFError:
        os._exit(1)


@contextmanager
def _for_children() -> Iterator[None]:
    """Processes that begin here have a thread each, and leave Ctrl-C to this one, which ends them."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)  # is inherited
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
