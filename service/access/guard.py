"""Who may: a key's client, its scopes and its quota, before anything of a request is read."""

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.keys import Client, Quota
from service.access.keysource import KeySource
from service.endpoints import Endpoint, by_route, route_of
from service.problems import NO_KEY, NO_SCOPE, TOO_MANY, Problem, response

if TYPE_CHECKING:
    from service.access.quotas import Left, Quotas

REALM = 'Bearer realm="customer-scoring"'
UNKNOWN = "The key is not known or has expired; send one that is in the file of keys."
MANY = "Several keys were sent; send one."
Header = tuple[bytes, bytes]

CLIENT = "client_name"  # where the layers find it in the scope's `state`


class Guard:
    """Pure ASGI middleware. What is no endpoint is let through: to it the answer is 404 or 405, for everybody."""

    def __init__(self, app: ASGIApp, keys: KeySource) -> None:
        self.app, self._keys = app, keys
        self._endpoints = by_route()
        if keys.has_quotas:  # at the start, not while somebody waits
            _ = self._quotas

    @cached_property
    def _quotas(self) -> "Quotas":
        from service.access.quotas import Quotas  # noqa: PLC0415 (what it costs is for who has quotas)

        return Quotas()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        endpoint = self._endpoints.get(route_of(scope)) if scope["type"] == "http" else None
        if endpoint is None or endpoint.scope is None:
            await self.app(scope, receive, send)
            return
        try:
            send = self._checked(scope, endpoint, send)
        except Problem as refusal:
            await response(refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _checked(self, scope: Scope, endpoint: Endpoint, send: Send) -> Send:
        """How to send the answer; raises Problem for who may not have one."""
        client = self._client(scope)
        scope.setdefault("state", {})[CLIENT] = client.name
        if endpoint.scope not in client.scopes:
            raise _no_scope(endpoint)
        if client.quota is None:
            return send
        left = self._quotas.take(client)
        if left is None:
            return send
        headers = _rate_limit(client.quota, left)
        if not left.is_granted:
            told = {name.decode(): value.decode() for name, value in headers}
            raise Problem(TOO_MANY, headers={"Retry-After": str(left.seconds), **told})
        return _with(headers, send)

    def _client(self, scope: Scope) -> Client:
        tokens = _tokens(scope)
        if len(tokens) != 1:
            raise Problem(NO_KEY, MANY if tokens else "", headers={"WWW-Authenticate": REALM})
        client = self._keys.client_of(tokens[0])
        if client is None:
            raise Problem(NO_KEY, UNKNOWN, headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'})
        return client


def _tokens(scope: Scope) -> list[bytes]:
    """The keys of a request; those of X-API-Key where there are any, since a gateway may use Authorization itself."""
    bearers: list[bytes] = []
    keys: list[bytes] = []
    for name, value in scope["headers"]:
        if name == b"x-api-key":
            keys.append(value.strip())
        elif name == b"authorization" and value[:7].lower() == b"bearer ":
            bearers.append(value[7:].strip())
    return keys or bearers


def _no_scope(endpoint: Endpoint) -> Problem:
    detail = f"The key's client has not the scope {endpoint.scope}, which this asks for; use a key that has it."
    challenge = f'{REALM}, error="insufficient_scope", scope="{endpoint.scope}"'
    return Problem(NO_SCOPE, detail, headers={"WWW-Authenticate": challenge})


def _rate_limit(quota: Quota, left: "Left") -> list[Header]:
    """As the IETF's draft has them (draft-ietf-httpapi-ratelimit-headers-10)."""
    return [_policy(quota), (b"ratelimit", b'"client";r=%d;t=%d' % (left.requests, left.seconds))]


@lru_cache
def _policy(quota: Quota) -> Header:
    return b"ratelimit-policy", b'"client";q=%d;w=%d' % (quota.amount, quota.seconds)


def _with(headers: list[Header], send: Send) -> Send:
    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *headers]
        await send(message)

    return send_with
