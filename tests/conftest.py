"""What all tests may share and few could pay for alone: data and bundles that are made once a session."""

import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

from tests.training.commands import fitted
from training.demo import write_demo_data

# A busy machine is no fault of the code: slowness is measured by benchmarks, not by a deadline an example.
settings.register_profile("project", deadline=None)
settings.register_profile("nightly", deadline=None)  # `make nightly`: tests/scoring/invariants.py says what it means
settings.load_profile("project")

# A shell starts what it runs in the background deaf to Ctrl-C, and children inherit that; the tests send it to some.
signal.signal(signal.SIGINT, signal.default_int_handler)

DEMO_CUSTOMERS, DEMO_SEED = 2_000, 1
SHARED = Path(__file__).parents[1] / ".." / "shared" / "data"
CDNOW = """
currency = "USD"
[orders]
amount = "value"
[patterns]
summary = ["recency"]
"""
TELCO = """
[customers]
customer_id = "customerID"
churned = "Churn = 'Yes'"
attributes = "*"
"""


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Over the small data of tests several threads wait for each other longer than they work."""
    with threadpool_limits(limits=1):
        yield


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The demo company's tables by name, small; `truth.parquet` lies beside them."""
    written = write_demo_data(DEMO_CUSTOMERS, DEMO_SEED, tmp_path_factory.mktemp("demo"))
    return {path.stem: path for path in written if path.stem != "truth"}


@pytest.fixture(scope="session")
def demo_bundle(demo_files: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bundles whose `current` names the one fitted on `demo_files`."""
    return fitted(tmp_path_factory.mktemp("demo-models"), demo_files)


@pytest.fixture(scope="session")
def cdnow_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for CDNOW, with two patterns instead of three."""
    return _real({"orders": SHARED / "cdnow.parquet"}, CDNOW, tmp_path_factory.mktemp("cdnow"))


@pytest.fixture(scope="session")
def telco_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for Telco, which carries a label."""
    return _real({"customers": SHARED / "telco.csv"}, TELCO, tmp_path_factory.mktemp("telco"))


def _real(files: Mapping[str, Path], config: str, folder: Path) -> Path:
    for path in files.values():
        if not path.exists():
            pytest.skip(f"{path.name} is not beside this checkout (../shared/data)")
    toml = folder / "fit.toml"
    toml.write_text(config, encoding="utf-8")
    return fitted(folder / "models", files, "--config", toml)
