"""Rules, alerts and dashboard against PromQL's grammar and a running service: nothing asks for what is not there."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import promql_parser as promql
import pytest
import yaml

from schema.examples import EXAMPLES
from tests.deploy.promql import OF_PROMETHEUS, WrongLabel, labels_of, selectors
from tests.service.exposition import Exposition, metrics
from tests.service.fixtures import live, live_server

__all__ = ["live", "live_server"]

FOLDER = Path(__file__).parents[2] / "deploy" / "observability"
VARIABLES = {"$__rate_interval": "5m", "$pattern": "full", "$feature": "churn_score"}
Rule = dict[str, Any]


def rules(name: str) -> list[Rule]:
    groups = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


RECORDED, ALERTS = rules("recording.rules.yaml"), rules("alerts.rules.yaml")
PANELS = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))["panels"]
TARGETS = [(panel["title"], one) for panel in PANELS for one in panel.get("targets", [])]
EXPRESSIONS = {
    **{rule["record"]: rule["expr"] for rule in RECORDED},
    **{rule["alert"]: rule["expr"] for rule in ALERTS},
    **{f"{title} {target['refId']}": target["expr"] for title, target in TARGETS},
}


def parsed(expression: str) -> Any:
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return promql.parse(expression)


@pytest.fixture(scope="module")
def exposed(live_server: Any) -> Exposition:
    """What the service says after real traffic: good, refused, in batches."""
    with live_server.client() as client:
        _send(client)
        return metrics(client)


def _send(client: httpx.Client) -> None:
    customer = EXAMPLES["full"][1]
    for path in ("/score", "/segments"):
        client.post(path, json=customer)
        client.post(path, json={"customer_id": 1, "orders": 5})
    client.post("/score/batch", json=[customer, {}])
    client.post("/score", content=b"{", headers={"Content-Type": "application/json"})


@pytest.fixture(scope="module")
def known(exposed: Exposition) -> Mapping[str, frozenset[str]]:
    """The labels of every metric, those of recorded ones by what they are made of."""
    found = {name: frozenset(labels) | OF_PROMETHEUS for name, labels in exposed.labels().items()}
    for rule in RECORDED:
        found[rule["record"]] = labels_of(parsed(rule["expr"]), found)
    return found


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_asks_for_metrics_and_labels_that_the_service_has(
    name: str, known: Mapping[str, frozenset[str]], exposed: Exposition
):
    expression = parsed(EXPRESSIONS[name])
    for asked in selectors(expression):
        assert asked.name in known, f"there is no metric {asked.name}"
        assert asked.labels <= known[asked.name], f"{asked.name} has {sorted(known[asked.name])}"
        if not asked.name.startswith("scoring:") and not VARIABLES.keys() & set(EXPRESSIONS[name].split('"')):
            assert any(exposed.of(asked.name, **asked.equal)), f"{asked.name} never has {asked.equal}"
    labels_of(expression, known)


def test_a_metric_or_label_that_is_not_there_would_be_found(known: Mapping[str, frozenset[str]]):
    with pytest.raises(KeyError):
        labels_of(promql.parse("sum(rate(scoring_nothing_total[5m]))"), known)
    with pytest.raises(WrongLabel):
        labels_of(promql.parse("sum by (customer) (scoring_customers_total)"), known)
    with pytest.raises(WrongLabel):
        labels_of(promql.parse("scoring_ready / on (route) scoring_shed_total"), known)


@pytest.mark.parametrize(("title", "target"), TARGETS, ids=[f"{title} {one['refId']}" for title, one in TARGETS])
def test_a_legend_names_labels_of_its_expression(title: str, target: Any, known: Mapping[str, frozenset[str]]):
    named = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
    assert named <= labels_of(parsed(target["expr"]), known)


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_urgent_it_is_what_is_wrong_and_where_to_read_on(
    rule: Rule, known: Mapping[str, frozenset[str]]
):
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["runbook"].endswith(f"#{rule['alert'].lower()}")
    named = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    assert named <= labels_of(parsed(rule["expr"]), known)


def test_the_dashboard_has_a_row_for_each_question():
    rows = [panel["title"] for panel in PANELS if panel["type"] == "row"]
    assert rows == [
        "Traffic", "Latency", "Errors and shed", "Scores by band and segment", "Missing share", "Drift PSI", "Bundle",
        "Process",
    ]  # fmt: skip
    ids = [panel["id"] for panel in PANELS]
    assert len(ids) == len(set(ids))


def test_every_recorded_figure_is_looked_at():
    used = {asked.name for expression in EXPRESSIONS.values() for asked in selectors(parsed(expression))}
    assert {rule["record"] for rule in RECORDED} <= used


@pytest.mark.parametrize("command", [["check", "rules"], ["test", "rules"]], ids=" ".join)
def test_promtool_agrees(command: list[str]):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: it comes with Prometheus")
    files = ["rules.test.yaml"] if command[0] == "test" else ["recording.rules.yaml", "alerts.rules.yaml"]
    ended = subprocess.run([promtool, *command, *files], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
