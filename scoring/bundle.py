"""A bundle: the folder that a fit writes and a service reads; and `current`, the file that names one.

    models/current                                    2026-11-20-3f9c2d1a
    models/2026-11-20-3f9c2d1a/manifest.json          what the other files must be
                              /bundle.joblib          the content: plain data
                              /golden.json            rows with their answers, replayed before serving
                              /estimators.joblib, card.md, ...     for people; nothing here opens them
                              /signature      of manifest.json, where somebody signed it

The version names the content: the same data, config and code give the same folder, byte for byte.
"""

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import joblib

from scoring import folders, safe_joblib
from scoring.manifest import (
    FILE_NAME,
    BadManifest,
    Manifest,
    NewerFormat,
    OlderFormat,
    Stamp,
    parse,
    read_json,
    version_of,
)
from scoring.plain import plain

CONTENT, GOLDEN, MANIFEST, CURRENT = "bundle.joblib", "golden.json", "manifest.json", "current"
SIGNATURE, MAX_SIGNATURE_BYTES = "signature", 64
MAX_CONTENT_BYTES = 128 * 2**20
MAX_GOLDEN_BYTES = 16 * 2**20
MAX_MANIFEST_BYTES = 2**20
MAX_POINTER_BYTES = 256
PICKLE_PROTOCOL = 4  # named, as the default differs between versions of Python and the bytes would with it

FIT = "`python -m training fit --orders FILE --out models`"
MAKE = f"make one with {FIT}, or mount one and name it with --bundle or SCORING_BUNDLE"
SIGN = "sign it with `python -m training sign --key KEY.pem`, or serve one that is signed"
AGAIN = f"copy it again from where it was made, or fit again with {FIT}"


class BundleError(Exception):
    """A bundle that cannot be used or made: where, what is wrong, what to do."""

    def __init__(self, path: Path, rule: str, remedy: str) -> None:
        super().__init__(f"{path}: {rule}; {remedy}")
        self.path, self.rule, self.remedy = path, rule, remedy


class NoBundle(BundleError):
    """There is none."""


class UnreadableBundle(BundleError):
    """The system does not let this process read it."""


class NewerBundle(BundleError):
    """A later release made it."""


class OlderBundle(BundleError):
    """An earlier release made it."""


class DamagedBundle(BundleError):
    """Its files are not those that were written."""


class UnsafeBundle(BundleError):
    """It holds more than plain data of a bounded size."""


class UntrustedBundle(BundleError):
    """Nobody whom this process trusts has signed it."""


