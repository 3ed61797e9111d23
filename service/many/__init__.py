"""Many customers in one request, as a batch or a stream: start reading at `batch`."""
