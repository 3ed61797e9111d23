"""`customer-scoring-client score`, in a process of its own, as a person types it."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.clients.flaky import Flaky, flaky, hangs, says, through
from tests.service.running import ROOT, Running

SOURCES = ROOT / "clients" / "python" / "src"
COMMAND = (sys.executable, "-W", "error", "-m", "customer_scoring_client")
LIMIT_SECONDS = 60.0


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CUSTOMER_SCORING")}
    return kept | {"PYTHONPATH": str(SOURCES)} | dict(more or {})


def client(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, words)]
    return subprocess.run(
        command, env=environment(more), capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
    )


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """600 customers, the third of whom breaks a rule."""
    lines = [json.dumps({"customer_id": str(n)}) for n in range(600)]
    lines[2] = '{"customer_id": 3}'
    path = tmp_path / "in" / "customers.ndjson"
    path.parent.mkdir()
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the answers are to be, in a folder that holds nothing else."""
    path = tmp_path / "out" / "scores.ndjson"
    path.parent.mkdir()
    return path


def test_a_file_is_scored_line_by_line(live_server: Running, given: Path, out: Path) -> None:
    ended = client("score", given, "--out", out, "--url", live_server.url, "--lang", "en")
    assert ended.returncode == 0, ended.stderr
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [answer.get("customer_id") for answer in answers[3:]] == [str(n) for n in range(3, 600)]
    assert (answers[2]["line"], answers[0]["language"]) == (3, "en")
    assert "599 customers in" in ended.stderr and "1 line is refused" in ended.stderr
    assert "\x1b" not in ended.stderr and ended.stdout == ""
    assert list(out.parent.iterdir()) == [out]


def test_the_summary_for_machines_is_json_alone(live_server: Running, given: Path, out: Path) -> None:
    ended = client("score", given, "--out", out, "--json", CUSTOMER_SCORING_URL=live_server.url)
    told = json.loads(ended.stdout)
    assert told.pop("seconds") > 0
    assert told == {"out": str(out), "scored": 599, "refused": 1}
    assert ended.stderr == ""


def test_an_unknown_mapping_is_told_in_one_sentence(live_server: Running, given: Path, out: Path) -> None:
    ended = client("score", given, "--out", out, "--url", live_server.url, "--source", "nobody")
    assert ended.returncode == 1
    assert re.fullmatch(r"error 422 invalid: the query parameter source [^.]+\n", ended.stderr), ended.stderr


def test_a_run_that_fails_leaves_the_old_file_and_nothing_else(live_server: Running, given: Path, out: Path) -> None:
    out.write_text("as it was")
    page = says(404, b"<html>", content_type="text/html")
    with flaky(through(live_server.url), page) as server:
        ended = client("score", given, "--out", out, "--url", server.url, "--in-flight", "1")
    assert (ended.returncode, out.read_text(), list(out.parent.iterdir())) == (1, "as it was", [out])
    assert ended.stderr.startswith("error 404 without a problem document; ") and ended.stderr.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_leaves_nothing(live_server: Running, given: Path, out: Path, number: int) -> None:
    with flaky(through(live_server.url), hangs) as server:
        words = [*COMMAND, "score", str(given), "--out", str(out), "--url", server.url, "--in-flight", "1"]
        with subprocess.Popen(words, env=environment(), stderr=subprocess.PIPE, text=True) as process:
            _wait_for(server, 2)
            process.send_signal(number)
            _, told = process.communicate(timeout=LIMIT_SECONDS)
    assert (process.returncode, told, list(out.parent.iterdir())) == (130, "stopped; nothing was written\n", [])


def _wait_for(server: Flaky, requests: int) -> None:
    ends = time.monotonic() + LIMIT_SECONDS
    while len(server.heard) < requests:
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_patience_ends_with_one_sentence(given: Path, out: Path) -> None:
    with flaky(says(503, retry_after="0")) as server:
        ended = client("score", given, "--out", out, "--url", server.url, "--patience", "0.5")
    assert ended.returncode == 1
    assert ended.stderr.startswith("error 503 unavailable: ") and ended.stderr.count("\n") == 1


@pytest.mark.parametrize("by", ["environment", "file"])
def test_the_key_is_sent_and_shown_to_nobody(given: Path, out: Path, tmp_path: Path, by: str) -> None:
    problem = b'{"type":"urn:customer-scoring:problem:unauthorized","title":"t","status":401,"detail":"send a key"}'
    file = tmp_path / "key"
    file.write_text("s3cret\n")
    with flaky(says(401, problem, content_type="application/problem+json")) as server:
        words: list[Any] = ["score", given, "--out", out, "--url", server.url]
        if by == "file":
            ended = client(*words, "--api-key-file", file)
        else:
            ended = client(*words, CUSTOMER_SCORING_API_KEY="s3cret")
    assert server.heard[0].headers["authorization"] == "Bearer s3cret"
    assert ended.stderr == "error 401 unauthorized: send a key\n"


WRONG: dict[str, tuple[list[str], int, str]] = {
    "no file": (
        ["{folder}/none.ndjson", "--out", "{out}"],
        1,
        "error No such file or directory (.*none.ndjson); check",
    ),
    "a folder": (["{folder}", "--out", "{out}"], 1, "error Is a directory (.*); check the path"),
    "no folder": (["{given}", "--out", "{folder}/none/x.ndjson"], 1, "error No such file or directory (.*); check"),
    "itself": (["{given}", "--out", "{given}"], 1, "error .* would be written over its own source; name another file"),
    "nothing": (["{empty}", "--out", "{out}"], 1, "error .* holds no line; write one request a line"),
    "no key": (["{given}", "--out", "{out}", "--api-key-file", "none"], 1, "error No such file or directory (none)"),
    "no scheme": (
        ["{given}", "--out", "{out}", "--url", "x:1", "--patience", "1"],
        1,
        "error no answer after 1 attempt",
    ),
    "no out": (["{given}"], 2, "the following arguments are required: --out"),
    "in flight": (["{given}", "--out", "{out}", "--in-flight", "0"], 2, "--in-flight: must be 1 or more"),
    "number": (
        ["{given}", "--out", "{out}", "--patience", "long"],
        2,
        "--patience: must be a number of seconds above 0",
    ),
    "option": (["{given}", "--out", "{out}", "--outt", "x"], 2, "unrecognized arguments: --outt"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_call_is_told_in_a_sentence_and_leaves_nothing(given: Path, out: Path, fault: str) -> None:
    (empty := given.with_name("empty.ndjson")).write_text("\n\n")
    words, code, told = WRONG[fault]
    places = {"folder": given.parent, "given": given, "out": out, "empty": empty}
    before = given.read_bytes()
    ended = client("score", *(word.format(**places) for word in words))
    assert ended.returncode == code
    pattern = told.replace("(", r"\(").replace(")", r"\)")
    assert re.search(pattern, ended.stderr.splitlines()[-1])
    assert code == 2 or ended.stderr.count("\n") == 1
    assert (list(out.parent.iterdir()), given.read_bytes()) == ([], before)


def test_a_terminal_shows_a_bar_that_is_gone_at_the_end(live_server: Running, given: Path, out: Path) -> None:
    ours, theirs = pty.openpty()
    words = [*COMMAND, "score", str(given), "--out", str(out), "--url", live_server.url]
    with subprocess.Popen(words, env=environment({"TERM": "xterm"}), stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
    os.close(ours)
    assert process.returncode == 0
    assert b"\x1b[" in shown and "━".encode() in shown
    assert b"599 customers in" in shown.splitlines()[-2]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""
