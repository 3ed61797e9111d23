"""`manifest.json`: what a bundle's folder holds, with hashes. It comes from outside, so every type is checked."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Self

FORMAT = 3  # 2 knew no cuts, categories or own dimensions, 1 tables over two features at most
VERSION = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
LIBRARY_VERSION = re.compile(r".*", re.DOTALL)
SHA256 = re.compile(r"[0-9a-f]{64}")


class BadManifest(ValueError):
    """A manifest that is not one; the text says at which key."""


class NewerFormat(BadManifest):
    """A manifest of a format that this release does not know."""


class OlderFormat(BadManifest):
    """A manifest of a format that this release no longer reads."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file's bytes must be; `size` in bytes."""

    sha256: str
    size: int

    @classmethod
    def of(cls, data: bytes) -> Self:
        """The stamp of these bytes."""
        return cls(hashlib.sha256(data).hexdigest(), len(data))


@dataclass(frozen=True, slots=True)
class Manifest:
    """A bundle's version, the library versions that made it, and its files."""

    version: str
    libraries: Mapping[str, str]
    files: Mapping[str, Stamp]

    def to_json(self) -> bytes:
        """The file's bytes: the same for the same manifest."""
        return (json.dumps({"format": FORMAT} | asdict(self), indent=2, ensure_ascii=False) + "\n").encode()


def version_of(as_of: str, joblib_file: Stamp) -> str:
    """`<as_of>-<first 8 digits of the SHA-256 of bundle.joblib>`; `as_of` is YYYY-MM-DD. Raises ValueError."""
    return f"{date.fromisoformat(as_of).isoformat()}-{joblib_file.sha256[:8]}"


def parse(data: bytes) -> Manifest:
    """A manifest from JSON. Raises BadManifest, or NewerFormat or OlderFormat whatever else such a one says."""
    entries = _object(read_json(data), "it")
    number = entries.get("format")
    if type(number) is not int or number < 1:
        raise BadManifest("its format is not a whole number from 1")
    if number > FORMAT:
        raise NewerFormat(f"its format is {number}, and this release reads up to {FORMAT}")
    if number < FORMAT:
        raise OlderFormat(f"its format is {number}, and this release reads {FORMAT}")
    libraries = _object(entries.get("libraries"), "libraries")
    return Manifest(
        _text(entries.get("version"), VERSION, "version"),
        {name: _text(value, LIBRARY_VERSION, "a version in libraries") for name, value in libraries.items()},
        {
            _text(name, FILE_NAME, "a name in files"): _stamp(_object(stamp, "an entry of files"))
            for name, stamp in _object(entries.get("files"), "files").items()
        },
    )


def read_json(data: bytes) -> object:
    """The value of a JSON text in UTF-8 without NaN and Infinity. Raises BadManifest."""
    try:
        value: object = json.loads(data.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadManifest("it is not JSON") from None
    return value


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _stamp(entry: Mapping[str, object]) -> Stamp:
    size = entry.get("size")
    if type(size) is not int or size < 0:
        raise BadManifest("a size in files is not a whole number from 0")
    return Stamp(_text(entry.get("sha256"), SHA256, "a sha256 in files"), size)


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadManifest(f"{name} is not an object" if name != "it" else "it is not a JSON object")
    return value


def _text(value: object, pattern: re.Pattern[str], name: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadManifest(f"{name} is not a text of the form {pattern.pattern}")
    return value
