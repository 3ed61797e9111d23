"""The server process: one socket, one uvicorn, values of PRODUCTION.md."""

import errno
import logging
import socket
import sys
from functools import partial
from typing import cast

import uvicorn

from service.access.door import require_door
from service.app import create_app
from service.garbage import spare_what_stays
from service.protocol import Protocol
from service.settings import Settings

# How long a thread that works on a batch keeps Python's lock from the event loop: at Python's own 5 ms a call waited
# 27 to 39 ms at the 90th percentile, at 0.5 ms 6 to 9. The loop gives the lock back with every read and write, so that
# beside a bundle that is verified a group of requests still took 65 to 105 ms; at this 35 to 60.
SWITCH_SECONDS = 0.0001

# Connections that are taken in a turn of the event loop: uvloop takes one a listening socket (libuv #3696), and while
# groups are worked on a turn takes milliseconds, so that the last of 1,000 new ones was heard after four seconds.
ACCEPTED = 8

logger = logging.getLogger(__name__)


class CannotListen(OSError):
    """The address cannot be had; the message is the sentence to show."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; raises `CannotListen`. Bound before anything is loaded, so that a taken port is told at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):  # a label of a name may be too long or empty
        raise CannotListen(_no_address(host)) from None
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise CannotListen(_sentence(host, port, error)) from None
    return bound


def _no_address(host: str) -> str:
    return f"{host} is not an address of this machine; --host takes one, such as 127.0.0.1."


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return _no_address(host)
    if isinstance(error, PermissionError):
        return f"Port {port} needs privileges; --port takes another, such as 8000."
    return f"Cannot listen on {host} port {port}: {error.strerror}. Stop what runs there, or give another --port."


def serve(settings: Settings, bound: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; what is in flight is finished first. Raises WrongSetting."""
    require_door(settings, bound)
    allow_many_connections()
    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        http=cast("type[Protocol]", partial(Protocol, doorkeeper=app.state.doorkeeper)),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    _Server(config).run(sockets=[bound, *(bound.dup() for _ in range(ACCEPTED - 1))])


def allow_many_connections() -> None:
    """As many open files as the machine allows at all: many start a process with 1,024, and a connection is one."""
    try:
        import resource  # noqa: PLC0415 (Windows has none)

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ImportError, ValueError, OSError):
        logger.debug("the number of open files stays as it is")


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say where it listens when it does: who started it may wait for that line."""
        await super().startup(sockets)
        spare_what_stays()
        for address in dict.fromkeys(map(address_of, sockets or [])):
            logger.info("listening on %s", address)


def address_of(bound: socket.socket) -> str:
    """The URL of a bound socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
