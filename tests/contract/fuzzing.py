"""A run of Schemathesis against a service, and what it did: every call counted from its own record of events."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.service.running import ROOT, Running

SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
# Not all rules of a payload can be said in JSON Schema (a refund after its order, no card numbers), so what fits the
# schema may be refused with 422; and a batch is answered with a problem in the place of a bad row.
CONFIG = """
[phases.stateful]
max-steps = 20  # six, as it is by default, end before the third link

[checks]
positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 409, 422]

[[operations]]
include-name = "POST /score/batch"
checks.negative_data_rejection.expected-statuses = [200, 400, 401, 413, 415, 422]
"""
PATIENCE_SECONDS = 3_600
OF_SEVERAL_MEDIA = ("score_batch",)  # a body that is not merged with a made-up one needs a target of one media type


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a run: its words, calls that were answered by phase, and links that were followed by status."""

    ended: int
    words: str
    calls: Counter[str] = field(default_factory=Counter)
    links: dict[str, Counter[int]] = field(default_factory=dict)

    def __str__(self) -> str:
        followed = sum(links.total() for links in self.links.values())
        return f"{self.calls.total()} calls answered, {dict(self.calls)}; {followed} by {len(self.links)} links"


def run(server: Running, key: str, folder: Path, phases: str, examples: int, *more: str) -> Told:
    """One run of the phases with a key, and with options more. Raises TimeoutExpired."""
    document, events, config = (folder / name for name in ("openapi.json", "events.ndjson", "schemathesis.toml"))
    document.write_text(json.dumps(_document(server, key)), encoding="utf-8")
    config.write_text(CONFIG, encoding="utf-8")
    words = [
        SCHEMATHESIS, "--config-file", str(config), "run", str(document), "--url", server.url,
        "--header", f"Authorization: Bearer {key}", "--checks", "all",
        "--generation-with-security-parameters", "false", "--phases", phases, "--max-examples", str(examples),
        "--generation-database", "none", "--continue-on-failure", "--no-color", "--suppress-health-check", "all",
        "--seed", "1", "--report", "ndjson", "--report-ndjson-path", str(events), *more,
    ]  # fmt: skip
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    told = Told(done.returncode, done.stdout[-8_000:] + done.stderr[-2_000:])
    for finished in _scenarios(events):
        _count(finished, told)
    return told


def _document(server: Running, key: str) -> Any:
    """The service's own, as a file: it tests no operation that it read the document from.

    The body that a link names is sent as it is: mixed with a made-up one it would be refused nearly always.
    """
    document = httpx.get(f"{server.url}/openapi.json", headers={"Authorization": f"Bearer {key}"}).json()
    for link in document["components"]["links"].values():
        link["x-schemathesis"] = {"merge_body": link["operationId"] in OF_SEVERAL_MEDIA}
    return document


def _scenarios(events: Path) -> Iterator[Mapping[str, Any]]:
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith('{"ScenarioFinished"'):
                yield json.loads(line)["ScenarioFinished"]


def _count(finished: Mapping[str, Any], told: Told) -> None:
    recorded = finished["recorder"]
    for name, case in recorded.get("cases", {}).items():
        response = recorded.get("interactions", {}).get(name, {}).get("response")
        if response is None:
            continue
        told.calls[finished["phase"]] += 1
        if "transition" in case:
            told.links.setdefault(case["transition"]["id"], Counter())[response["status_code"]] += 1
