"""`make test`: everything that CI runs. Every step runs, so that one call shows all there is to mend."""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.environment import ensure
from tools.steps import SKIPPED, run
from tools.trouble import Trouble, is_full, no_space, told

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as main; main()"  # its script names a fixed path


@dataclass(frozen=True, slots=True)
class Check:
    """A name and what it runs; arguments of `.venv/bin/python` unless `program` names another one of `.venv/bin`."""

    name: str
    arguments: tuple[str, ...]
    program: str = "python"


CHECKS = (
    Check("locks", ("-m", "tools.locks")),
    Check("ruff check", ("-m", "ruff", "check", ".")),
    Check("ruff format", ("-m", "ruff", "format", "--check", ".")),
    Check("mypy", ("-m", "mypy")),
    Check("import borders", ("-c", LINT_IMPORTS, "--no-logo")),
    Check("Dockerfile", ("Dockerfile",), program="hadolint"),
    Check("openapi.yaml", ("-m", "tools.openapi", "--check")),
    Check("docs/reference", ("-m", "tools.references", "--check")),
    Check("vulnerabilities", ("-m", "tools.audit")),
    Check("page", ("-m", "tools.browser")),
    Check("tutorial's data", ("-m", "tools.tutorial")),
    Check("Spark", ("-m", "tools.spark")),
    Check("Tryton", ("-m", "tools.tryton")),
    Check("pytest", ("-m", "pytest")),
)


def main(arguments: Sequence[str], root: Path) -> int:
    """Runs all checks, or those named; returns 1 if any failed. Raises Trouble."""
    python = ensure(root, ["dev"])
    started = time.monotonic()
    codes = {check.name: _run(check, root, python) for check in _chosen(arguments)}
    failed, skipped = ([name for name, code in codes.items() if is_so(code)] for is_so in (_is_failure, SKIPPED.__eq__))
    seconds = time.monotonic() - started
    if failed and is_full(root):
        raise no_space(root)
    verdict = f"did not pass: {', '.join(failed)}" if failed else "all is well"
    verdict += f"; could not be asked here: {', '.join(skipped)}" if skipped else ""
    print(f"make test: {verdict} ({seconds:.0f} s)", flush=True)
    return 1 if failed else 0


def _chosen(names: Sequence[str]) -> list[Check]:
    known = [check.name for check in CHECKS]
    for name in names:
        if name not in known:
            raise Trouble(f"There is no check named {name!r}.", f"Take some of: {', '.join(known)}")
    return [check for check in CHECKS if not names or check.name in names]


def _is_failure(code: int) -> bool:
    return code not in (0, SKIPPED)


def _run(check: Check, root: Path, python: Path) -> int:
    print(f"== {check.name}", flush=True)
    started = time.monotonic()
    command = [str(python.with_name(check.program)), *check.arguments]
    ended = run(command, root, talks=True, environment={"OMP_NUM_THREADS": "1", **os.environ})
    verdict = {0: "ok", SKIPPED: "SKIPPED"}.get(ended.code, f"FAILED (exit code {ended.code})")
    print(f"== {check.name}: {verdict}, {time.monotonic() - started:.1f} s", flush=True)
    return ended.code


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
