"""The bundle in service, or the reason why there is none."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schema import golden
from schema.rehearsal import CannotSay, rehearse
from scoring import bundle as bundles
from scoring.model import Bundle
from service.bundles.signature import UnusableKey, trust
from service.problems import UNAVAILABLE, Problem

RETRY_AFTER_SECONDS = 10  # the next readiness probe or two, or look at the folder of bundles

FIT_AGAIN = f"fit again with {bundles.FIT}, or serve it with the release that made it"
REPORT = "its log says where: serve the bundle or the release that worked before, and report this"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A bundle whose hash was verified and whose golden rows replayed."""

    bundle: Bundle
    zone: ZoneInfo
    sha256: str = ""  # of its content

    def today(self) -> date:
        """The day it is where the bundle's customers are."""
        return datetime.now(self.zone).date()


@dataclass(frozen=True, slots=True)
class NotReady:
    """Why nothing can be scored, and what to do, in a sentence."""

    reason: str


@dataclass(slots=True)
class Current:
    """What is in service now; replaced by one assignment, so that a request sees one or the other."""

    state: Ready | NotReady
    refused: str | None = None  # why the newest bundle is not the one in service

    def ready(self) -> Ready:
        """The bundle in service; raises `Problem` (503) where there is none."""
        if isinstance(self.state, NotReady):
            raise Problem(UNAVAILABLE, self.state.reason, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        return self.state

    def version(self) -> str | None:
        """The version of the bundle in service, None where there is none."""
        return self.state.bundle.version if isinstance(self.state, Ready) else None


class OtherFormat(Exception):
    """A bundle whose content is not what this release reads; the message is the sentence to show."""


def load(path: Path, public_key: Path | None = None, breathe: Callable[[], None] = lambda: None) -> Ready | NotReady:
    """Read, verify and replay the bundle at `path`; whatever is wrong with it is a reason, never an exception.

    With the file of a public key only a bundle that its owner signed. `breathe` is called between pieces of the work.
    """
    try:
        return _verified(bundles.read(path, None if public_key is None else trust(public_key)), breathe)
    except (bundles.BundleError, golden.GoldenMismatch, CannotSay, OtherFormat, UnusableKey) as refusal:
        return NotReady(str(refusal))
    except Exception as fault:  # a bundle must not be able to stop the process, whatever it holds
        logger.exception("this release failed over the bundle")
        return NotReady(f"{path}: this release itself fails over the bundle ({type(fault).__name__}); {REPORT}")


def _verified(loaded: bundles.LoadedBundle, breathe: Callable[[], None]) -> Ready:
    breathe()
    ready = _typed(loaded)
    breathe()
    rows = golden.replay(ready.bundle, loaded.golden, breathe)
    rehearse(ready.bundle, [row["payload"] for row in rows], breathe)
    return ready


def _typed(loaded: bundles.LoadedBundle) -> Ready:
    try:
        bundle = Bundle.from_content(loaded.content, loaded.version)
        return Ready(bundle, ZoneInfo(bundle.timezone), loaded.manifest.files[bundles.CONTENT].sha256)
    except ZoneInfoNotFoundError:
        rule = "the bundle's time zone is not known on this machine; install its time zone data (tzdata)"
        raise OtherFormat(f"{loaded.folder}: {rule}") from None
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        logger.exception("the content of the bundle is not what this release reads")
        rule = f"the bundle is not of this release's format ({_told(error)})"
        raise OtherFormat(f"{loaded.folder}: {rule}; {FIT_AGAIN}") from None


def _told(error: Exception) -> str:
    """What `from_content` says of plain content: nothing of a customer is in it."""
    if isinstance(error, KeyError):
        return f"it lacks {error}"
    rule, _, _ = str(error).partition(";")  # the remedy is our own
    return rule if isinstance(error, ValueError | LookupError) else "a part of it is of another type"
