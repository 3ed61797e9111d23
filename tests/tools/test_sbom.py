import json
import re
from pathlib import Path

from tools.sbom import LOCK, write

ROOT = Path(__file__).parents[2]


def made(place: Path) -> bytes:
    return write(ROOT, sbom=place / "sbom.json").read_bytes()


def test_it_lists_every_package_that_is_served_with_the_hashes_that_are_checked(tmp_path: Path) -> None:
    found = json.loads(made(tmp_path))["components"]
    locked = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / LOCK).read_text(), re.MULTILINE)
    assert sorted((one["name"], one["version"]) for one in found) == sorted(locked)
    assert all(reference["hashes"] for one in found for reference in one["externalReferences"])


def test_the_same_lock_gives_the_same_bytes(tmp_path: Path) -> None:
    first = made(tmp_path)
    assert made(tmp_path) == first
    assert not {"serialNumber", "timestamp"} & {*json.loads(first), *json.loads(first)["metadata"]}
