"""`python -m training keypair` and `sign`."""

from pathlib import Path
from typing import Annotated

import typer


def keypair(out: Annotated[Path, typer.Option(help="FILE for the secret key; FILE.pub is the public one.")]) -> None:
    """Make the keys that bundles are signed with; the public one is the service's setting --public-key."""
    from training.signing.keys import write_pair  # noqa: PLC0415 (few need cryptography)

    for path in write_pair(out):
        print(path)


def sign(
    key: Annotated[Path, typer.Option(help="The secret key, a PEM file.")],
    bundle: Annotated[Path, typer.Option(help="A bundle, or the file that names one.")] = Path("models/current"),
) -> None:
    """Sign a bundle, once every file of it was checked against its hash."""
    from training.signing.sign import signed  # noqa: PLC0415 (few need cryptography)

    print(signed(bundle, key))
