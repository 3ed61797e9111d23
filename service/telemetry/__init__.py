"""What operators see: metrics, logs and traces; start reading at `watched`."""
