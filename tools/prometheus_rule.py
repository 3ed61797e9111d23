"""The rules of deploy/observability as the Prometheus operator takes them: `python -m tools.prometheus_rule`.

    .venv/bin/python -m tools.prometheus_rule | kubectl apply --namespace monitoring --filename -

Prometheus and the operator know the same groups; only what stands around them differs, so they are written once.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

RULES = Path("deploy", "observability")


def manifests(folder: Path) -> list[dict[str, Any]]:
    """A PrometheusRule for each file of rules."""
    return [_manifest(path) for path in sorted(folder.glob("*.rules.yaml"))]


def _manifest(path: Path) -> dict[str, Any]:
    name = path.name.removesuffix(".rules.yaml")
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": f"customer-scoring-{name}", "labels": {"app.kubernetes.io/name": "customer-scoring"}},
        "spec": yaml.safe_load(path.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    yaml.safe_dump_all(manifests(RULES), sys.stdout, sort_keys=False, allow_unicode=True, width=120)
