"""HTTP as uvicorn reads it, but for two things: wishes to upgrade are passed over, and what is no HTTP gets a problem.

Java's HttpClient (11 and later) asks every plain-text server for HTTP/2 with `Upgrade: h2c`, and sends its request with
the wish. A server may pass over it (RFC 9110, 7.8). httptools though leaves out a request's body once it sees the wish,
so the request is read again without it.

uvicorn waits for ever for a head, for the rest of a body that is answered already, and for who takes no answer. Here
each of them has its time; the body of a request has its own in service/incoming.py.
"""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from service.access.doorkeeper import Doorkeeper
from service.envelope import Header, headers_of, request_id_of
from service.problems import NOT_HTTP, OVERLOADED, TOO_SLOW, Problem, response
from service.whole import Whole

WISHES = frozenset({b"upgrade", b"http2-settings"})  # header fields, and what `Connection` says of them


HEAD_SECONDS = 10.0  # from the first byte of a head to its last
MOST_HEAD_BYTES = 64 * 1024  # nothing bounds a head otherwise, and it is read before any key is asked for
MOST_WAITING = 64  # requests of a connection behind the one that is answered
REST_SECONDS = 10.0  # for a body whose answer was sent before it was complete
STALLED_SECONDS = 120.0  # for who takes no answer and sends nothing either; an inbox is patient for 60

LARGE_HEAD = f"The head of the request is over {MOST_HEAD_BYTES // 1024} KiB; send fewer and shorter fields."
ONE_HOST = "A request of HTTP/1.1 must have one Host (RFC 9112, 3.2); send exactly one."
SLOW_HEAD = "The head of the request was not complete in time; send it at once."


