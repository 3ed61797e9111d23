"""LitServe: one worker, requests that wait are one batch, no waiting for more."""

import sys
from collections.abc import Sequence
from typing import Any

import litserve
import numpy as np
from numpy.typing import NDArray

from benchmarks.serving.peers.estimators import Estimators


class Scorer(litserve.LitAPI):
    """Decodes, predicts a batch, encodes."""

    def setup(self, device: object) -> None:  # noqa: ARG002 (LitServe's signature)
        """Load in the worker."""
        self.estimators = Estimators.load()

    def decode_request(self, request: dict[str, Any]) -> Any:
        """The features of one customer."""
        return request["features"]

    def batch(self, inputs: Sequence[Any]) -> Any:
        """The features of many."""
        return np.asarray(inputs, dtype=np.float64)

    def predict(self, x: Any) -> NDArray[np.float64]:
        """The two numbers of each."""
        return self.estimators.predict(x)

    def unbatch(self, output: NDArray[np.float64]) -> list[list[float]]:
        """One by one."""
        found: list[list[float]] = output.tolist()
        return found

    def encode_response(self, output: Sequence[float]) -> dict[str, float]:
        """As JSON."""
        return {"churn": output[0], "value": output[1]}


def main(port: int) -> None:
    """Serve until SIGTERM."""
    scorer = Scorer(max_batch_size=64, batch_timeout=0.0)
    server = litserve.LitServer(scorer, accelerator="cpu", workers_per_device=1)
    server.run(host="127.0.0.1", port=port, num_api_servers=1, log_level="warning", generate_client_file=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
