"""The bundle's own estimators, as a peer loads them: ready-made features in, two numbers out."""

import os
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

ESTIMATORS, PATTERN = "PEER_ESTIMATORS", "PEER_PATTERN"  # the file, and which of its models


@dataclass(frozen=True, slots=True, eq=False)
class Estimators:
    """A classifier and a regressor of scikit-learn over the same features."""

    churn: Any
    value: Any

    @classmethod
    def load(cls) -> "Estimators":
        """From the file that the environment names."""
        fitted = joblib.load(os.environ[ESTIMATORS])
        return cls(*(fitted[f"{os.environ[PATTERN]}.{target}"] for target in ("churn", "value")))

    def predict(self, rows: Any) -> NDArray[np.float64]:
        """Churn probability and expected value (n, 2) of rows of features (n, p); None and NaN are missing."""
        x = np.asarray(rows, dtype=np.float64)
        return np.stack([self.churn.predict_proba(x)[:, 1], self.value.predict(x)], axis=1)
