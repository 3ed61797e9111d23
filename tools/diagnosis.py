"""From the last lines of pip or venv to what they mean and what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.trouble import Trouble, is_full, no_space


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern in what pip prints, what it means, what to do."""

    pattern: str
    wrong: str
    remedy: str


FULL_DISK = "No space left on device|Disk quota exceeded"
SIGNS = (  # the first that fits
    Sign(
        "ensurepip is not available|No module named '?(ensurepip|venv)",
        "This Python comes without the module that makes environments.",
        "On Debian and Ubuntu: apt install python3-venv (or python3.12-venv, after the Python in question). "
        "Or name another Python: make run PYTHON=/path/to/python3.12",
    ),
    Sign(
        "DO NOT MATCH THE HASHES",
        "A package that came is not the one that was locked.",
        "Do not install it by hand. Empty pip's cache (`pip cache purge`) and try again; if it stays, "
        "the index that pip asks serves altered packages.",
    ),
    Sign(
        "NewConnectionError|Max retries|Connection ?(refused|reset|broken|aborted)|name resolution|ProxyError|"
        "[Tt]imed out|Timeout|Could not fetch URL|SSLError|Network is unreachable",
        "pip cannot reach its package index.",
        "Connect to the network, or set HTTPS_PROXY or PIP_INDEX_URL to what your network offers, or copy the wheels "
        "of requirements/*.lock into a folder and set PIP_NO_INDEX=1 and PIP_FIND_LINKS to it; "
        "then type the same command.",
    ),
    Sign(
        "from versions: none",
        "pip finds no version at all of a locked package.",
        "Either its package index cannot be reached (set HTTPS_PROXY or PIP_INDEX_URL to what your network offers), or "
        "the package does not come for this Python (name one from 3.11 to 3.14: make run PYTHON=python3.12).",
    ),
    Sign(
        "No matching distribution found|requires a different Python|Failed building wheel",
        "A locked package does not come for this Python or this machine.",
        "Name a Python from 3.11 to 3.14, for example: make run PYTHON=python3.12",
    ),
    Sign(
        "Permission denied|Read-only file system",
        "What is to be installed cannot be written.",
        "Make sure that the project's folder is yours to write to (.venv included), then type the same command.",
    ),
)


def diagnosis(root: Path, lines: Sequence[str]) -> Trouble:
    """What to tell, with the lines themselves."""
    text = "\n".join(lines)
    if re.search(FULL_DISK, text) or is_full(root):
        return no_space(root)
    for sign in SIGNS:
        if re.search(sign.pattern, text):
            return Trouble(sign.wrong, sign.remedy, lines)
    return Trouble(
        "What is locked could not be installed.", "Mend what stands above, then type the same command.", lines
    )
