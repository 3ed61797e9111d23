"""The fitted scikit-learn estimators as a file for the analyst, the same bytes for the same estimators."""

import io
import sys
from collections.abc import Mapping

from joblib.compressor import BinaryZlibFile
from joblib.numpy_pickle import NumpyPickler

COMPRESSION = 3


class _Pickler(NumpyPickler):  # type: ignore[misc]
    """joblib's, with equal texts as one object: which of them are one differs between runs, and the bytes with it."""

    def save(self, obj: object) -> None:
        super().save(sys.intern(obj) if type(obj) is str else obj)


def pickled(estimators: Mapping[str, object]) -> bytes:
    """What `joblib.load` reads."""
    buffer = io.BytesIO()
    with BinaryZlibFile(buffer, "wb", compresslevel=COMPRESSION) as file:
        _Pickler(file).dump(dict(estimators))
    return buffer.getvalue()
