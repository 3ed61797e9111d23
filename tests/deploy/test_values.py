"""The numbers of deploy/ are those of the settings and of PRODUCTION.md, wherever they stand twice."""

import re
from typing import Any

import pytest

from service.settings import Settings, entries
from tests.deploy.rendered import COMPONENTS, KUSTOMIZE, base

SPEC = base("deployment")["spec"]
POD = SPEC["template"]["spec"]
(CONTAINER,) = POD["containers"]
ENVIRONMENT = {entry["name"]: entry["value"] for entry in CONTAINER["env"]}
NAMES = {entry.variable for entry in entries()}
FILES = sorted(KUSTOMIZE.rglob("*.yaml"))
PROBES = {  # path, period, timeout and failures
    "startupProbe": ("/readyz", 2, 2, 30),
    "readinessProbe": ("/readyz", 5, 2, 2),
    "livenessProbe": ("/livez", 10, 3, 6),
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(KUSTOMIZE)))
def test_every_variable_is_a_setting(file: Any) -> None:
    assert set(re.findall(r"name: (SCORING_[A-Z_]+)", file.read_text(encoding="utf-8"))) <= NAMES


def test_there_are_three_ways_for_a_bundle_to_come() -> None:
    assert {"bundle-in-image", "bundle-volume", "bundle-init"} < set(COMPONENTS)


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_asks_what_it_should_as_often_as_it_should(name: str) -> None:
    probe = CONTAINER[name]
    assert probe["httpGet"] == {"path": PROBES[name][0], "port": "http"}
    assert (probe["periodSeconds"], probe["timeoutSeconds"], probe["failureThreshold"]) == PROBES[name][1:]


def test_the_port_is_one_and_the_same() -> None:
    (port,) = CONTAINER["ports"]
    (served,) = base("service")["spec"]["ports"]
    assert port == {"name": "http", "containerPort": int(ENVIRONMENT["SCORING_PORT"])}
    assert int(ENVIRONMENT["SCORING_PORT"]) == Settings().port
    assert served["targetPort"] == "http"


def test_a_pod_is_given_longer_to_end_than_it_takes() -> None:
    waits = CONTAINER["lifecycle"]["preStop"]["sleep"]["seconds"]
    drains = int(ENVIRONMENT["SCORING_SHUTDOWN_SECONDS"])
    assert (waits, drains, POD["terminationGracePeriodSeconds"]) == (10, Settings().shutdown_seconds, 45)
    assert POD["terminationGracePeriodSeconds"] > waits + drains


def test_idle_connections_stay_as_long_as_by_default() -> None:
    assert int(ENVIRONMENT["SCORING_KEEP_ALIVE_SECONDS"]) == Settings().keep_alive_seconds == 75


def test_keys_are_asked_for_and_mounted_where_the_setting_says() -> None:
    (mount,) = (mount for mount in CONTAINER["volumeMounts"] if mount["name"] == "keys")
    assert ENVIRONMENT["SCORING_KEYS"].startswith(mount["mountPath"] + "/")
    assert "subPath" not in mount, "a file mounted by subPath never changes"
    assert "SCORING_ALLOW_OPEN" not in str(POD)


def test_one_process_gets_room_and_no_limit_of_cpu() -> None:
    resources = {"requests": {"cpu": "500m", "memory": "192Mi"}, "limits": {"memory": "384Mi"}}
    assert CONTAINER["resources"] == resources
    assert ENVIRONMENT["OMP_NUM_THREADS"] == "1"


def test_the_process_can_do_nothing_that_it_need_not() -> None:
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert POD["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert POD["automountServiceAccountToken"] is base("serviceaccount")["automountServiceAccountToken"] is False
    assert POD["enableServiceLinks"] is False
    assert "emptyDir" in next(volume for volume in POD["volumes"] if volume["name"] == "tmp")


def test_a_rollout_takes_no_pod_away_and_a_drain_one_at_a_time() -> None:
    assert SPEC["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    budget = base("pdb")["spec"]
    assert (budget["maxUnavailable"], budget["unhealthyPodEvictionPolicy"]) == (1, "AlwaysAllow")


def test_there_are_three_pods_and_more_at_60_percent_of_their_cpu() -> None:
    spec = base("hpa")["spec"]
    assert spec["minReplicas"] == 3
    assert [metric["resource"]["target"]["averageUtilization"] for metric in spec["metrics"]] == [60]
    assert "replicas" not in SPEC, "each apply would undo what the autoscaler did"


def test_pods_are_spread_over_zones() -> None:
    assert POD["topologySpreadConstraints"][0]["topologyKey"] == "topology.kubernetes.io/zone"


def test_the_network_lets_in_gateway_and_prometheus_and_out_to_names_and_traces() -> None:
    spec = base("networkpolicy")["spec"]
    namespaces = [
        [
            peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
            for peer in rule.get("from", rule.get("to"))
        ]
        for rule in (*spec["ingress"], *spec["egress"])
    ]
    assert namespaces == [["gateway", "monitoring"], ["kube-system"], ["observability"]]
    assert [[port["port"] for port in rule["ports"]] for rule in spec["egress"]] == [[53, 53], [4318]]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
