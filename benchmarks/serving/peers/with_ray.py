"""Ray Serve: one replica, requests that wait are one batch, no access log, no dashboard."""

import sys
from typing import Any

import ray
from ray import serve
from starlette.requests import Request

from benchmarks.serving.peers.estimators import Estimators


class Scorer:
    """The estimators behind one route."""

    def __init__(self) -> None:
        self.estimators = Estimators.load()

    @serve.batch(max_batch_size=64, batch_wait_timeout_s=0.0)
    async def predict(self, rows: list[Any]) -> list[dict[str, float]]:
        """The two numbers of each."""
        found = self.estimators.predict(rows).tolist()
        return [{"churn": churn, "value": value} for churn, value in found]

    async def __call__(self, request: Request) -> Any:
        """One request."""
        return await self.predict((await request.json())["features"])


def main(port: int) -> None:
    """Serve until SIGTERM."""
    ray.init(include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1")
    quiet = {"enable_access_log": False}
    serve.start(http_options={"host": "127.0.0.1", "port": port}, logging_config=quiet)
    deployment = serve.deployment(num_replicas=1, max_ongoing_requests=256, logging_config=quiet)
    serve.run(deployment(Scorer).bind(), blocking=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
