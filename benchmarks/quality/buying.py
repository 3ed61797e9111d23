"""CDNOW and the Complete Journey: ours and the peers at every cutoff, their means, and their differences."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.quality.against import emit_differences
from benchmarks.quality.companies import Company
from benchmarks.quality.result import Emit, Setting
from benchmarks.quality.rolling import emit_cutoff, emit_means, judge_cutoff


def judge(make: Callable[[Setting], Company], setting: Setting, emit: Emit) -> None:
    """Each horizon over its cutoffs."""
    company = make(setting)
    for horizon_days, days in company.cutoffs.items():
        judged, found = [], []
        for day in days:
            with TemporaryDirectory(dir=setting.work) as folder:
                judged.append(judge_cutoff(company, day, horizon_days, Path(folder), peers=setting.peers))
            found.append(emit_cutoff(company, judged[-1], emit))
        if len(days) > 1:
            emit_means(company, horizon_days, found, emit)
        if setting.peers:
            emit_differences(company, horizon_days, judged, emit)
