"""An answer leaves in one piece: uvicorn writes its head and its body each for itself.

Where the process is killed between the two, the client has a head without a body, and a balancer may not ask another
service for what has begun. And each write is a call into the system.
"""

import asyncio
from typing import Any

HEAD = b"HTTP/1."


class Whole:
    """A transport that holds the head of an answer until its body comes, or until the next turn of the event loop.

    What begins as a head does is held, whatever it is: a body that begins so leaves a turn later, and as it is.
    """

    __slots__ = ("_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop, self._held = transport, loop, b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write it with what was held, or hold it."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.writelines((held, data))  # one call into the system
        elif data.startswith(HEAD):
            self._held = data
            self._loop.call_soon(self.let_go)
        else:
            self._transport.write(data)

    def let_go(self) -> None:
        """Write what was held."""
        if self._held:
            held, self._held = self._held, b""
            if not self._transport.is_closing():
                self._transport.write(held)

    def close(self) -> None:
        """What was held is written before."""
        self.let_go()
        self._transport.close()