class UnwritableBundle(BundleError):
    """It could not be made; nothing half-written stands under its name."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedBundle:
    """A bundle whose bytes were checked; `golden` is None where the bundle has no golden rows. Arrays are read-only."""

    folder: Path
    version: str
    manifest: Manifest
    content: Mapping[str, object]
    golden: object


Trust = Callable[[bytes, bytes], bool]  # whether the second is a signature of the first that is trusted


def write(root: Path, content: Mapping[str, object], *, as_of: str, documents: Mapping[str, bytes]) -> Path:
    """Writes `root`/<version> and returns it; one with the same bytes is kept.

    `content` is plain data whose "libraries" are the versions that made it; `documents` are the other files by name;
    `as_of` is YYYY-MM-DD. Raises NotPlain with the place in the content, UnwritableBundle, ValueError.
    """
    if bad := [name for name in documents if not FILE_NAME.fullmatch(name) or name in (CONTENT, MANIFEST)]:
        raise ValueError(f"{bad} cannot be names of documents; use letters, digits, '.', '_' and '-'")
    form = plain(content)
    files = {CONTENT: _dump(root, form), **documents}
    stamps = {name: Stamp.of(data) for name, data in files.items()}
    manifest = Manifest(version_of(as_of, stamps[CONTENT]), _libraries(form), stamps)
    folder = root / manifest.version
    try:
        folders.write_folder(folder, {**files, MANIFEST: manifest.to_json()})
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder


def publish(root: Path, version: str) -> None:
    """Makes `root`/current name the bundle `version` of `root`, in one step. Raises NoBundle, UnwritableBundle."""
    if not FILE_NAME.fullmatch(version) or not (root / version / MANIFEST).is_file():
        raise NoBundle(root / version, "there is no such bundle to publish", MAKE)
    try:
        folders.write_file(root / CURRENT, f"{version}\n".encode())
    except OSError as error:
        raise _unwritable(root / CURRENT, error) from error


def locate(path: Path) -> Path:
    """The bundle's folder, from itself, from a file that names it (`models/current`) or from the folder of that file.

    Raises NoBundle, DamagedBundle, UnreadableBundle.
    """
    try:
        return _locate(path)
    except OSError as error:
        raise _unreadable(path, error) from error


def read(path: Path, trust: Trust | None = None) -> LoadedBundle:
    """The bundle that `path` leads to (see `locate`); with `trust` only one that is signed.

    Each file is read once, and the bytes that were hashed are those that are understood. Raises BundleError, whatever
    the files hold.
    """
    folder = locate(path)
    manifest = _manifest(folder, trust)
    data = _checked(folder, manifest, CONTENT, MAX_CONTENT_BYTES)
    if manifest.version[-8:] != manifest.files[CONTENT].sha256[:8]:
        raise DamagedBundle(folder / MANIFEST, f"its version is not that of its {CONTENT}", AGAIN)
    return LoadedBundle(folder, manifest.version, manifest, _content(folder, data), _golden(folder, manifest))


def verify(path: Path) -> Manifest:
    """Checks every file of a bundle against its hash, those for people too: estimators.joblib is code once opened.

    Raises BundleError.
    """
    folder = locate(path)
    manifest = _manifest(folder)
    for name, stamp in manifest.files.items():
        _checked(folder, manifest, name, stamp.size)
    return manifest


def _dump(root: Path, form: Mapping[str, object]) -> bytes:
    """The joblib file of plain content, read back once, so that what is written can be read."""
    buffer = io.BytesIO()
    joblib.dump(form, buffer, compress=0, protocol=PICKLE_PROTOCOL)
    try:
        safe_joblib.load(buffer.getvalue(), max_bytes=MAX_CONTENT_BYTES)
    except safe_joblib.UnsafeArtifact as refusal:
        raise UnwritableBundle(
            root, f"the content could not be read again: {refusal.rule}", "make it smaller"
        ) from None
    return buffer.getvalue()


def _libraries(form: Mapping[str, object]) -> Mapping[str, str]:
    libraries = form.get("libraries", {})
    if not isinstance(libraries, dict) or not all(isinstance(text, str) for pair in libraries.items() for text in pair):
        raise ValueError('content["libraries"] must map names of libraries to their versions, both texts')
    return libraries


def _locate(path: Path) -> Path:
    if (path / MANIFEST).is_file():
        return path
    pointer = path / CURRENT if path.is_dir() else path
    if (pointer / MANIFEST).is_file():  # a symbolic link in the place of the file that names
        return pointer
    if not pointer.is_file():
        raise NoBundle(path, f"there is neither a bundle nor a file {CURRENT} that names one", MAKE)
    name = _bytes(pointer, MAX_POINTER_BYTES).decode("ascii", "replace").strip()
    if not FILE_NAME.fullmatch(name):
        raise DamagedBundle(
            pointer, "it names no bundle", f"write the version to serve into it, or fit again with {FIT}"
        )
    folder = pointer.with_name(name)
    if not (folder / MANIFEST).is_file():
        raise NoBundle(folder, f"{pointer} names it, but it holds no {MANIFEST}", MAKE)
    return folder


def _manifest(folder: Path, trust: Trust | None = None) -> Manifest:
    path = folder / MANIFEST
    data = _bytes(path, MAX_MANIFEST_BYTES)
    if trust is not None:
        _require_signature(folder, data, trust)
    try:
        return parse(data)
    except NewerFormat as error:
        raise NewerBundle(
            path, f"a newer release made it: {error}", f"update this one, or fit again with {FIT}"
        ) from None
    except OlderFormat as error:
        raise OlderBundle(path, f"an earlier release made it: {error}", f"fit again with {FIT}") from None
    except BadManifest as error:
        raise DamagedBundle(path, str(error), AGAIN) from None


def _require_signature(folder: Path, manifest: bytes, trust: Trust) -> None:
    path = folder / SIGNATURE
    if not path.is_file():
        raise UntrustedBundle(folder, "it is not signed, and a public key is configured", SIGN)
    if not trust(manifest, _bytes(path, MAX_SIGNATURE_BYTES)):
        raise UntrustedBundle(path, f"it is no signature of this {MANIFEST} by a key that is trusted here", SIGN)


def _checked(folder: Path, manifest: Manifest, name: str, limit: int) -> bytes:
    path, stamp = folder / name, manifest.files.get(name)
    if stamp is None:
        raise DamagedBundle(folder / MANIFEST, f"it does not list {name}", AGAIN)
    if stamp.size > limit:
        raise UnsafeBundle(path, f"{MANIFEST} says that it is larger than {limit} bytes", AGAIN)
    data = _bytes(path, stamp.size)
    if Stamp.of(data) != stamp:
        raise DamagedBundle(path, f"its bytes are not those that {MANIFEST} names by SHA-256", AGAIN)
    return data


def _content(folder: Path, data: bytes) -> Mapping[str, object]:
    try:
        content = safe_joblib.load(data, max_bytes=MAX_CONTENT_BYTES)
    except safe_joblib.UnsafeArtifact as refusal:
        rule = f"at byte {refusal.position}: {refusal.rule}"
        raise UnsafeBundle(folder / CONTENT, rule, refusal.remedy) from None
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise UnsafeBundle(folder / CONTENT, "it is not a dict with texts as keys", AGAIN)
    return content


def _golden(folder: Path, manifest: Manifest) -> object:
    if GOLDEN not in manifest.files:
        return None
    try:
        return read_json(_checked(folder, manifest, GOLDEN, MAX_GOLDEN_BYTES))
    except BadManifest as error:
        raise DamagedBundle(folder / GOLDEN, str(error), AGAIN) from None


def _bytes(path: Path, limit: int) -> bytes:
    """A file's bytes, of which there are at most `limit`; no more memory is taken than the file is large."""
    try:
        if not path.is_file():
            raise DamagedBundle(path, "there is no such file", AGAIN)
        with path.open("rb") as file:
            data = file.read(min(limit, os.fstat(file.fileno()).st_size) + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(data) > limit:
        raise DamagedBundle(path, f"it is larger than {limit} bytes", AGAIN)
    return data


def _unreadable(path: Path, error: OSError) -> UnreadableBundle:
    return UnreadableBundle(path, f"it cannot be read: {error.strerror}", "let the user of this process read it")


def _unwritable(path: Path, error: OSError) -> UnwritableBundle:
    remedy = "make room, or let the user of this process write there, and run this again"
    return UnwritableBundle(path, f"it cannot be written: {error.strerror}", remedy)
