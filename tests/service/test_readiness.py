"""Every way in which a bundle can be wrong: the service says which, with the remedy, and keeps running."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scoring import bundle as bundles
from service.bundles.readiness import Current, NotReady, Ready, load
from service.problems import Problem
from tests.service.running import running


@pytest.fixture
def folder(demo_bundle: Path, tmp_path: Path) -> Path:
    """A copy of the demo bundle's folder, to be damaged."""
    return Path(shutil.copytree(bundles.locate(demo_bundle), tmp_path / "models" / bundles.locate(demo_bundle).name))


def stamped(folder: Path, name: str, data: bytes) -> None:
    """Replace a file and let the manifest agree, as somebody would who means it."""
    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def truncate(folder: Path) -> None:
    path = folder / "bundle.joblib"
    path.write_bytes(path.read_bytes()[:-1])


def flip_a_bit(folder: Path) -> None:
    path = folder / "bundle.joblib"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def come_from_the_future(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 999}))


def lose_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def lose_the_content(folder: Path) -> None:
    (folder / "bundle.joblib").unlink()


def answer_differently(folder: Path) -> None:
    golden = json.loads((folder / "golden.json").read_text())
    golden[0]["answer"]["customer_id"] = "somebody else"
    stamped(folder, "golden.json", json.dumps(golden).encode())


def have_broken_golden_rows(folder: Path) -> None:
    stamped(folder, "golden.json", b'[{"payload": {"customer_id": 1}, "answer": {}}]')


def have_golden_rows_of_another_kind(folder: Path) -> None:
    golden = json.loads((folder / "golden.json").read_text())
    stamped(folder, "golden.json", json.dumps([golden[0], 7]).encode())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (truncate, "SHA-256"),
        (flip_a_bit, "SHA-256"),
        (come_from_the_future, "newer release"),
        (lose_the_manifest, "python -m training fit"),
        (lose_the_content, "bundle.joblib"),
        (answer_differently, "golden row 0 differs at /customer_id"),
        (have_broken_golden_rows, "refuses the payload of golden row 0 (not_a_text)"),
        (have_golden_rows_of_another_kind, "golden row 1 is not a payload with its answer"),
    ],
)
def test_a_damaged_bundle_is_a_reason_and_no_exception(folder: Path, damage: Callable[[Path], None], said: str):
    assert isinstance(load(folder), Ready)
    damage(folder)
    state = load(folder)
    assert isinstance(state, NotReady)
    assert said in state.reason


def test_content_of_another_kind_is_a_reason(tmp_path: Path):
    state = load(bundles.write(tmp_path, {"libraries": {}}, as_of="2026-01-01", documents={}))
    assert isinstance(state, NotReady)
    assert "not of this release's format (it lacks 'meta'); fit again" in state.reason


def test_content_that_breaks_a_rule_is_told_by_it(folder: Path, tmp_path: Path):
    content = dict(bundles.read(folder).content)
    first, *others = content["patterns"]
    churn = first["churn"] | {"mains": np.full_like(first["churn"]["mains"], np.nan)}
    content["patterns"] = [first | {"churn": churn}, *others]
    state = load(bundles.write(tmp_path / "broken", content, as_of="2026-01-01", documents={}))
    assert isinstance(state, NotReady)
    assert "not of this release's format (intercept and mains must be finite); fit again" in state.reason


def test_a_label_that_one_language_lacks_is_a_reason(folder: Path, tmp_path: Path):
    content = dict(bundles.read(folder).content)
    content["labels"] = content["labels"] | {"zh-Hant": {}}
    golden = {"golden.json": (folder / "golden.json").read_bytes()}
    state = load(bundles.write(tmp_path / "mute", content, as_of="2026-01-01", documents=golden))
    assert isinstance(state, NotReady)
    assert "the labels of zh-Hant lack" in state.reason


def test_a_fault_of_the_program_is_not_blamed_on_the_bundles_format(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("MARKED")

    monkeypatch.setattr("service.bundles.readiness.rehearse", fail)
    state = load(folder)
    assert isinstance(state, NotReady)
    assert "this release itself fails over the bundle (ZeroDivisionError)" in state.reason
    assert "MARKED" not in state.reason
    assert "format" not in state.reason


def test_readyz_says_why_and_what_to_do(folder: Path, tmp_path: Path):
    flip_a_bit(folder)
    with running(tmp_path, "--bundle", str(folder)) as server, server.client() as client:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "SHA-256" in answer.json()["detail"]
        assert "python -m training fit" in answer.json()["detail"]
        assert client.post("/score", json={"customer_id": "C"}).json()["detail"] == answer.json()["detail"]
        assert client.get("/livez").status_code == 200


def test_who_asks_for_a_bundle_that_is_not_there_gets_the_reason_as_a_503():
    with pytest.raises(Problem) as raised:
        Current(NotReady("no bundle")).ready()
    assert (raised.value.kind.status, raised.value.detail) == (503, "no bundle")
