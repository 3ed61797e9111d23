"""MLflow: a Python model of two estimators, saved once into a folder that `mlflow models serve` serves."""

import shutil
import sys
from pathlib import Path
from typing import Any

import mlflow

from benchmarks.serving.peers.estimators import Estimators


class Scorer(mlflow.pyfunc.PythonModel):
    """The estimators, loaded where it is served."""

    def load_context(self, context: object) -> None:  # noqa: ARG002 (MLflow's signature)
        """Load them."""
        self.estimators = Estimators.load()

    def predict(self, context: object, model_input: Any, params: object = None) -> Any:  # noqa: ARG002
        """The two numbers of each row."""
        return self.estimators.predict(model_input)


def main(folder: Path) -> None:
    """Save the model anew."""
    shutil.rmtree(folder, ignore_errors=True)
    mlflow.pyfunc.save_model(path=str(folder), python_model=Scorer(), pip_requirements=[])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
