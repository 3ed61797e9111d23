"""How much requests may hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings' limits; `service` holds the body to its size (HTTP 413) and time (408) before it is parsed.

    `body_bytes` for one customer, `unfinished_bytes` for all such bodies that are not complete yet, `batch_bytes` for a
    batch, `entries` in any list, `rows` in a JSON batch, `id_length` in characters, `body_seconds` from the head of a
    request to the end of its body; of a stream, from one piece to the next.
    """

    body_bytes: int = 4 * 1024 * 1024
    unfinished_bytes: int = 64 * 1024 * 1024
    batch_bytes: int = 16 * 1024 * 1024
    entries: int = 10_000
    rows: int = 1_000
    id_length: int = 256
    body_seconds: int = 30
