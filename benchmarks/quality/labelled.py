"""Telco and mlc_churn: out-of-fold probabilities of the whole pipeline, fitted anew in every fold."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from benchmarks.quality import labelled_peers, ours
from benchmarks.quality.labelled_sets import HISTORY, TELCO, Labelled, LabelledSet, read
from benchmarks.quality.result import OURS, Answer, Emit, Result, Setting
from benchmarks.quality.scores import churn_scores
from scoring.columns import FloatArray, IntArray

PATTERN = '[patterns]\nhistory = ["attributes_tenure", "attributes_MonthlyCharges", "attributes_TotalCharges"]\n'
Fold = Callable[[IntArray, IntArray, Path], tuple[pl.DataFrame, float]]


def judge(about: LabelledSet, setting: Setting, emit: Emit) -> None:
    """Ours, then the peers; Telco once more with history fields alone."""
    data = read(about, setting.data, setting.at_most)
    _emit_ours(data, "all columns", setting, emit, lambda *fold: fit_and_score(data, about.config(), data, *fold))
    if about is TELCO:
        _history(data, setting, emit)
    if setting.peers:
        _peers(data, "all columns", emit)


def _history(data: Labelled, setting: Setting, emit: Emit) -> None:
    """The same customers with what they did alone: by a fit of its own, and by the whole bundle."""
    alone = data.with_columns(HISTORY)
    ways = {
        "history fields alone": lambda *fold: fit_and_score(alone, data.about.config(), alone, *fold),
        "history fields to the full bundle": lambda *fold: fit_and_score(data, data.about.config(), alone, *fold),
        "history fields to the full bundle with [patterns]": lambda *fold: fit_and_score(
            data, data.about.config(extra=PATTERN), alone, *fold
        ),
    }
    for part, way in ways.items():
        _emit_ours(data, part, setting, emit, way)
    if setting.peers:
        _peers(alone, "history fields alone", emit)


def _emit_ours(data: Labelled, part: str, setting: Setting, emit: Emit, way: Fold) -> None:
    with TemporaryDirectory(dir=setting.work) as folder:
        answer = out_of_fold(data, way, Path(folder))
    emit(Result(data.about.name, part, OURS, churn_scores(answer.probability, data.y), answer.cpu_seconds))


def out_of_fold(data: Labelled, way: Fold, folder: Path) -> Answer:
    """Each row's probability by a bundle that was fitted without it."""
    found, spent = np.full(len(data.y), np.nan), 0.0
    for number, (known, asked) in enumerate(data.folds()):
        scored, cpu = way(known, asked, folder / str(number))
        found[asked] = _in_order(scored, data.texts[asked][data.about.id])
        spent += cpu
    return Answer(found, spent)


def fit_and_score(
    learned: Labelled, config: str, scored: Labelled, known: IntArray, asked: IntArray, folder: Path
) -> tuple[pl.DataFrame, float]:
    """Two files, the training rows with the label and the others without, and the two commands."""
    folder.mkdir(parents=True)
    train, test = folder / "train.csv", folder / "test.csv"
    learned.rows(known).write_csv(train)
    scored.unlabelled(asked).write_csv(test)
    bundle = ours.fit({"customers": train}, config, folder)
    scores, cpu = ours.score(bundle, {"customers": test})
    return scores, bundle.cpu_seconds + cpu


def _in_order(scored: pl.DataFrame, ids: pl.Series) -> FloatArray:
    found = ids.rename("customer_id").to_frame().join(scored, on="customer_id", how="left", maintain_order="left")
    return found["churn_probability"].fill_null(float("nan")).to_numpy()


def _peers(data: Labelled, part: str, emit: Emit) -> None:
    answers: dict[str, Answer] = {}
    for name, peer in labelled_peers.PEERS.items():
        if labelled_peers.missing(name):
            emit(Result(data.about.name, part, name, {}, note="not installed; `make quality` installs it"))
            continue
        answers[name] = labelled_peers.out_of_fold(peer, data)
        _emit_peer(data, part, name, answers[name], emit)
    if all(name in answers for name in labelled_peers.BLENDED):
        _emit_peer(data, part, "blend of four", labelled_peers.blend(answers[n] for n in labelled_peers.BLENDED), emit)


def _emit_peer(data: Labelled, part: str, name: str, answer: Answer, emit: Emit) -> None:
    emit(Result(data.about.name, part, name, churn_scores(answer.probability, data.y), answer.cpu_seconds))
