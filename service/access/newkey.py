"""`python -m service key new --client crm --scopes score`: a key, shown once, and what the file keeps of it."""

import argparse
import json
from collections.abc import Sequence

from service.access.keys import NAME, QUOTA, new_key
from service.calls import Parser
from service.endpoints import SCOPES


def main(arguments: Sequence[str]) -> int:
    """Print a new key and its entry; nothing is written anywhere."""
    asked = _parser().parse_args(arguments)
    key, digest = new_key()
    entry = _entry(asked, digest)
    if asked.json:
        print(json.dumps({"key": key, "entry": entry}), flush=True)
        return 0
    print("# The key, for the client; it is shown this once and kept nowhere:", key, "", sep="\n")
    print("# For the file of keys; a second key of a client stands in the same list:", entry, sep="\n", flush=True)
    return 0


def _entry(asked: argparse.Namespace, digest: str) -> str:
    quota = [f'quota = "{asked.quota}"'] if asked.quota else []
    scopes = ", ".join(f'"{scope}"' for scope in asked.scopes)
    return "\n".join([f"[clients.{asked.client}]", f"scopes = [{scopes}]", *quota, f'keys = [{{sha256 = "{digest}"}}]'])


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m service key", description=__doc__, allow_abbrev=False)
    parser.add_argument("command", choices=["new"])
    parser.add_argument("--client", required=True, type=_client, help="whose it is, such as crm")
    parser.add_argument("--scopes", required=True, type=_scopes, help=f"some of {','.join(SCOPES)}")
    parser.add_argument("--quota", type=_quota, help='such as "600/minute"; none if left out')
    parser.add_argument("--json", action="store_true", help="for machines: key, and the entry as TOML")
    return parser


def _client(text: str) -> str:
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError("take 1 to 63 of a-z, 0-9, hyphen and underscore")
    return text


def _scopes(text: str) -> list[str]:
    scopes = text.split(",")
    if not set(scopes) <= set(SCOPES):
        raise argparse.ArgumentTypeError(f"take some of {','.join(SCOPES)}")
    return scopes


def _quota(text: str) -> str:
    if not QUOTA.fullmatch(text):
        raise argparse.ArgumentTypeError('take such as "600/minute"')
    return text
