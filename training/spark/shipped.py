"""A bundle on its way to the tasks of Spark."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring import bundle as store
from scoring.model import Bundle
from training.bulk import load


@dataclass(frozen=True, slots=True)
class Shipped:
    """Plain data, as it is on disk."""

    content: Mapping[str, Any]
    version: str

    @classmethod
    def of(cls, path: Path) -> "Shipped":
        """BundleError where it cannot be used."""
        load(path)
        found = store.read(path)
        return cls(found.content, found.version)

    def bundle(self) -> Bundle:
        """As the file command has it."""
        return Bundle.from_content(self.content, self.version)
