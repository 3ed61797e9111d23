"""The service as a child: started, waited for, asked, and stopped in peace."""

import errno
import http.client
import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.steps import end, last_lines, step
from tools.trouble import Trouble, is_full, no_space

HOST = "127.0.0.1"
START_SECONDS = 30.0  # it takes one or two; a laden machine may take ten times as long
REFUSAL_SECONDS = 5.0  # a service that answers "not ready" for so long has refused its bundle
DRAIN_SECONDS = 25.0  # the service itself finishes what is in flight for up to 20 s


@dataclass(frozen=True, slots=True)
class Server:
    """A running service; `log` is the file that it prints to, relative to where the command was typed."""

    child: "subprocess.Popen[str]"
    port: int
    log: Path

    @property
    def address(self) -> str:
        """Where it can be reached."""
        return f"http://{HOST}:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None, language: str = "en") -> tuple[int, bytes]:
        """One request, past any proxy that the environment names. Returns status and body."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        headers = {"Accept-Language": language} | ({"Content-Type": "application/json"} if body is not None else {})
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def score(self, payload: bytes, language: str) -> dict[str, Any]:
        """The answer for one customer. Raises Trouble with the service's own words if it refuses."""
        try:
            status, body = self.ask("POST", "/score", payload, language)
        except (OSError, http.client.HTTPException):
            raise self._ended() from None
        if status != http.client.OK:
            raise Trouble(
                f"The service is ready, but refused the sample customer ({status}).",
                "Read its answer above; if the sample is as it was cloned, this is a fault of the program: report it.",
                last_lines(body.decode("utf-8", "replace")),
            )
        answer: dict[str, Any] = json.loads(body)
        return answer

    def wait_until_ready(self) -> None:
        """Returns once `/readyz` says 200. Raises Trouble if it never does."""
        started = time.monotonic()
        refused_since = 0.0
        while time.monotonic() - started < START_SECONDS:
            if self.child.poll() is not None:
                raise self._ended()
            status, body = self._readiness()
            if status == http.client.OK:
                return
            refused_since = refused_since or (time.monotonic() if status else 0.0)
            if refused_since and time.monotonic() - refused_since > REFUSAL_SECONDS:
                raise Trouble(
                    "The service runs, but does not get ready.",
                    "Do what its answer above says.",
                    last_lines(body.decode("utf-8", "replace")),
                )
            time.sleep(0.05)
        raise Trouble(
            f"The service did not answer within {START_SECONDS:.0f} s.",
            "The machine may be too busy: type the same command again.",
            self._says(),
        )

    def wait(self) -> None:
        """Serves until Ctrl-C or SIGTERM. Raises Trouble if the service ends by itself."""
        try:
            self.child.wait()
        except KeyboardInterrupt:
            print("\nStopping.", flush=True)
            return
        raise self._ended()

    def _readiness(self) -> tuple[int, bytes]:
        try:
            return self.ask("GET", "/readyz")
        except (OSError, http.client.HTTPException):
            return 0, b""

    def _ended(self) -> Trouble:
        if is_full(Path.cwd()):
            return no_space(Path.cwd())
        return Trouble(
            f"The service has ended (exit code {self.child.poll()}).",
            f"Read its last lines above; all of them are in {self.log}.",
            self._says(),
        )

    def _says(self) -> tuple[str, ...]:
        return last_lines(self.log.read_text(encoding="utf-8", errors="replace"))


@contextmanager
def serving(root: Path, python: Path, port: int) -> Iterator[Server]:
    """A service that is ready, and that is stopped in the end, whatever happens."""
    log = root / "build" / "service.log"
    log.parent.mkdir(exist_ok=True)
    command = [str(python), "-m", "service", "--bundle", "models/current", "--host", HOST, "--port", str(port)]
    with log.open("wb") as output:
        # a session of its own, so that Ctrl-C reaches it once, from here, and not twice (which would cut it off)
        child = subprocess.Popen(
            command,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    server = Server(child, port, log)
    try:
        with step(f"service on {server.address}"):
            server.wait_until_ready()
        yield server
    finally:
        end(child, DRAIN_SECONDS, signal.SIGTERM)


def require_free_port(port: int) -> None:
    """Raises Trouble if the service could not listen there."""
    if not 0 < port < 65_536:
        raise Trouble(f"{port} is no port.", "Take one from 1024 to 65535: make run PORT=8001")
    try:
        _bind(port)
    except OSError as error:
        if error.errno == errno.EACCES:
            raise Trouble(f"Port {port} is not yours to take.", "Take one above 1023: make run PORT=8001") from None
        if error.errno != errno.EADDRINUSE:
            raise
        raise Trouble(
            f"Port {port} on {HOST} is taken by another program.",
            f"Stop that program, or take another port: make run PORT={_free_port_near(port)}",
        ) from None


def _bind(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # as the service itself does: a port whose last connections are still timing out is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))


def _free_port_near(port: int) -> int:
    for other in range(port + 1, min(port + 100, 65_536)):
        try:
            _bind(other)
        except OSError:
            continue
        return other
    return 8080
