"""Who may say what is served: the owners of the ed25519 keys whose public halves a file holds."""

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.bundle import Trust

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

END = b"-----END PUBLIC KEY-----"
REMEDY = "name a PEM file of ed25519 public keys, such as `python -m training keypair` writes"


class UnusableKey(ValueError):
    """The file of the public key cannot be used; the message is the sentence to show."""


def trust(path: Path) -> Trust:
    """Whether something is signed by one of the keys in a PEM file: two while the key is changed. Raises UnusableKey.

    The file is read each time, so that a key is changed without a restart.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 (2 MiB and 20 ms that few services need)

    keys = _keys(path)

    def is_signed(data: bytes, signature: bytes) -> bool:
        for key in keys:
            try:
                key.verify(signature, data)
            except InvalidSignature:
                continue
            return True
        return False

    return is_signed


def _keys(path: Path) -> "list[Ed25519PublicKey]":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 (as above)
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise UnusableKey(f"{path}: the public key is no file; {REMEDY}")
    try:
        *blocks, _ = path.read_bytes().split(END)
        keys = [load_pem_public_key(block.strip() + END + b"\n") for block in blocks]
    except OSError as error:
        raise UnusableKey(f"{path}: the public key cannot be read: {error.strerror}; {REMEDY}") from None
    except ValueError:
        keys = []
    found = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    if not found or len(found) < len(keys):
        raise UnusableKey(f"{path}: it holds something else than ed25519 public keys; {REMEDY}")
    return found
