"""BentoML: one worker, adaptive batching, no access log and no metrics."""

from typing import Annotated

import bentoml
import numpy as np
from bentoml.validators import DType
from numpy.typing import NDArray

from benchmarks.serving.peers.estimators import Estimators


@bentoml.service(
    workers=1,
    traffic={"timeout": 60},
    metrics={"enabled": False},
    logging={"access": {"enabled": False}},
)
class Scorer:
    """The estimators behind one endpoint."""

    def __init__(self) -> None:
        self.estimators = Estimators.load()

    @bentoml.api(batchable=True, max_batch_size=64)
    def predict(self, features: Annotated[NDArray[np.float64], DType("float64")]) -> NDArray[np.float64]:
        """The two numbers of each row."""
        return self.estimators.predict(features)
