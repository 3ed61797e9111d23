"""How good the defaults are on real data, with peers beside them: `python -m benchmarks.quality [DATA...]`."""
