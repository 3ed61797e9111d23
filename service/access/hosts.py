"""By which names a request may call this service, as its `Host` says.

A page of a stranger can let its own name lead to this machine (DNS rebinding). To the browser what listens here is then
that page's own, whose answers it may read, and nothing of CORS applies. But the request still carries the stranger's
name. So without keys on this machine's own address only names are let in that no stranger can give away; behind a proxy
those that the setting `hosts` names, with keys or without.

A request of HTTP/1.0 without any `Host` is let in, one of HTTP/1.1 is refused before (service/protocol.py): browsers
always send it, and no page can leave it out. What is no browser can send whatever it likes, so that a check would stop
nobody.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from service.endpoints import route_of
from service.problems import MISDIRECTED, Problem, response
from service.settings import Settings, WrongSetting

LOCAL = "localhost, *.localhost, 127.0.0.0/8, ::1"  # RFC 6761, 6.3: these names lead nowhere else
PROBES = frozenset({"/livez", "/readyz"})  # a kubelet asks by the address of the pod, and nobody can know that before

HOST = re.compile(rb"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+?)\.?)(?::[0-9]*)?")
NAME = re.compile(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
LONGEST = 253 + len(".:65535")  # bytes
REMEMBERED = 256

WRONG = (
    "--hosts must be names such as scoring.example.com or *.example.com, or addresses such as 10.0.0.0/8, several with"
    " commas and without scheme and port; any host at all (*) is not to be had: leave it out for that."
)


@dataclass(frozen=True, slots=True)
class Names:
    """Names, what names may end in (".example.com"), and addresses."""

    names: frozenset[str]
    endings: tuple[str, ...]
    networks: tuple[IPv4Network | IPv6Network, ...]

    def has(self, host: bytes) -> bool:
        """Whether the value of a `Host` is one of them; its port may be any."""
        found = HOST.fullmatch(host.lower())
        if found is None:
            return False
        name = (found[1] or found[2]).decode()
        try:
            address = ip_address(name)
        except ValueError:
            return name in self.names or name.endswith(self.endings)
        return any(address in network for network in self.networks)


def names_of(text: str) -> Names:
    """Those of a list with commas. Raises WrongSetting."""
    names, endings, networks = set(), [], []
    for entry in (entry.strip().lower() for entry in text.split(",")):
        try:
            networks.append(ip_network(entry))
        except ValueError:
            if not NAME.fullmatch(entry):
                raise WrongSetting(WRONG) from None
            if entry.startswith("*"):
                endings.append(entry[1:])
            else:
                names.add(entry)
    return Names(frozenset(names), tuple(endings), tuple(networks))


def known_hosts(settings: Settings) -> Names | None:
    """The names that are let in; None where all are. Raises WrongSetting."""
    here = names_of(LOCAL)
    if settings.hosts is not None:
        return names_of(f"{LOCAL},{settings.hosts}")
    has_keys = settings.keys is not None or settings.keys_toml is not None
    # The door (service/access/door.py) sees to it that without keys and `allow_open` this is a machine's own address.
    is_open_here = not has_keys and (settings.allow_open != "yes" or here.has(_as_host(settings.host)))
    return here if is_open_here else None


def _as_host(address: str) -> bytes:
    return f"[{address}]".encode() if ":" in address else address.encode()


class Hosts:
    """Pure ASGI middleware.

    Starlette's TrustedHostMiddleware knows no ranges of addresses, answers in plain text, lets no path through and
    looks at the first `Host` of several.
    """

    def __init__(self, app: ASGIApp, known: Names) -> None:
        self.app = app
        self._has = lru_cache(REMEMBERED)(known.has)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say that it is not for this service."""
        if scope["type"] != "http" or self._is_known(scope) or route_of(scope)[1] in PROBES:
            await self.app(scope, receive, send)
        else:
            await response(Problem(MISDIRECTED))(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        """Each `Host` of it, where there are any."""
        for name, value in scope["headers"]:
            if name == b"host" and (len(value) > LONGEST or not self._has(value)):
                return False
        return True
