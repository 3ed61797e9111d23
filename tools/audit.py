"""Known vulnerabilities of what is served: `python -m tools.audit`, which `make test` runs too.

pip-audit ends well, with "No known vulnerabilities found", where its service knows none of the packages, as behind a
mirror that has no advisories. So its answer is read: packages that nobody was asked about are not called sound.

A database of your own that speaks OSV's API is named by `--osv-url`.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.steps import SKIPPED, last_lines
from tools.trouble import Trouble, told

LOCK = Path("requirements", "serve.lock")
UNREACHABLE = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|NameResolution|Could not connect|timed out")
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit said: how many packages it knew, which it could not ask about, and what it found."""

    known: int
    unknown: tuple[str, ...]
    found: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Audit":
        """From pip-audit's JSON. Raises ValueError."""
        packages = json.loads(text)["dependencies"]
        return cls(
            sum("skip_reason" not in package for package in packages),
            tuple(package["name"] for package in packages if "skip_reason" in package),
            tuple(_told(package, one) for package in packages for one in package.get("vulns", ())),
        )


def _told(package: dict[str, str], vulnerability: dict[str, object]) -> str:
    versions = vulnerability.get("fix_versions")
    mended = f"mended in {', '.join(versions)}" if isinstance(versions, list) and versions else "not mended yet"
    return f"{package['name']} {package['version']}: {vulnerability['id']}, {mended}"


def audit(root: Path, lock: Path, options: Sequence[str]) -> Audit | None:
    """Asks about every package of a lock; None where the service cannot be reached. Raises Trouble."""
    program = str(Path(sys.executable).with_name("pip-audit"))
    command = [program, "--requirement", str(lock), "--disable-pip", "--require-hashes", "--format", "json", *options]
    done = subprocess.run(
        [*command, "--progress-spinner", "off"],
        cwd=root, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    try:
        return Audit.of(done.stdout)
    except ValueError:
        if UNREACHABLE.search(done.stderr):
            return None
        remedy = f"Look at {lock} and at the lines above; `make lock` writes the locks anew."
        raise Trouble("pip-audit failed.", remedy, last_lines(done.stderr)) from None


def verdict(said: Audit | None, *, required: bool) -> tuple[int, str]:
    """The exit code (0, 1 or SKIPPED) and the sentence."""
    if said is None or not said.known:
        reason = "cannot be reached" if said is None else f"knows none of the {len(said.unknown)} packages"
        return (1 if required else SKIPPED), f"not audited: the vulnerability service {reason}"
    if said.found:
        remedy = "What to do: `make lock UPGRADE=1`, or raise the versions in pyproject.toml, and run the tests."
        return 1, "\n".join([*said.found, remedy])
    if said.unknown:
        return 1, f"{said.known} packages have no known vulnerability; not audited: {', '.join(said.unknown)}"
    return 0, f"{said.known} packages have no known vulnerability"


def main(arguments: Sequence[str], root: Path) -> int:
    """`--required`: that nobody could be asked is a failure too."""
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description=__doc__)
    parser.add_argument("--lock", type=Path, default=LOCK)
    parser.add_argument("--osv-url", help="a service that speaks OSV's API, in place of the package index")
    parser.add_argument("--required", action="store_true")
    asked = parser.parse_args(arguments)
    options = ["--vulnerability-service", "osv", "--osv-url", asked.osv_url] if asked.osv_url else []
    code, sentence = verdict(audit(root, asked.lock, options), required=asked.required)
    print(f"skipped: {sentence}" if code == SKIPPED else sentence, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
