"""A pair of ed25519 keys as PEM files: the secret one signs bundles, the public one goes to the services."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from training.errors import TrainingError

ONLY_THE_OWNER = 0o600


def write_pair(path: Path) -> tuple[Path, Path]:
    """Make a pair: `path`, for its owner only, and `path`.pub beside it. Nothing is ever overwritten: TrainingError."""
    public = path.with_name(path.name + ".pub")
    if taken := [one for one in (path, public) if one.exists()]:
        raise TrainingError(f"{taken[0]} is there already; keys are not overwritten: give --out another name.")
    key = Ed25519PrivateKey.generate()
    _write(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path, public


def secret_key(path: Path) -> Ed25519PrivateKey:
    """The secret key in a PEM file. Raises TrainingError."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except TypeError:
        raise TrainingError(f"{path} is encrypted; give --key a file that is not.") from None
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read ({error.strerror}); give --key a PEM file.") from None
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise TrainingError(f"{path} is no ed25519 key; make one with `python -m training keypair`.")
    return key


def _write(path: Path, data: bytes) -> None:
    """Made with its mode, so that there is no moment in which others could read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_THE_OWNER), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
