"""With a public key only what its owner signed is served, and nothing is understood before that is known."""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scoring import bundle as bundles
from scoring import safe_joblib
from service.bundles.readiness import NotReady, Ready, load
from tests.training.commands import training


@pytest.fixture
def folder(demo_bundle: Path, tmp_path: Path) -> Path:
    """A copy of the demo bundle's folder, to be signed."""
    return Path(shutil.copytree(bundles.locate(demo_bundle), tmp_path / "models" / bundles.locate(demo_bundle).name))


@pytest.fixture
def key(tmp_path: Path) -> Ed25519PrivateKey:
    """A secret key; its public half is in `public.pem`."""
    key = Ed25519PrivateKey.generate()
    (tmp_path / "public.pem").write_bytes(_pem(key))
    return key


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sign(folder: Path, key: Ed25519PrivateKey) -> None:
    (folder / "signature").write_bytes(key.sign((folder / "manifest.json").read_bytes()))


def reason(folder: Path, public: Path) -> str:
    state = load(folder, public)
    assert isinstance(state, NotReady)
    return state.reason


def test_a_signed_bundle_is_served(folder: Path, key: Ed25519PrivateKey, tmp_path: Path):
    sign(folder, key)
    assert isinstance(load(folder, tmp_path / "public.pem"), Ready)


@pytest.mark.usefixtures("key")
def test_an_unsigned_bundle_is_refused_with_the_remedy(folder: Path, tmp_path: Path):
    said = reason(folder, tmp_path / "public.pem")
    assert "it is not signed" in said and "python -m training sign" in said
    assert isinstance(load(folder), Ready)  # where no key is configured it may be


@pytest.mark.usefixtures("key")
def test_another_ones_signature_is_refused(folder: Path, tmp_path: Path):
    sign(folder, Ed25519PrivateKey.generate())
    assert "no signature of this manifest.json by a key that is trusted" in reason(folder, tmp_path / "public.pem")


def test_a_manifest_that_was_changed_after_signing_is_refused(folder: Path, key: Ed25519PrivateKey, tmp_path: Path):
    sign(folder, key)
    with (folder / "manifest.json").open("ab") as manifest:
        manifest.write(b"\n")
    assert "no signature" in reason(folder, tmp_path / "public.pem")


def test_content_that_was_changed_after_signing_is_refused(folder: Path, key: Ed25519PrivateKey, tmp_path: Path):
    sign(folder, key)
    data = bytearray((folder / "bundle.joblib").read_bytes())
    data[100] ^= 1
    (folder / "bundle.joblib").write_bytes(data)
    assert "SHA-256" in reason(folder, tmp_path / "public.pem")


@pytest.mark.usefixtures("key")
def test_nothing_is_understood_before_the_signature_is_checked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def understand(*_: object, **__: object) -> None:
        pytest.fail("a byte was understood before it was trusted")

    monkeypatch.setattr(safe_joblib, "load", understand)
    monkeypatch.setattr(bundles, "parse", understand)
    (folder / "signature").write_bytes(bytes(64))
    assert "no signature" in reason(folder, tmp_path / "public.pem")


def test_two_keys_are_trusted_while_one_takes_the_place_of_the_other(
    folder: Path, key: Ed25519PrivateKey, tmp_path: Path
):
    both = tmp_path / "both.pem"
    both.write_bytes(_pem(Ed25519PrivateKey.generate()) + _pem(key))
    sign(folder, key)
    assert isinstance(load(folder, both), Ready)


@pytest.mark.parametrize("held", [b"", b"no key", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_holds_no_key_is_a_reason(folder: Path, tmp_path: Path, held: bytes):
    (tmp_path / "public.pem").write_bytes(held)
    assert "something else than ed25519 public keys; name a PEM file" in reason(folder, tmp_path / "public.pem")


def test_a_pipe_in_place_of_the_public_key_is_not_waited_for(folder: Path, tmp_path: Path):
    os.mkfifo(tmp_path / "public.pem")
    assert "the public key is no file" in reason(folder, tmp_path / "public.pem")


def test_a_public_key_that_is_not_there_is_a_reason(folder: Path, tmp_path: Path):
    assert "the public key cannot be read: No such file" in reason(folder, tmp_path / "none.pem")


def test_the_commands_make_a_pair_sign_and_the_service_believes_it(folder: Path, tmp_path: Path):
    secret, public = tmp_path / "keys" / "bundles.pem", tmp_path / "keys" / "bundles.pem.pub"
    assert training("keypair", "--out", secret).stdout.split() == [str(secret), str(public)]
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert training("sign", "--key", secret, "--bundle", folder).stdout.strip() == str(folder / "signature")
    assert isinstance(load(folder, public), Ready)


def test_the_commands_tell_machines_which_files_they_wrote(folder: Path, tmp_path: Path):
    written = json.loads(training("keypair", "--out", tmp_path / "bundles.pem", "--json").stdout)
    assert written == {"secret_key": str(tmp_path / "bundles.pem"), "public_key": str(tmp_path / "bundles.pem.pub")}
    signed = training("sign", "--key", tmp_path / "bundles.pem", "--bundle", folder, "--json").stdout
    assert json.loads(signed) == {"signature": str(folder / "signature")}


def test_no_key_is_ever_overwritten(tmp_path: Path):
    (tmp_path / "bundles.pem.pub").write_text("precious")
    ended = training("keypair", "--out", tmp_path / "bundles.pem")
    assert (ended.returncode, (tmp_path / "bundles.pem").exists()) == (1, False)
    assert "keys are not overwritten" in " ".join(ended.stderr.split())


def test_a_damaged_bundle_is_not_signed(folder: Path, tmp_path: Path):
    training("keypair", "--out", tmp_path / "bundles.pem")
    (folder / "card.md").write_text("other")
    ended = training("sign", "--key", tmp_path / "bundles.pem", "--bundle", folder)
    assert (ended.returncode, (folder / "signature").exists()) == (1, False)
    assert "SHA-256" in " ".join(ended.stderr.split())
