"""Samples of our own in the shapes that the vendors document, and what they become."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from service.sources.folder import every_mapping, shipped_names
from service.sources.mapping import Mapping
from service.sources.values import Home

HERE = Path(__file__).parent
NAMES = shipped_names()
HOME = Home("CNY", ZoneInfo("Asia/Shanghai"))


def sample(name: str) -> dict[str, Any]:
    return json.loads((HERE / "samples" / f"{name}.json").read_text(encoding="utf-8"))


def payload(name: str) -> dict[str, Any]:
    return json.loads((HERE / "payloads" / f"{name}.json").read_text(encoding="utf-8"))


def shipped(name: str) -> Mapping:
    return every_mapping(None)[name]
