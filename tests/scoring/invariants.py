"""What the invariants of DEFINITIONS.md are tried on: bundles of every kind, and a few payloads each."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from scoring.model import Bundle
from tests.scoring.builders import bundle
from tests.scoring.fitted import fitted

BUNDLES: dict[str, Callable[[], Bundle]] = {
    "purchases": fitted,
    "contracts": lambda: fitted("contracts"),
    "label": lambda: fitted("label"),
    "rules": cache(bundle),
}
NIGHTLY = settings.get_current_profile_name() == "nightly"
quick = settings(
    max_examples=10_000 if NIGHTLY else 15,
    deadline=None,
    derandomize=not NIGHTLY,  # by day the same examples everywhere, by night new ones
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
every_bundle = pytest.mark.parametrize("name", BUNDLES)
Batch = list[dict[str, Any]]
