"""`python -m benchmarks.bulk.in_process features|orders`: scored in this process, chunk by chunk, one JSON line.

Each chunk is scored by us and predicted by scikit-learn in turn (A B A B): both models of the same estimators, on the
matrix of features that they were fitted on.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from unittest.mock import patch

import joblib
import numpy as np

from scoring import scorer
from scoring.bundle import locate
from scoring.columns import Category, FloatArray, IntArray
from scoring.customers import Customers
from scoring.model import Bundle, Pattern
from scoring.scorer import Scores
from training.bulk import CHUNK, load
from training.config import Config
from training.tables import read_tables

Work = Callable[[], Scores]


def main(arguments: Sequence[str]) -> int:
    """CPU seconds of ours and of scikit-learn for so many customers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk.in_process", description=__doc__)
    parser.add_argument("what", choices=["features", "orders"])
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--table", type=Path, action="append", required=True, help="NAME.parquet; the name says which")
    asked = parser.parse_args(arguments)
    bundle = load(asked.bundle)
    tables = read_tables({path.stem: path for path in asked.table}, Config())
    customers = tables.customers(float(tables.last_day or 0))
    works = _of_features_alone(customers, bundle) if asked.what == "features" else _from_orders(customers, bundle)
    pattern = _usual_pattern(next(works)(), bundle)
    ours, theirs = _in_turn(works, asked.customers, _predictor(asked.bundle, pattern), bundle, pattern)
    print(json.dumps({"ours": ours, "predict_proba": theirs, "pattern": pattern.name}))
    return 0


def _usual_pattern(scores: Scores, bundle: Bundle) -> Pattern:
    """The pattern that scored most of some customers."""
    names = scores.columns["churn_pattern"]
    assert isinstance(names, Category)
    usual = names.levels[np.bincount(names.codes[names.codes >= 0]).argmax()]
    return next(pattern for pattern in bundle.patterns if pattern.name == usual)


def _from_orders(customers: Customers, bundle: Bundle) -> Iterator[Work]:
    """All of it: the entries of a chunk are taken, measured and scored."""
    for rows in _chunks(len(customers)):
        yield partial(_scored, customers, rows, bundle)


def _scored(customers: Customers, rows: IntArray, bundle: Bundle) -> Scores:
    return scorer.score(customers.take(rows), bundle).complete()


def _of_features_alone(customers: Customers, bundle: Bundle) -> Iterator[Work]:
    """Without the measuring, which happened before: predictions with reasons, dimensions and actions."""
    for rows in _chunks(len(customers)):
        chunk = customers.take(rows)
        measured = scorer.measure(chunk, bundle)

        def work(chunk: Customers = chunk, measured: object = measured) -> Scores:
            with patch.object(scorer, "measure", lambda *_: measured):
                return scorer.score(chunk, bundle).complete()

        yield work


def _chunks(customers: int) -> Iterator[IntArray]:
    """Rows of full chunks, from the start again where they end."""
    for number in count():
        yield (np.arange(CHUNK) + number * CHUNK) % customers


def _predictor(bundle: Path, pattern: Pattern) -> Callable[[FloatArray], None]:
    fitted = joblib.load(locate(bundle) / "estimators.joblib")
    churn, value = (fitted[f"{pattern.name}.{target}"] for target in ("churn", "value"))

    def predict(x: FloatArray) -> None:
        churn.predict_proba(x)
        value.predict(x)

    return predict


def _in_turn(
    works: Iterator[Work], customers: int, predict: Callable[[FloatArray], None], bundle: Bundle, pattern: Pattern
) -> tuple[float, float]:
    """CPU seconds of all chunks, ours and theirs; a last chunk that is not full counts by its share."""
    ours = theirs = 0.0
    for start in range(0, customers, CHUNK):
        work, share = next(works), min(1.0, (customers - start) / CHUNK)
        begun = time.process_time()
        scores = work()
        between = time.process_time()
        x = scores.facts.features.matrix(pattern.features, bundle.levels)
        ready = time.process_time()
        predict(x)
        ours += (between - begun) * share
        theirs += (time.process_time() - ready) * share
    return ours, theirs


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
