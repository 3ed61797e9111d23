"""The short form: every target on its seeds, changed a little by Hypothesis, and for a moment under the fuzzer."""

import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.campaign import fuzz, runs_of
from tests.fuzz.edits import patched
from tests.fuzz.targets import TARGETS

RUNS, EXAMPLES, PATIENCE_SECONDS, AT_ONCE = 300, 40, 200.0, 2
SHORT = 64  # bytes: seeds below it are instructions for edits, for which any bytes will do
PATCHES = st.lists(st.tuples(st.integers(0, 2**16), st.binary(min_size=1, max_size=8)), max_size=6)

Done = subprocess.CompletedProcess[str]

every_target = pytest.mark.parametrize("name", TARGETS)
with_atheris = pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this machine")


@every_target
def test_nothing_is_found_near_the_seeds(name: str) -> None:
    kept = list(TARGETS[name].seeds())

    @seed(1)
    @settings(max_examples=EXAMPLES, database=None)
    @given(st.sampled_from(kept), PATCHES, st.binary(max_size=SHORT))
    def near_them(first: bytes, patches: list[tuple[int, bytes]], rest: bytes) -> None:
        data = patched(first, patches)
        TARGETS[name].run(data + rest if len(data) < SHORT else data)

    for data in kept:
        TARGETS[name].run(data)
    near_them()


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Done]:
    """Every target after so many runs, some at once: to start costs each two seconds."""

    def short(name: str) -> Done:
        folder = tmp_path_factory.mktemp(name)
        return fuzz(name, folder, "--runs", str(RUNS), "--seed", "1", patience=PATIENCE_SECONDS)

    with ThreadPoolExecutor(AT_ONCE) as several:
        return dict(zip(TARGETS, several.map(short, TARGETS), strict=True))


@every_target
@with_atheris
def test_nothing_is_found_under_the_fuzzer(name: str, fuzzed: Mapping[str, Done]) -> None:
    assert fuzzed[name].returncode == 0, fuzzed[name].stderr[-4_000:]
    assert runs_of(fuzzed[name].stderr) >= RUNS


@with_atheris
def test_an_error_that_is_not_documented_is_found_and_its_bytes_are_kept(tmp_path: Path) -> None:
    done = fuzz("broken", tmp_path, "--of", "tests.fuzz.broken_target", "--runs", "1000", patience=PATIENCE_SECONDS)
    assert done.returncode != 0
    assert "OverflowError: an error that nothing documents" in done.stderr + done.stdout
    (kept,) = tmp_path.glob("crash-*")
    again = fuzz(
        "broken", tmp_path, "--of", "tests.fuzz.broken_target", "--replay", str(kept), patience=PATIENCE_SECONDS
    )
    assert again.returncode == 1
