"""`python -m benchmarks.quality [cdnow complete_journey telco mlc_churn demo]`: how good the defaults are."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.quality import buying, companies, labelled, made_up
from benchmarks.quality.labelled_sets import MLC_CHURN, TELCO
from benchmarks.quality.ours import Failed
from benchmarks.quality.result import OURS, Absent, Emit, Result, Setting
from benchmarks.quality.table import show

Judge = Callable[[Setting, Emit], None]
SETS: Mapping[str, Judge] = {
    "cdnow": partial(buying.judge, companies.cdnow),
    "complete_journey": partial(buying.judge, companies.complete_journey),
    "telco": partial(labelled.judge, TELCO),
    "mlc_churn": partial(labelled.judge, MLC_CHURN),
    "demo": made_up.judge,
}


def main(arguments: Sequence[str]) -> int:
    """One JSON line a model and data set as they come; the table of all on standard error."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by the children that fit; several threads only wait here
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(SETS)}; all without")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="where the real data sets lie")
    parser.add_argument("--ours-alone", action="store_true", help="without the peers")
    parser.add_argument("--at-most", type=int, default=0, help="customers of each set (0: all), to try the command")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.sets) - set(SETS):
        parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(SETS)}")
    results: list[Result] = []
    failed = False

    def emit(result: Result) -> None:
        results.append(result)
        print(json.dumps(result.to_line()), flush=True)

    with TemporaryDirectory(prefix="quality-") as work:
        setting = Setting(asked.data, Path(work), peers=not asked.ours_alone, at_most=asked.at_most)
        for name in asked.sets or SETS:
            try:
                SETS[name](setting, emit)
            except (Absent, Failed) as error:
                emit(Result(name, "", OURS, {}, note=str(error)))
                failed |= isinstance(error, Failed)
    show(results)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
