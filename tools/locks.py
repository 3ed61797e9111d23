"""Whether requirements/*.lock can be trusted: `python -m tools.locks`. Runs in `.venv`, for `packaging` to be there.

Every line is a pinned version with hashes and no address; the larger lock holds the smaller one, same versions; and
each holds what pyproject.toml asks for.
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.environment import ALONE, HOLDS
from tools.trouble import Trouble, told

ADDRESS = re.compile(r"://|file:|@ |--(?!hash=)|^\s*[./]|/\S+/")
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.+!-]+)(?: ; (?P<marker>[^\\]+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def faults(locks: Mapping[str, str], asked: Mapping[str, list[str]]) -> list[str]:
    """What is wrong, a sentence each. `locks`: name -> text; `asked`: name -> requirements that it has to hold."""
    pins = {name: dict(_pins(text)) for name, text in locks.items()}
    return [
        *(fault for name, text in locks.items() for fault in _form_faults(name, text)),
        *(fault for name in locks for fault in _nesting_faults(name, pins)),
        *(fault for name, wanted in asked.items() for fault in _coverage_faults(name, wanted, pins[name])),
    ]


def _pins(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if found := PIN.match(line):
            yield canonicalize_name(found["name"]), found["version"]


def _form_faults(lock: str, text: str) -> Iterator[str]:
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        place = f"requirements/{lock}.lock, line {number}"
        following = lines[number] if number < len(lines) else ""
        if ADDRESS.search(line):
            yield f"{place}: an address, a path or an option; only pinned versions and hashes may stand there"
        elif PIN.match(line):
            if not HASH.match(following):
                yield f"{place}: no hash follows"
        elif line.strip() and not HASH.match(line) and not line.lstrip().startswith("#"):
            yield f"{place}: neither a pinned version nor a hash nor a comment"


def _nesting_faults(lock: str, pins: Mapping[str, dict[str, str]]) -> Iterator[str]:
    for smaller in HOLDS[lock]:
        for name, version in pins.get(smaller, {}).items():
            if pins[lock].get(name) != version:
                yield f"requirements/{lock}.lock: {name} is not {version} as in {smaller}.lock"


def _coverage_faults(lock: str, wanted: list[str], pins: Mapping[str, str]) -> Iterator[str]:
    for text in wanted:
        requirement = Requirement(text)
        version = pins.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            yield f"requirements/{lock}.lock: pyproject.toml asks for {text}, the lock has {version or 'none'}"


def read(root: Path) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The locks, and what pyproject.toml asks each to hold."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = {"serve": project["dependencies"], **project["optional-dependencies"]}
    extras["tryton"] = (root / "requirements" / "tryton.in").read_text(encoding="utf-8").splitlines()
    locks = {name: (root / "requirements" / f"{name}.lock").read_text(encoding="utf-8") for name in HOLDS}
    return locks, {name: [text for part in HOLDS[name] for text in extras[part]] for name in HOLDS}


def main(root: Path) -> int:
    """Raises Trouble with every fault."""
    locks, asked = read(root)
    found = faults(locks, asked)
    for name in ALONE:
        found += [f"requirements/{name}.lock: more than the one package"] if len(dict(_pins(locks[name]))) != 1 else []
    if found:
        raise Trouble("The locks cannot be trusted.", "Run `make lock`, look at the difference, commit it.", found)
    return 0


if __name__ == "__main__":
    sys.exit(told(lambda: main(Path.cwd()), Path.cwd()))
