"""MLServer: a runtime of two estimators, in the server's own process, adaptive batching."""

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse

from benchmarks.serving.peers.estimators import Estimators


class Scorer(MLModel):
    """The estimators as one model of the V2 inference protocol."""

    async def load(self) -> bool:
        """Load them."""
        self.estimators = Estimators.load()
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        """The two numbers of each row of the only input."""
        found = self.estimators.predict(NumpyCodec.decode_input(payload.inputs[0]))
        return InferenceResponse(model_name=self.name, outputs=[NumpyCodec.encode_output("predictions", found)])
