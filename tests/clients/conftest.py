"""The client as it stands in the tree, and real services for it to talk to."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "clients" / "python" / "src"))

from tests.service.fixtures import bare, bare_server, live, live_server

__all__ = ["bare", "bare_server", "live", "live_server"]
