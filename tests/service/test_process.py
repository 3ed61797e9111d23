import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from service.__main__ import main
from service.server import CannotListen, address_of, listen
from tests.service.running import ROOT, running, start


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
    )


def test_a_taken_port_is_one_sentence_and_exit_code_1():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = command("--port", str(port))
    assert done.returncode == 1
    sentence = "Address already in use. Stop what runs there, or give another --port.\n"
    assert done.stderr == f"Cannot listen on 127.0.0.1 port {port}: {sentence}"


@pytest.mark.parametrize("host", ["not a host", "..", "a" * 300, "http://127.0.0.1", "192.0.2.1"])
def test_a_host_that_is_none_of_this_machine_is_refused(host: str):
    with pytest.raises(CannotListen, match=r"--host takes one, such as 127\.0\.0\.1"):
        listen(host, 0)


def test_ctrl_c_while_it_still_imports_is_no_traceback(monkeypatch: pytest.MonkeyPatch):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("service.__main__._serve", stopped)
    assert main([]) == 130


def test_the_openapi_text_for_a_full_disk_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "service", "openapi"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"No space left on device. Make room" in done.stderr


def test_health_tells_a_stranger_on_the_port_from_the_service():
    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        threading.Thread(target=stranger.handle_request).start()
        done = command("health", "--port", str(stranger.server_port))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is not this service" in done.stderr


def test_an_address_is_a_url():
    with listen("127.0.0.1", 0) as bound:
        assert address_of(bound) == f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_sigterm_ends_an_idle_service_with_143(tmp_path: Path):
    with running(tmp_path) as server, server.client() as client:
        assert client.get("/livez").status_code == 200
        assert server.stop() == -15


def test_ctrl_c_ends_it_without_a_traceback(tmp_path: Path):
    with running(tmp_path) as server:
        server.process.send_signal(2)
        assert server.process.wait(30) == 130
        assert "Traceback" not in server.log.read_text()


def test_health_says_why_a_service_is_not_ready(tmp_path: Path):
    with running(tmp_path, "--bundle", str(tmp_path / "none")) as server:
        done = command("health", "--port", server.url.rsplit(":", 1)[1])
    assert done.returncode == 1
    assert "python -m training fit" in done.stderr
    assert done.stderr.count("\n") == 1


def test_health_says_when_nothing_answers():
    with listen("127.0.0.1", 0) as bound:
        port = bound.getsockname()[1]
    done = command("health", "--port", str(port))
    assert (done.returncode, done.stderr) == (1, f"Nothing answers on port {port}.\n")


def test_settings_come_from_the_environment_too(tmp_path: Path):
    mounted = {"SCORING_BUNDLE": str(tmp_path / "mounted")}
    with running(tmp_path, environment=mounted) as server, server.client() as client:
        assert "mounted" in client.get("/readyz").json()["detail"]


def test_an_unknown_option_is_refused_with_exit_code_2(tmp_path: Path):
    process = start(tmp_path / "log", "--prot", "1")
    assert process.wait(30) == 2
