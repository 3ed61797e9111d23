"""Where keys come from: a file that is looked at again as it changes, or a variable."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from service.access.keys import Client, Keys, WrongKeys, parse
from service.settings import Settings

LOOK_SECONDS = 1.0  # how often a file is looked at, at most; only while requests come

logger = logging.getLogger(__name__)

Stamp = tuple[int, int, int] | None


class KeyFile:
    """The keys of a file. A new file that breaks a rule leaves the keys as they were; the log says why.

    The file is small and read where it is asked for: a look is one system call, and a change is rare.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises WrongKeys."""
        self._path, self._clock = path, clock
        self._stamp, self._looked = _stamp(path), clock()
        self._keys = _read(path)

    @property
    def has_quotas(self) -> bool:
        """Whether any client has a quota, now."""
        return self._keys.has_quotas

    def client_of(self, token: bytes) -> Client | None:
        """Whose key it is, None where it is nobody's."""
        if self._clock() - self._looked >= LOOK_SECONDS:
            self._look()
        return self._keys.client_of(token, time.time())

    def _look(self) -> None:
        self._looked = self._clock()
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._keys = _read(self._path)
        except WrongKeys as wrong:
            logger.error("the keys stay as they were: %s", wrong)
        else:
            logger.info("the keys were read anew")


class KeyText:
    """The keys of a text, which cannot change."""

    def __init__(self, text: str) -> None:
        """Raises WrongKeys."""
        self._keys = parse(text, time.time())

    @property
    def has_quotas(self) -> bool:
        """Whether any client has a quota, now."""
        return self._keys.has_quotas

    def client_of(self, token: bytes) -> Client | None:
        """Whose key it is, None where it is nobody's."""
        return self._keys.client_of(token, time.time())


KeySource = KeyFile | KeyText


def key_source(settings: Settings) -> KeySource | None:
    """The keys that the settings name, None where they name none. Raises WrongKeys."""
    if settings.keys is not None and settings.keys_toml is not None:
        raise WrongKeys("--keys and --keys-toml name keys both; leave one of them out.")
    if settings.keys is not None:
        return KeyFile(settings.keys)
    return None if settings.keys_toml is None else KeyText(settings.keys_toml)


def _read(path: Path) -> Keys:
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise WrongKeys(f"{path} is no file; --keys names a TOML file.")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise WrongKeys(f"{path} could not be read ({error.strerror}); --keys names a TOML file.") from None
    except UnicodeDecodeError:
        raise WrongKeys(f"{path} is not UTF-8; save it as such.") from None
    try:
        return parse(text, time.time())
    except WrongKeys as wrong:
        raise WrongKeys(f"{path}: {wrong}") from None


def _stamp(path: Path) -> Stamp:
    """What changes when a file does: also where a mounted secret is swapped by a link. None where there is no file."""
    try:
        state = os.stat(path)  # noqa: PTH116 (a path's own is slower, and this is on the way of requests)
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size
