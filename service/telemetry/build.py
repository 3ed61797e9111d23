"""What this process runs, as labels."""

import platform

import fastapi
import numpy as np

from scoring.manifest import FORMAT

UNNAMED = "unnamed"


def build_labels(build: str | None) -> dict[str, str]:
    """`build` as the operator names it, and the versions that decide what a bundle or a request may be."""
    return {
        "build": build or UNNAMED,
        "bundle_format": str(FORMAT),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "fastapi": fastapi.__version__,
    }
