"""HTTP as uvicorn reads it, but for two things: wishes to upgrade are passed over, and what is no HTTP gets a problem.

Java's HttpClient (11 and later) asks every plain-text server for HTTP/2 with `Upgrade: h2c`, and sends its request with
the wish. A server may pass over it (RFC 9110, 7.8). httptools though leaves out a request's body once it sees the wish,
so the request is read again without it.
"""

from secrets import token_hex

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.problems import NOT_HTTP, Problem, response

WISHES = frozenset({b"upgrade", b"http2-settings"})  # header fields, and what `Connection` says of them


class Protocol(HttpToolsProtocol):
    """One connection."""

    def data_received(self, data: bytes) -> None:
        """Read on; a request that wishes to upgrade is read again as one that does not."""
        self._unset_keepalive_if_required()
        try:
            self._read(data)
        except httptools.HttpParserError:
            self.send_400_response("what came is no HTTP request")

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the request is to be read again."""
        if not self.parser.should_upgrade():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is complete, unless the request is to be read again."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """A problem document, as everywhere, and the end of the connection. The bytes are nowhere repeated."""
        self.logger.warning(msg)
        request_id = token_hex(16)
        problem = Problem(NOT_HTTP, headers={"X-Request-ID": request_id, "Cache-Control": "no-store"})
        answer = response(problem)
        headers = [*self.server_state.default_headers, *answer.raw_headers, (b"connection", b"close")]
        lines = [b"HTTP/1.1 400 Bad Request", *(name + b": " + value for name, value in headers)]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.close()

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
