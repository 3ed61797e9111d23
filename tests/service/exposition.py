"""What /metrics says, read with Prometheus's own parser."""

from collections.abc import Iterator, Mapping

import httpx
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample


class Exposition:
    """The samples of one reading."""

    def __init__(self, text: str) -> None:
        self.families = list(text_string_to_metric_families(text))
        self.samples: list[Sample] = [sample for family in self.families for sample in family.samples]

    def of(self, name: str, **labels: str) -> Iterator[Sample]:
        wanted = labels.items()
        return (one for one in self.samples if one.name == name and wanted <= one.labels.items())

    def sum(self, name: str, **labels: str) -> float:
        return sum(one.value for one in self.of(name, **labels))

    def labels(self) -> Mapping[str, set[str]]:
        """The names of the labels of each sample's name."""
        found: dict[str, set[str]] = {}
        for one in self.samples:
            found.setdefault(one.name, set()).update(one.labels)
        return found


def metrics(client: httpx.Client) -> Exposition:
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return Exposition(answer.text)
