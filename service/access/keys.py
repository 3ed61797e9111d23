"""Clients and their keys: a TOML text, read strictly, that holds hashes and never a key.

A key is 256 random bits, so a plain SHA-256 of it is enough: a slow hash (bcrypt, scrypt) protects what people think up
and others can guess, and nobody can try 2**256 keys. It would cost every request milliseconds.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any, cast

from service.endpoints import SCOPES, Scope
from service.settings import WrongSetting

PREFIX = "csk_"  # customer-scoring key: what a scanner for secrets can look for
KEY_BYTES = 32
MOST_ACTIVE = 2  # the old key and the new one while they change over

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
HASH = re.compile(r"[0-9a-f]{64}")
QUOTA = re.compile(r"([1-9][0-9]{0,8})/(second|minute|hour|day)")
SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}

Toml = Mapping[str, Any]


class WrongKeys(WrongSetting):
    """A text that breaks a rule; the message is the sentence to show, and holds nothing that could be a key."""


@dataclass(frozen=True, slots=True)
class Quota:
    """So many requests in so many seconds."""

    amount: int
    unit: str

    @property
    def seconds(self) -> int:
        """The length of the window."""
        return SECONDS[self.unit]


@dataclass(frozen=True, slots=True)
class Client:
    """Who calls, what it may do, and how often."""

    name: str
    scopes: frozenset[Scope]
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key: `digest` is its SHA-256; from `expires` on (seconds since 1970) it opens nothing."""

    digest: bytes
    client: Client
    expires: float | None = None

    def is_active(self, now: float) -> bool:
        """Whether it has not expired."""
        return self.expires is None or now < self.expires


class Keys:
    """All keys of all clients."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._by_start: dict[bytes, list[Key]] = {}
        for key in keys:
            self._by_start.setdefault(_start(key.digest), []).append(key)

    @property
    def has_quotas(self) -> bool:
        """Whether any client has a quota."""
        return any(key.client.quota is not None for keys in self._by_start.values() for key in keys)

    def client_of(self, token: bytes, now: float) -> Client | None:
        """Whose key it is, None where it is nobody's or has expired.

        The hash is compared in constant time. What is looked up are its first four bytes: how long that takes tells
        nothing of a key, since nobody who lacks the key can choose its hash.
        """
        digest = sha256(token).digest()
        for key in self._by_start.get(_start(digest), ()):
            if compare_digest(key.digest, digest) and key.is_active(now):
                return key.client
        return None


def _start(digest: bytes) -> bytes:
    return digest[:4]


def new_key() -> tuple[str, str]:
    """A new key, and the hash that the file keeps of it."""
    key = PREFIX + token_urlsafe(KEY_BYTES)
    return key, sha256(key.encode()).hexdigest()


def parse(text: str, now: float) -> Keys:
    """The keys of a TOML text. Raises WrongKeys."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # or a number of 5,000 digits, or brackets a thousand deep
        at = re.search(r"\(at .*\)$", str(error))  # what stands before it may repeat what is in the file
        raise WrongKeys(f"The keys are not TOML {at[0] if at else ''}: correct the text there.") from None
    _only(document, "the file", ("clients",))
    clients = _table(document.get("clients"), "clients")
    if not clients:
        raise WrongKeys("clients is empty; `python -m service key new --client NAME --scopes score` makes an entry.")
    keys = [key for name, client in clients.items() for key in _keys(name, client, now)]
    if len({key.digest for key in keys}) < len(keys):
        raise WrongKeys("Two keys have the same sha256; make a key of its own for each client.")
    return Keys(keys)


def _keys(name: str, value: object, now: float) -> list[Key]:
    if not NAME.fullmatch(name):
        raise WrongKeys("A client's name must be 1 to 63 of a-z, 0-9, hyphen and underscore; rename the client.")
    place = f"clients.{name}"
    table = _table(value, place)
    _only(table, place, ("scopes", "quota", "keys"))
    client = Client(name, _scopes(table.get("scopes"), place), _quota(table.get("quota"), place))
    entries = table.get("keys")
    if not isinstance(entries, list) or not entries:
        raise WrongKeys(f'{place}.keys must be a list such as [{{sha256 = "..."}}]; add a key.')
    keys = [_key(entry, f"{place}.keys[{i}]", client) for i, entry in enumerate(entries)]
    if sum(key.is_active(now) for key in keys) > MOST_ACTIVE:
        raise WrongKeys(f"{place}.keys has more than {MOST_ACTIVE} keys that have not expired; remove the oldest.")
    return keys


def _key(value: object, place: str, client: Client) -> Key:
    table = _table(value, place)
    _only(table, place, ("sha256", "expires"))
    digest = table.get("sha256")
    if not isinstance(digest, str) or not HASH.fullmatch(digest):
        raise WrongKeys(f"{place}.sha256 must be 64 of 0-9 and a-f, the hash of a key and not the key.")
    return Key(bytes.fromhex(digest), client, _expires(table.get("expires"), place))


def _expires(value: object, place: str) -> float | None:
    """A date is its first second in UTC."""
    if value is None:
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.timestamp()
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC).timestamp()
    raise WrongKeys(f"{place}.expires must be a date such as 2027-01-31, or a time with its zone; correct it.")


def _scopes(value: object, place: str) -> frozenset[Scope]:
    if not isinstance(value, list) or not value or not all(scope in SCOPES for scope in value):
        raise WrongKeys(f"{place}.scopes must be a list of some of {', '.join(SCOPES)}; correct it.")
    return frozenset(cast("list[Scope]", value))


def _quota(value: object, place: str) -> Quota | None:
    if value is None:
        return None
    match = QUOTA.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise WrongKeys(f'{place}.quota must be such as "600/minute" (second, minute, hour, day); correct it.')
    return Quota(int(match[1]), match[2])


def _table(value: object, place: str) -> Toml:
    if not isinstance(value, dict):
        raise WrongKeys(f"{place} must be a table; docs/http.md shows the file.")
    return value


def _only(table: Toml, place: str, known: Sequence[str]) -> None:
    if any(_unknown(table, known)):
        raise WrongKeys(f"{place} has a name that is none of {', '.join(known)}; correct or remove it.")


def _unknown(table: Toml, known: Sequence[str]) -> Iterator[bool]:
    return (name not in known for name in table)
