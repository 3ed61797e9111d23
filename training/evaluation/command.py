"""The command `evaluate` without its options: read, judge, compare; and the content that a report wants on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from scoring.model import Bundle
from training.config import Config
from training.evaluation.champion import against
from training.evaluation.evaluation import evaluate
from training.evaluation.judged import Judged
from training.fit import finish, judge
from training.progress import Progress
from training.tables import read_tables


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """Judged models and every figure `found` of them, plain data."""

    judged: Judged
    found: dict[str, Any]

    @classmethod
    def of(cls, files: Mapping[str, Path], settings: Config, champion: Bundle | None, progress: Progress) -> Self:
        """Fit on the tables and judge, beside the champion if there is one."""
        with progress.step("read the tables"):
            tables = read_tables(files, settings)
        judged = judge(tables, settings, progress)
        with progress.step("evaluated them, and the level on earlier cutoffs"):
            found = evaluate(judged, thorough=True)
        if champion is not None:
            with progress.step(f"compared them with bundle {champion.version}"):
                found["against"] = against(judged, champion)
        return cls(judged, found)

    def content(self, progress: Progress) -> dict[str, Any]:
        """What a bundle of these models would hold."""
        return finish(self.judged, self.found, progress).content
