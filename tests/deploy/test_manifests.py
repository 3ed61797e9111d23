"""Everything that kustomize renders is what Kubernetes takes: checked against its newest schemas, strictly."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from service.access.keys import parse
from tests.deploy.rendered import BUNDLES, COMPONENTS, KUSTOMIZE, OVERLAYS, Manifest, one, overlay, with_component
from tools.prometheus_rule import RULES, manifests

SCHEMAS = Path(__file__).parent / "schemas"
NEWEST = kubernetes_validate.latest_version()
KINDS = {
    "Deployment", "Service", "ServiceAccount", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy",
}  # fmt: skip
EXAMPLES = list(yaml.safe_load_all((KUSTOMIZE / "examples" / "secrets.yaml").read_text(encoding="utf-8")))


def require_valid(manifest: Manifest) -> None:
    """Kinds of Kubernetes by its schemas; those of the Prometheus operator by ours, written from its documentation."""
    if manifest["apiVersion"].startswith("monitoring.coreos.com/"):
        schema = json.loads((SCHEMAS / f"{manifest['kind'].lower()}.json").read_text(encoding="utf-8"))
        jsonschema.validate(manifest, schema, cls=jsonschema.Draft202012Validator)
    else:
        kubernetes_validate.validate(manifest, f"{NEWEST}.0", strict=True)


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_renders_to_what_kubernetes_takes(name: str) -> None:
    for manifest in overlay(name):
        require_valid(manifest)


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_goes_with_the_base(name: str, tmp_path: Path) -> None:
    for manifest in with_component(name, tmp_path):
        require_valid(manifest)


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_has_every_kind_and_all_of_it_in_its_namespace(name: str) -> None:
    assert {manifest["kind"] for manifest in overlay(name)} >= KINDS
    assert len({manifest["metadata"]["namespace"] for manifest in overlay(name)}) == 1


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_names_its_bundle_once_and_its_image_by_more_than_latest(name: str) -> None:
    pod = one(overlay(name), "Deployment")["spec"]["template"]["spec"]
    containers = [*pod["containers"], *pod.get("initContainers", [])]
    assert sum(entry["name"] == "SCORING_BUNDLE" for entry in pod["containers"][0]["env"]) == 1
    assert all(":" in container["image"] and ":latest" not in container["image"] for container in containers)


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_read_where_its_component_puts_it_and_never_written_by_the_service(
    name: str, tmp_path: Path
) -> None:
    (container,) = one(with_component(name, tmp_path), "Deployment")["spec"]["template"]["spec"]["containers"]
    (bundle,) = (entry["value"] for entry in container["env"] if entry["name"] == "SCORING_BUNDLE")
    mounts = {mount["mountPath"]: mount for mount in container["volumeMounts"]}
    folder = bundle.removesuffix("/current")
    assert bundle.endswith("/current")
    assert folder == "/app/models" if name == "bundle-in-image" else mounts[folder]["readOnly"] is True


def test_selectors_find_the_pods_and_nothing_else() -> None:
    found = overlay("production")
    pods = one(found, "Deployment")["spec"]["template"]["metadata"]["labels"]
    assert one(found, "Service")["spec"]["selector"] == pods
    assert one(found, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == pods
    assert one(found, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"] == pods


@pytest.mark.parametrize("change", [{"replcas": 3}, {"minReadySeconds": "three"}, {"selector": 3}])
def test_a_slip_in_a_manifest_is_found(change: dict[str, Any]) -> None:
    deployment = one(overlay("staging"), "Deployment")
    with pytest.raises(kubernetes_validate.ValidationError):
        require_valid({**deployment, "spec": {**deployment["spec"], **change}})


def test_a_slip_in_a_service_monitor_is_found() -> None:
    monitor = one(overlay("production"), "ServiceMonitor")
    with pytest.raises(jsonschema.ValidationError, match="intervall"):
        require_valid({**monitor, "spec": {**monitor["spec"], "endpoints": [{"port": "http", "intervall": "15s"}]}})


@pytest.mark.parametrize("secret", EXAMPLES, ids=lambda secret: secret["metadata"]["name"])
def test_the_example_of_a_secret_is_one_that_the_manifests_ask_for(secret: Manifest) -> None:
    require_valid(secret)
    assert secret["metadata"]["name"] in str(overlay("production"))


def test_the_example_of_keys_is_a_file_of_keys_and_its_metrics_key_may_read() -> None:
    keys, sent = (secret["stringData"] for secret in EXAMPLES)
    client = parse(keys["keys.toml"], now=0.0).client_of(sent["key"].encode(), now=0.0)
    assert client is not None
    assert client.scopes == {"read"}


def test_the_rules_are_what_the_operator_takes() -> None:
    found = manifests(KUSTOMIZE.parents[1] / RULES)
    assert len(found) >= 2
    for manifest in found:
        require_valid(manifest)
