"""Demo data: a plausible company whose truth is known."""

from training.demo.write import write_demo_data

__all__ = ["write_demo_data"]
