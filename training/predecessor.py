"""The bundle before: its segments lend their codes to those of the next, so that a code means the same over refits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from scoring import bundle as store
from scoring.segments import Segmentation

NONE = "none"
SAME = {"demo": "kind (demo data or real)", "currency": "currency", "mode": "mode"}


@dataclass(frozen=True, slots=True, eq=False)
class Predecessor:
    """What the bundle before was of and what its segments were; `fault` says why the current one could not be read."""

    version: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    segmentation: Segmentation | None = None
    fault: str | None = None

    def segments(self, meta: Mapping[str, Any]) -> Segmentation | None:
        """What the next bundle's segments are matched to; nothing where the two are of different data."""
        return None if self._differs(meta) else self.segmentation

    def notes(self, content: Mapping[str, Any]) -> list[str]:
        """What became of the codes, in sentences."""
        if self.fault is not None:
            return [f"{self.fault}; segments have codes as if they were the first"]
        if self.segmentation is None:
            return []
        if differs := self._differs(content["meta"]):
            return [f"segments have codes of their own: bundle {self.version} is of another {differs}"]
        before, learned = self.segmentation.codes, content["learned"]["segments"]
        codes = [profile["code"] for profile in learned["profiles"]] if learned else []
        new, gone = [code for code in codes if code not in before], [code for code in before if code not in codes]
        parts = [f"{len(codes) - len(new)} segments keep their codes of bundle {self.version}"]
        parts += [f"{what}: {', '.join(named)}" for what, named in (("new", new), ("retired", gone)) if named]
        return ["; ".join(parts)]

    def _differs(self, meta: Mapping[str, Any]) -> str | None:
        return next((name for key, name in SAME.items() if self.meta.get(key) != meta[key]), None)


FIRST = Predecessor()


def predecessor(given: str | None, out: Path) -> Predecessor:
    """The bundle that `given` names (a path, or none), else the current one of `out`, if there is one.

    BundleError where a bundle that was named cannot be used; the current one may be damaged, as a fit is the remedy.
    """
    if given == NONE or (given is None and not (out / "current").exists()):
        return FIRST
    if given is not None:
        return _read(Path(given))
    try:
        return _read(out)
    except store.BundleError as error:
        return Predecessor(fault=str(error).rstrip("."))


def _read(path: Path) -> Predecessor:
    """Only what is needed, as a bundle of an earlier release has it too."""
    found = store.read(path)
    try:
        content: Mapping[str, Any] = dict(found.content)
        learned = content["learned"]["segments"]
        gone = content["card"].get("segments", {}).get("retired", ())
        segments = _over(gone) if learned is None else Segmentation.from_content(learned)
        return Predecessor(found.version, content["meta"], segments)
    except (KeyError, TypeError, ValueError) as error:
        raise store.DamagedBundle(found.folder, "was made by another release of this program", store.AGAIN) from error


def _over(codes: Sequence[str]) -> Segmentation | None:
    """No segments, but codes that must not come again; None where there are none of those either."""
    nothing = np.empty(0)
    return Segmentation((), nothing, nothing, np.empty((0, 0)), (), tuple(codes)) if codes else None
