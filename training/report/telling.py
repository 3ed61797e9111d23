"""What every section of a report is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.model import Bundle
from training.evaluation.verdict import sentences

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """The content of a bundle, its evaluation, and the words of a language; `version` is empty where unpublished."""

    content: Json
    evaluation: Json
    version: str
    language: str
    texts: Json
    bundle: Bundle

    @property
    def labels(self) -> Json:
        """The bundle's own labels in this language."""
        found: Json = self.content["labels"][self.language]
        return found

    def axis(self) -> dict[str, str]:
        """The words on axes."""
        return dict(self.texts["axis"])

    def model(self, name: str) -> str:
        """The name of a pattern or of a baseline."""
        known = self.texts["model"] | dict(self.labels["classes"]["churn_pattern"])
        return str(known.get(name, name))

    def left_out(self, code: str) -> str:
        """Why a baseline is left out."""
        return str(sentences()["left_out"][code][self.language])

    def group(self, name: str) -> str:
        """The name of a part of the payload."""
        return str(self.texts["group"].get(name, name))

    def figure(self, name: str) -> str:
        """The name of a figure."""
        plain = name.removesuffix("_without_top")
        text = str(self.texts["figure"][plain])
        return text if plain == name else str(self.texts["figure"]["without_top"].format(name=text))

    def table(self, *names: str) -> list[str]:
        """Heads of columns."""
        return [str(self.texts["table"][name]) for name in names]