class Protocol(HttpToolsProtocol):
    """One connection."""

    _is_before_head = True  # of the first request or the next
    _head_bytes = 0
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _objection = ""  # why a head that can be read is none
    _is_sent_away = False  # the request that is being read
    _may_send_away = True  # one a read: who sends many in one packet has them answered in turn with those of others

    def __init__(self, *arguments: Any, doorkeeper: Doorkeeper, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._doorkeeper = doorkeeper

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Who connects and says nothing is as idle as who has been answered."""
        super().connection_made(transport)
        self.transport = cast("asyncio.Transport", Whole(transport, self.loop))
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """No time runs any longer."""
        self._set_deadline(None)
        self._no_longer_stalled()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a request that wishes to upgrade is read again as one that does not."""
        self._unset_keepalive_if_required()
        if self._stalled is not None:
            self.pause_writing()
        self._head_bytes += len(data)
        self._may_send_away = True
        try:
            self._read(data)
        except httptools.HttpParserError:
            self.send_400_response("what came is no HTTP request")
            return
        if self._head_bytes > MOST_HEAD_BYTES:
            self._refuse(Problem(NOT_HTTP, LARGE_HEAD))
        elif self._is_before_head and self._is_idle():
            self._wait()

    def on_message_begin(self) -> None:
        """The first byte of a head, which may come with the end of the request before."""
        self._head_bytes = max(self._head_bytes, 1)
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head; those behind a chunked body are passed over: no proxy sees them (RFC 9110, 6.5.1)."""
        if self._is_before_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the request is to be read again."""
        if not self.parser.should_upgrade():
            self._require_one_host()
            self._is_before_head, self._head_bytes = False, 0
            self._set_deadline(None)
            self._is_sent_away = self._send_away()
            if not self._is_sent_away:
                if len(self.pipeline) >= MOST_WAITING:
                    raise httptools.HttpParserError("a connection has so many requests waiting")
                super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body, which nobody reads if the request was sent away."""
        self._head_bytes = 0  # what stands between its chunks, and behind the last, is bounded as a head is
        if not self._is_sent_away:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The body is complete, unless the request is to be read again."""
        if self.parser.should_upgrade():
            return
        self._is_before_head, self._head_bytes = True, 0
        self._set_deadline(None)
        if not self._is_sent_away:
            room = self._doorkeeper.room(self.parser.get_method(), self.url)
            if room is not None and not self.pipeline:
                room.expect(self.loop.call_soon)
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """The rest of a body that nobody reads may come for a while: closing on it would lose the answer."""
        super().on_response_complete()
        if not self._is_before_head and self._is_idle():
            self._set_deadline(REST_SECONDS, self.transport.close)

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        self._no_longer_stalled()
        self._stalled = self.loop.call_later(STALLED_SECONDS, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """It does again."""
        self._no_longer_stalled()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """A problem document, as everywhere, and the end of the connection. The bytes are nowhere repeated."""
        self.logger.warning(msg)
        self._refuse(Problem(NOT_HTTP, self._objection))

    def _require_one_host(self) -> None:
        """What is behind two, a proxy and this service could take for different ones."""
        if self.parser.get_http_version() == "1.1" and sum(name == b"host" for name, _ in self.headers) != 1:
            self._objection = ONE_HOST
            raise httptools.HttpParserError("a head has no Host, or several")

    def _send_away(self) -> bool:
        """Whether the request whose head is complete found no room; it has been told then. The rest is read past."""
        may = self._may_send_away and self._is_idle() and not self.flow.write_paused
        if not may or self.parser.get_http_version() != "1.1" or not self.parser.should_keep_alive():
            return False
        refusal = self._doorkeeper.refusal(self.parser.get_method(), self.url, self.headers)
        if refusal is None:
            return False
        self._may_send_away = False
        self._write(OVERLOADED.status, *refusal)
        self.on_response_complete()
        return True

    def _is_idle(self) -> bool:
        """Whether no request is being answered, or has been read and waits for it."""
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        """For the rest of a head that has begun, or for the next request."""
        if not self._head_bytes:
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        elif self._deadline is None:
            self._set_deadline(HEAD_SECONDS, self._slow_head)

    def _slow_head(self) -> None:
        self._refuse(Problem(TOO_SLOW, SLOW_HEAD))

    def _refuse(self, problem: Problem) -> None:
        """What no application is asked for, and the end of the connection: at once, or behind what was asked before."""
        if self.cycle is not None and not self.cycle.response_complete:
            if not self.cycle.more_body:
                self.cycle.keep_alive = False
                self.flow.pause_reading()
                return
            if self.cycle.response_started:
                self.transport.close()
                return
        problem.headers["Connection"] = "close"
        answer = response(problem)
        headers = headers_of(request_id_of(()), None)
        self._write(answer.status_code, [*answer.raw_headers, *headers], bytes(answer.body))
        self.transport.close()

    def _write(self, status: int, headers: list[Header], body: bytes) -> None:
        lines = [name + b": " + value for name, value in (*self.server_state.default_headers, *headers)]
        self.transport.write(b"\r\n".join([STATUS_LINE[status].rstrip(), *lines, b"", b""]))
        self.transport.write(body)

    def _set_deadline(self, seconds: float | None, then: Callable[[], Any] | None = None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None or then is None else self.loop.call_later(seconds, then)

    def _no_longer_stalled(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _read(self, data: bytes) -> None:
        while True:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as wish:
                if self.parser.get_method() == b"CONNECT":
                    raise httptools.HttpParserError("this is no proxy") from None
                data = self._head_without_wishes() + data[wish.args[0] :]
                self.parser = httptools.HttpRequestParser(self)
            else:
                return

    def _head_without_wishes(self) -> bytes:
        version = self.parser.get_http_version().encode()
        lines = [self.parser.get_method() + b" " + self.url + b" HTTP/" + version]
        headers = ((name, _without_wishes(name, value)) for name, value in self.headers)
        lines += [name + b": " + value for name, value in headers if value is not None]
        return b"\r\n".join([*lines, b"", b""])


def _without_wishes(name: bytes, value: bytes) -> bytes | None:
    """The value of a header field without what it says of an upgrade, None where that is all it says."""
    if name in WISHES:
        return None
    if name != b"connection":
        return value
    tokens = [token.strip() for token in value.split(b",")]
    return b", ".join(token for token in tokens if token.lower() not in WISHES) or None
