"""A signature over manifest.json, which holds the hashes of all other files of a bundle."""

from pathlib import Path

from scoring import bundle as store
from scoring import folders
from training.signing.keys import secret_key


def signed(bundle: Path, key: Path) -> Path:
    """Write `signature` beside a bundle's manifest, and return it; the same key and bundle give the same bytes.

    Raises BundleError where a file is not what the manifest says, TrainingError where the key is none, OSError.
    """
    secret, folder = secret_key(key), store.locate(bundle)
    manifest = (folder / store.MANIFEST).read_bytes()
    store.verify(folder)
    folders.write_file(folder / store.SIGNATURE, secret.sign(manifest))
    return folder / store.SIGNATURE
