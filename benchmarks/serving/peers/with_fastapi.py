"""FastAPI as the textbooks serve scikit-learn: a model of the request, a model of the answer.

The handler is a coroutine: a plain function goes through a thread, which costs a tenth more here.
"""

from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.serving.peers.estimators import Estimators


class Asked(BaseModel):
    """The features of one customer."""

    features: list[float | None]


class Predicted(BaseModel):
    """The two numbers."""

    churn: float
    value: float


def create_app() -> FastAPI:
    """The application, with the estimators loaded."""
    app, estimators = FastAPI(), Estimators.load()

    @app.post("/predict")
    async def predict(asked: Asked) -> Predicted:
        churn, value = estimators.predict([asked.features])[0].tolist()
        return Predicted(churn=churn, value=value)

    return app
