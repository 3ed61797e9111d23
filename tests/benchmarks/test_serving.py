"""The benchmark of serving: what wrk says, medians and ratios, and a run against real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import joblib
import pytest

from benchmarks.serving import environments, measure
from benchmarks.serving.__main__ import main
from benchmarks.serving.lines import Line, lines
from benchmarks.serving.load import Load, NoLoad, parsed, require_wrk
from benchmarks.serving.measure import Absent, Plan, Sample, rounds
from benchmarks.serving.others import peers, row
from benchmarks.serving.peers.estimators import Estimators
from benchmarks.serving.servers import Server, Target, answer_of, running

SAID = '{"requests": 2000, "microseconds": 2000000, "refused": 0, "broken": 0, "p50": 1500, "p99": 4200}\n'
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "docs/sample.json"


def sample(target: str, turn: int, cpu: float, p50: float = 1.0, p99: float = 2.0, connections: int = 32) -> Sample:
    return Sample(target, connections, turn, cpu, 1_000.0, p50, p99, 80.0, 0.5)


def line_of(found: list[Line], target: str) -> Line:
    return next(line for line in found if line.target == target)


# wrk ------------------------------------------------------------------------------------------------------------------


def test_the_line_of_the_script_is_read_below_what_wrk_prints():
    assert parsed(f"Running 2s test @ http://127.0.0.1:1/score\n  Thread Stats\n{SAID}") == Load(2_000, 2.0, 1.5, 4.2)


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("unable to connect\n", "wrk told no result"),
        (SAID.replace('"refused": 0', '"refused": 3'), "3 of 2000 requests failed"),
        (SAID.replace('"broken": 0', '"broken": 1'), "1 of 2000 requests failed"),
        (SAID.replace("2000,", "0,", 1), "no request was answered"),
    ],
)
def test_a_run_in_which_something_failed_is_no_figure(output: str, told: str):
    with pytest.raises(NoLoad, match=told):
        parsed(output)


def test_where_wrk_is_missing_a_sentence_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["--quick"]) == 1
    assert capsys.readouterr().err == (
        "wrk is not here, and it sends the requests: install it "
        "(Debian: apt-get install wrk; macOS: brew install wrk).\n"
    )


# Figures --------------------------------------------------------------------------------------------------------------


def test_figures_are_medians_and_ratios_are_of_the_same_turn():
    cpu = {"score": (100.0, 200.0, 900.0), "noop": (100.0, 400.0, 450.0)}  # the machine slowed down: both did
    found = lines([sample(name, turn, v) for name, values in cpu.items() for turn, v in enumerate(values)], [])
    score = line_of(found, "score")

    assert score.cpu_us_per_request == 200.0
    assert score.cpu_ratio_to_noop == 1.0  # of 1, 0.5 and 2; not 200 / 400
    assert (score.requests_per_cpu_second, score.turns) == (5_000.0, 3)


def test_tails_are_compared_as_multiples_of_the_median():
    found = lines([sample("score", 0, 1.0, p50=2.0, p99=3.0), sample("noop", 0, 1.0, p50=1.0, p99=3.0)], [])
    score = line_of(found, "score")
    assert (score.p50_ratio_to_noop, score.tail_ratio_to_noop) == (2.0, 0.5)


def test_a_target_without_a_no_op_in_its_turn_has_no_ratio_to_it():
    found = lines([sample("score", 0, 1.0), sample("noop", 1, 1.0)], [])
    assert line_of(found, "score").cpu_ratio_to_noop is None


def test_who_is_absent_has_a_line_with_the_reason_and_no_figure():
    (line,) = lines([], [Absent("ray", "no wheel")])
    told = line.to_line()
    assert (told["target"], told["note"]) == ("ray", "no wheel")
    assert {told[name] for name in told if name not in ("target", "note", "turns")} == {None}


# Real processes -------------------------------------------------------------------------------------------------------


@pytest.fixture
def wrk() -> str:
    try:
        return require_wrk()
    except NoLoad as missing:
        pytest.skip(str(missing))


def test_ours_and_the_no_op_are_measured_end_to_end(wrk, demo_bundle: Path, monkeypatch, capsys):
    monkeypatch.setattr(measure, "WARM_CONNECTIONS", 1)
    words = ["--quick", "--json", "--connections", "2", "--turns", "1", "--bundle", str(demo_bundle / "current")]
    assert main(words) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [(line["target"], line["connections"]) for line in told] == [("score", 2), ("segments", 2), ("noop", 2)]
    assert told[0].keys() == set(Line.__dataclass_fields__)
    assert told[2]["cpu_ratio_to_noop"] == told[0]["cpu_ratio_to_score"] == 1.0
    assert all(line["cpu_us_per_request"] > 0 and line["p50_ms"] <= line["p99_ms"] for line in told)
    assert all(line["resident_mib"] > 20 and line["start_seconds"] > 0 for line in told)


def test_the_no_op_returns_what_score_does_under_the_same_headers(demo_bundle: Path, tmp_path: Path):
    command = [sys.executable, "-m", "benchmarks.serving.noop", "--port", "{port}"]
    targets = [Target("noop", "/noop", SAMPLE), Target("score", "/score", SAMPLE)]
    with running(Server("noop", [*command, "--bundle", str(demo_bundle / "current")], targets), tmp_path) as server:
        noop, score = (answer_of(server.port, target) for target in targets)
    assert (noop[0], json.loads(noop[1])) == (200, json.loads(score[1]))


def test_a_server_that_does_not_start_is_absent_with_its_last_words(tmp_path: Path):
    words = [sys.executable, "-c", "raise SystemExit('no such model')"]
    broken = Server("broken", words, [Target("broken", "/", SAMPLE)])
    samples, absent = rounds([[broken]], Plan(rounds=2), tmp_path, lambda _: None)
    assert not samples
    assert absent == [Absent("broken", "it ended with code 1: no such model")]


def test_a_load_that_is_refused_is_absent_and_the_others_stay(wrk, tmp_path: Path):
    refusing = (
        "import sys, threading; from http.server import *\n"
        "class Busy(BaseHTTPRequestHandler):\n"
        "    def do_POST(self):\n"
        "        self.rfile.read(int(self.headers['Content-Length']))\n"
        "        self.send_response(503 if threading.active_count() > 3 else 200)\n"
        "        self.send_header('Content-Length', '0'); self.end_headers()\n"
        "    protocol_version = 'HTTP/1.1'\n"
        "ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Busy).serve_forever()\n"
    )
    server = Server("busy", [sys.executable, "-c", refusing, "{port}"], [Target("busy", "/", SAMPLE)])
    samples, absent = rounds([[server]], Plan((1, 16), seconds=1, turns=1, rounds=2), tmp_path, lambda _: None)
    assert [(one.connections, one.turn) for one in samples] == [(1, 0), (1, 1)]
    assert [(one.target, one.connections) for one in absent] == [("busy", 16)]
    assert "were answered, but not with 200" in absent[0].note


def test_a_server_is_stopped_with_all_that_it_started(tmp_path: Path):
    child = "import time; time.sleep(600)"
    stubborn = (
        "import signal, subprocess, sys; from http.server import *\n"
        "class Yes(BaseHTTPRequestHandler):\n"
        "    def do_POST(self): self.send_response(200); self.end_headers()\n"
        f"subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        "HTTPServer(('127.0.0.1', int(sys.argv[1])), Yes).serve_forever()\n"
    )
    server = Server("s", [sys.executable, "-c", stubborn, "{port}"], [Target("s", "/", SAMPLE)])
    with running(server, tmp_path) as started:
        assert len(started.tree.running()) == 2
    assert started.tree.running() == []


# Peers ----------------------------------------------------------------------------------------------------------------


def test_every_peer_of_the_contract_has_a_lock_with_hashes_and_no_address():
    assert list(peers()) == ["fastapi", "bentoml", "mlserver", "mlflow", "litserve", "ray"]
    for name in peers():
        text = (ROOT / f"requirements/peers/{name}.lock").read_text()
        assert "scikit-learn==1.9.1" in text and "--hash=sha256:" in text and "://" not in text, name


def test_a_peer_that_cannot_be_installed_is_absent_with_the_reason(monkeypatch, tmp_path: Path):
    (tmp_path / "ray.lock").write_text("no requirement at all\n")
    monkeypatch.setattr(environments, "LOCKS", tmp_path)
    monkeypatch.setattr(environments, "HOME", tmp_path / "peers")
    with pytest.raises(environments.NotInstalled, match=r"ray cannot be installed: .*Invalid requirement"):
        environments.ensure("ray")


def test_the_row_for_the_peers_is_what_our_model_sees(demo_bundle: Path):
    given = row(demo_bundle / "current")
    body = peers()["mlserver"]["body"].replace("ROW", json.dumps(given.features)).replace("COUNT", "1")
    (told,) = json.loads(body)["inputs"]
    fitted = Estimators(*(joblib.load(given.estimators)[f"{given.pattern}.{target}"] for target in ("churn", "value")))
    churn, value = fitted.predict([told["data"]])[0]
    assert 0 < churn < 1 and value > 0


def test_nothing_of_the_peers_is_imported_by_the_benchmark():
    found = subprocess.run(
        [sys.executable, "-c", "import sys, benchmarks.serving.__main__; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout.split()  # fmt: skip
    assert not {"ray", "mlflow", "mlserver", "bentoml", "litserve", "sklearn"} & set(found)
