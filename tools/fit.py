"""Fits a bundle from a folder of tables, unless the one that these tables, this config and this code make is there."""

from pathlib import Path

from tools import freshness
from tools.datasets import Dataset, calm
from tools.steps import run, skipped, step
from tools.trouble import Trouble, is_full, no_space, require_space

TABLES = ("orders", "customers", "usage", "inquiries", "feedback", "contacts")
CODE = ("scoring", "schema", "training")
NEEDED_MEBIBYTES = 300


def fit(root: Path, python: Path, data: Dataset, tables: Path) -> str:
    """The version of the bundle, which `models/current` names afterwards. Raises Trouble."""
    note = tables / "fit.json"
    words = arguments(root, data, tables)
    key = _key(root, data, tables, words)
    version = _fitted(root, freshness.read_note(note), key)
    if version:
        skipped(f"fit of models/{version}")
        _name_current(root, version)
        return version
    require_space(root, NEEDED_MEBIBYTES, "Fitting")
    with step("fit", talks=True):
        _run(root, [str(python), *words])
    version = _current(root)
    if not _is_bundle(root, version):
        raise Trouble(
            "The fit ended well, but models/current names no bundle.",
            "Read what the fit says above about publishing it.",
        )
    freshness.write_note(note, {"key": key, "version": version})
    return version


def arguments(root: Path, data: Dataset, tables: Path) -> list[str]:
    """The arguments of `python` that fit these tables; the one place that knows them."""
    words = ["-m", "training", "fit"]
    for table in TABLES:
        file = tables / f"{table}.parquet"
        if file.exists():
            words += [f"--{table}", str(file.relative_to(root))]
    if data.config:
        words += ["--config", data.config]
    return [*words, "--out", "models"]


def _key(root: Path, data: Dataset, tables: Path, words: list[str]) -> str:
    code = freshness.sources(*(root / folder for folder in CODE))
    content = [tables / f"{table}.parquet" for table in TABLES]
    config = [root / data.config] if data.config else []
    files = [*code, *content, *config, root / "requirements" / "train.lock"]
    names = [str(file.relative_to(root)) for file in code]
    return freshness.key([*words, *names], [file for file in files if file.exists()])


def _fitted(root: Path, note: dict[str, str], key: str) -> str:
    version = note.get("version", "")
    return version if note.get("key") == key and _is_bundle(root, version) else ""


def _is_bundle(root: Path, version: str) -> bool:
    return bool(version) and (root / "models" / version / "bundle.joblib").is_file()


def _current(root: Path) -> str:
    file = root / "models" / "current"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def _name_current(root: Path, version: str) -> None:
    """Another fit may have come between, so `current` is turned back to the bundle of these tables."""
    if _current(root) != version:
        part = root / "models" / "current.part"
        part.write_text(version + "\n", encoding="utf-8")
        part.replace(root / "models" / "current")


def _run(root: Path, command: list[str]) -> None:
    ended = run(command, root, talks=True, environment=calm())
    if ended.code and is_full(root):
        raise no_space(root)
    if ended.code:
        raise Trouble(
            f"The fit ended with exit code {ended.code}; what it says above tells why.",
            "Put right what it names, then type the same command.",
        )
