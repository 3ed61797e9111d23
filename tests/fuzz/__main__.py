"""One target under a coverage-guided fuzzer, in a process of its own: `python -m tests.fuzz policy --runs 1000`.

The exit code is 0 where nothing was found. What was found is told with its traceback, and its bytes are kept in the
folder (`crash-...`); `python -m tests.fuzz policy --replay FILE` runs them again. A run of more than TIMEOUT_SECONDS or
MOST_MEBIBYTES is found too. The same seed and the same number of runs try the same bytes.
"""

import argparse
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

TIMEOUT_SECONDS = 10  # a run; the slowest here takes 0.4 on a busy machine
MOST_MEBIBYTES = 1_024  # resident; fuzzer, NumPy and all take about 200
MOST_ADDRESSED = 8 * 2**30
MOST_BYTES = 4_096  # of an input
INSTRUMENTED = ["schema", "scoring", "service.access.keys"]


def main(arguments: list[str]) -> None:
    """Fuzz, or run a file that a fuzzer kept."""
    asked = _parser().parse_args(arguments)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSED, MOST_ADDRESSED))
    if asked.replay:
        _run_of(asked)[0](asked.replay.read_bytes())
        return
    import atheris  # noqa: PLC0415 (it has wheels for some machines only; a file is run again without it)

    with atheris.instrument_imports(include=INSTRUMENTED):
        run, seeds = _run_of(asked)
    for i, seed in enumerate(seeds):
        (asked.folder / f"seed-{i}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *_options(asked), str(asked.folder)], run)
    atheris.Fuzz()


def _run_of(asked: argparse.Namespace) -> tuple[Callable[[bytes], None], list[bytes]]:
    """What is run, and the seeds. Imported here, since what is imported under instrumentation is what is measured."""
    target = import_module(asked.of).TARGETS[asked.target]
    return target.run, list(target.seeds())


def _options(asked: argparse.Namespace) -> list[str]:
    """As libFuzzer names them."""
    return [
        f"-seed={asked.seed}",
        f"-runs={asked.runs}",
        f"-max_total_time={asked.seconds}",
        f"-timeout={TIMEOUT_SECONDS}",
        f"-rss_limit_mb={MOST_MEBIBYTES}",
        f"-max_len={MOST_BYTES}",
        f"-artifact_prefix={asked.folder}/",
        "-print_final_stats=1",
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run its bytes once in place of fuzzing")
    parser.add_argument("--of", default="tests.fuzz.targets", help="the module that has the target")
    parser.add_argument("--runs", type=int, default=-1, help="-1 for as many as the seconds allow")
    parser.add_argument("--seconds", type=int, default=0, help="0 for as long as the runs take")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(), help="of the corpus and of what is found")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
