"""How much one request may hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings' limits; `service` holds the body to its size (HTTP 413) before it is parsed.

    `body_bytes` for one customer, `batch_bytes` for a batch, `entries` in any list, `rows` in a JSON batch,
    `id_length` in characters.
    """

    body_bytes: int = 4 * 1024 * 1024
    batch_bytes: int = 16 * 1024 * 1024
    entries: int = 10_000
    rows: int = 1_000
    id_length: int = 256
