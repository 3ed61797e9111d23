"""The domain stands on NumPy, joblib and the standard library alone; import-linter can only forbid by name."""

import ast
import sys
from pathlib import Path

import pytest

ALLOWED = {"numpy", "joblib", "scoring"} | sys.stdlib_module_names
MODULES = sorted((Path(__file__).parents[2] / "scoring").rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_of_scoring_imports_nothing_else(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= ALLOWED
