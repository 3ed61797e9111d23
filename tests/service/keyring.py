"""A file of keys for tests, and the keys themselves."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

SCORER, READER, ADMIN, OLD, HASTY = (f"csk_{name}" for name in ("scorer", "reader", "admin", "old", "hasty"))


def hashed(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def entry(name: str, scopes: str, *keys: str, more: str = "") -> str:
    listed = ", ".join(f'{{sha256 = "{hashed(key)}"}}' for key in keys)
    return f"[clients.{name}]\nscopes = {scopes}\n{more}\nkeys = [{listed}]\n"


def keyring(path: Path) -> Path:
    """Five clients."""
    expired = f'keys = [{{sha256 = "{hashed(OLD)}", expires = 2020-01-01}}]'
    entries = [
        entry("crm", '["score", "segments"]', SCORER),
        entry("prometheus", '["read"]', READER),
        entry("ops", '["admin", "read"]', ADMIN),
        entry("hasty", '["score", "read"]', HASTY, more='quota = "3/day"'),
        f'[clients.gone]\nscopes = ["score"]\n{expired}\n',
    ]
    path.write_text("\n".join(entries), encoding="utf-8")
    return path


def bearer(key: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {key}"}
