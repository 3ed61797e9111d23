"""A stand-in service, since only how it is started, waited for and stopped is in question here."""

import os
import socket
import sys
from pathlib import Path

import pytest

from tools.server import require_free_port, serving
from tools.trouble import Trouble

SERVICE = """
import signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        self.reply({ready}, b'{{"detail": "fit a bundle first"}}')
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply({scored}, b'{{"echo": %s}}' % body)
    def log_message(self, *_):
        pass

{first}
HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
"""


def project(root: Path, *, ready: int = 200, scored: int = 200, first: str = "") -> Path:
    (root / "service").mkdir()
    (root / "service" / "__main__.py").write_text(SERVICE.format(ready=ready, scored=scored, first=first))
    return root


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


PYTHON = Path(sys.executable)


def test_a_ready_service_scores_and_is_gone_afterwards(tmp_path: Path, port: int) -> None:
    with serving(project(tmp_path), PYTHON, port) as server:
        assert server.score(b"1", "en") == {"echo": 1}
    assert server.child.returncode is not None
    require_free_port(port)


def test_a_proxy_in_the_environment_is_passed_by(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(project(tmp_path), PYTHON, port) as server:
        assert server.score(b"1", "en") == {"echo": 1}


def test_a_service_that_dies_at_the_start_shows_its_last_lines(tmp_path: Path, port: int) -> None:
    root = project(tmp_path, first="sys.exit('no such bundle')")
    with pytest.raises(Trouble, match="has ended") as caught, serving(root, PYTHON, port):
        pass
    assert caught.value.lines == ("no such bundle",)


def test_a_service_that_dies_later_is_noticed(tmp_path: Path, port: int) -> None:
    with serving(project(tmp_path), PYTHON, port) as server:
        server.child.kill()
        with pytest.raises(Trouble, match="has ended"):
            server.wait()


def test_a_service_that_never_gets_ready_says_why(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.server.REFUSAL_SECONDS", 0.2)
    root = project(tmp_path, ready=503)
    with pytest.raises(Trouble, match="does not get ready") as caught, serving(root, PYTHON, port):
        pass
    assert "fit a bundle first" in caught.value.lines[-1]


def test_a_refused_sample_shows_the_refusal(tmp_path: Path, port: int) -> None:
    with (
        serving(project(tmp_path, scored=422), PYTHON, port) as server,
        pytest.raises(Trouble, match=r"refused the sample customer \(422\)") as caught,
    ):
        server.score(b"1", "en")
    assert caught.value.lines == ('{"echo": 1}',)


def test_a_taken_port_is_told_with_one_that_is_free(port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(Trouble, match="is taken") as caught:
            require_free_port(port)
    require_free_port(int(caught.value.remedy.rsplit("=", 1)[1]))


@pytest.mark.parametrize("number", [0, -1, 65_536])
def test_a_number_that_is_no_port_is_told(number: int) -> None:
    with pytest.raises(Trouble, match="is no port"):
        require_free_port(number)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may take any port")
def test_a_port_of_the_system_is_told() -> None:
    with pytest.raises(Trouble, match="not yours to take"):
        require_free_port(80)
