"""The bundle in service, or the reason why there is none."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schema import golden
from scoring import bundle as bundles
from scoring.model import Bundle
from service.problems import UNAVAILABLE, Problem

RETRY_AFTER_SECONDS = 10  # the next readiness probe or two: a bundle comes with a restart

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A bundle whose hash was verified and whose golden rows replayed."""

    bundle: Bundle
    zone: ZoneInfo

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

    def ready(self) -> Ready:
        """The bundle in service; raises `Problem` (503) where there is none."""
        if isinstance(self.state, NotReady):
            raise Problem(UNAVAILABLE, self.state.reason, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        return self.state

    def version(self) -> str | None:
        """The version of the bundle in service, None where there is none."""
        return self.state.bundle.version if isinstance(self.state, Ready) else None


def load(path: Path) -> Ready | NotReady:
    """Read, verify and replay the bundle at `path`; whatever is wrong with it is a reason, never an exception."""
    try:
        return _verified(path)
    except (bundles.BundleError, golden.GoldenMismatch) as refusal:
        return NotReady(str(refusal))
    except ZoneInfoNotFoundError:
        return NotReady("The bundle's time zone is not known on this machine; install its time zone data (tzdata).")
    except Exception:  # a bundle must not be able to stop the process, whatever it holds
        logger.exception("the bundle could not be loaded")
        return NotReady(f"{path}: the bundle is not of this release's format; {bundles.AGAIN}")


def _verified(path: Path) -> Ready:
    loaded = bundles.read(path)
    bundle = Bundle.from_content(loaded.content, loaded.version)
    golden.replay(bundle, loaded.golden)
    return Ready(bundle, ZoneInfo(bundle.timezone))
