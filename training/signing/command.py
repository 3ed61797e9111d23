"""`python -m training keypair` and `sign`."""

import json
from pathlib import Path
from typing import Annotated

import typer


def keypair(
    out: Annotated[Path, typer.Option(help="FILE for the secret key; FILE.pub is the public one.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the names of the files as JSON.")] = False,
) -> None:
    """Make the keys that bundles are signed with; the public one is the service's setting --public-key."""
    from training.signing.keys import write_pair  # noqa: PLC0415 (few need cryptography)

    secret, public = map(str, write_pair(out))
    print(json.dumps({"secret_key": secret, "public_key": public}) if as_json else f"{secret}\n{public}")


def sign(
    key: Annotated[Path, typer.Option(help="The secret key, a PEM file.")],
    bundle: Annotated[Path, typer.Option(help="A bundle, or the file that names one.")] = Path("models/current"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the name of the file as JSON.")] = False,
) -> None:
    """Sign a bundle, once every file of it was checked against its hash."""
    from training.signing.sign import signed  # noqa: PLC0415 (few need cryptography)

    signature = str(signed(bundle, key))
    print(json.dumps({"signature": signature}) if as_json else signature)
