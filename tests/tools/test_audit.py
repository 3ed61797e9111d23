"""The audit against a service of ours that speaks OSV's API, asked by pip-audit itself."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tools.audit import Audit, main, verdict
from tools.steps import SKIPPED

ROOT = Path(__file__).parents[2]
HASH = "0" * 64
LEAKY = {
    "id": "TEST-2026-1",
    "modified": "2026-01-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "leaky", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.5"}]}],
            "versions": ["1.4"],
        }
    ],
}


class Advisories(BaseHTTPRequestHandler):
    """One advisory, for leaky 1.4."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_leaky = (asked["package"]["name"], asked["version"]) == ("leaky", "1.4")
        body = json.dumps({"vulns": [LEAKY]} if is_leaky else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Advisories) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


def lock(folder: Path, *packages: str) -> str:
    path = folder / "some.lock"
    path.write_text("".join(f"{package} --hash=sha256:{HASH}\n" for package in packages))
    return str(path)


def test_a_known_vulnerability_fails(service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--osv-url", service, "--lock", lock(tmp_path, "sound==1.0", "leaky==1.4")], ROOT) == 1
    assert capsys.readouterr().out.startswith(
        "leaky 1.4: TEST-2026-1, mended in 1.5\nWhat to do: `make lock UPGRADE=1`"
    )


def test_a_lock_without_one_passes(service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--osv-url", service, "--lock", lock(tmp_path, "sound==1.0", "leaky==1.5")], ROOT) == 0
    assert capsys.readouterr().out == "2 packages have no known vulnerability\n"


def test_every_package_that_is_served_is_asked_about(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--osv-url", service], ROOT) == 0
    served = (ROOT / "requirements" / "serve.lock").read_text().count("==")
    asked = int(capsys.readouterr().out.split()[0])
    assert served - 3 <= asked <= served  # a package for another system is not asked about


def test_a_service_that_cannot_be_reached_is_no_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--osv-url", "http://127.0.0.1:9/v1/query", "--lock", lock(tmp_path, "sound==1.0")]
    assert main(words, ROOT) == SKIPPED
    assert capsys.readouterr().out == "skipped: not audited: the vulnerability service cannot be reached\n"
    assert main([*words, "--required"], ROOT) == 1


@pytest.mark.parametrize(
    ("said", "required", "code", "words"),
    [
        (Audit(0, ("a", "b"), ()), False, SKIPPED, "knows none of the 2 packages"),
        (Audit(0, ("a", "b"), ()), True, 1, "knows none of the 2 packages"),
        (Audit(1, ("a",), ()), False, 1, "not audited: a"),
        (Audit(2, (), ("leaky 1.4: X, not mended yet",)), False, 1, "leaky 1.4: X"),
        (Audit(2, (), ()), True, 0, "2 packages have no known vulnerability"),
        (None, True, 1, "cannot be reached"),
    ],
)
def test_what_nobody_was_asked_about_is_not_called_sound(
    said: Audit | None, required: bool, code: int, words: str
) -> None:
    found, sentence = verdict(said, required=required)
    assert found == code
    assert words in sentence
