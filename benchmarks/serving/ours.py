"""What is ours: the service as it is run, and the service with the no-op."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.serving.noop import SAMPLE
from benchmarks.serving.servers import Server, Target

ALL_IN = ("--max-in-flight", "1024", "--max-in-flight-steady", "1024")  # what it costs, not whom it sends away


def ours(bundle: Path) -> Sequence[Server]:
    """Both servers, which take turns at every load; each gets the raw JSON of the sample."""
    common = ["--port", "{port}", "--bundle", str(bundle)]
    return (
        Server(
            "service",
            [sys.executable, "-m", "service", *common, *ALL_IN],
            [Target("score", "/score", SAMPLE), Target("segments", "/segments", SAMPLE)],
        ),
        Server("noop", [sys.executable, "-m", "benchmarks.serving.noop", *common], [Target("noop", "/noop", SAMPLE)]),
    )
