"""The bill of materials of the image: `python -m tools.sbom`, which `make sbom` is.

CycloneDX JSON of what requirements/serve.lock installs, with the hashes that pip checks. It holds no time and no random
number, so the same lock gives the same bytes; it is made when it is wanted and not committed.
"""

import sys
from pathlib import Path

from tools.steps import run
from tools.trouble import Trouble, told

LOCK, SBOM = Path("requirements", "serve.lock"), Path("build", "sbom.cdx.json")


def write(root: Path, lock: Path = LOCK, sbom: Path = SBOM) -> Path:
    """Writes the file, validated against the schema of CycloneDX, and returns its path. Raises Trouble."""
    path = root / sbom
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("cyclonedx-py")), "requirements", str(root / lock)]
    described = ["--pyproject", str(root / "pyproject.toml"), "--mc-type", "application"]
    ended = run([*command, *described, "--output-reproducible", "--validate", "--output-file", str(path)], root)
    if ended.code:
        raise Trouble(f"The bill of materials of {lock} could not be made.", "See the lines above.", ended.lines)
    return path


def main(root: Path) -> int:
    """Says where it stands."""
    print(write(root).relative_to(root), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(told(lambda: main(Path.cwd()), Path.cwd()))
