"""What is ours: the service as it is run, and the service with the no-op."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.serving.noop import SAMPLE
from benchmarks.serving.servers import Server, Target


def ours(bundle: Path) -> Sequence[Server]:
    """Both servers, which take turns at every load; each gets the raw JSON of the sample."""
    common = ["--port", "{port}", "--bundle", str(bundle)]
    return (
        Server(
            "service",
            [sys.executable, "-m", "service", *common],
            [Target("score", "/score", SAMPLE), Target("segments", "/segments", SAMPLE)],
        ),
        Server("noop", [sys.executable, "-m", "benchmarks.serving.noop", *common], [Target("noop", "/noop", SAMPLE)]),
    )
