"""Past one machine: customers scored, and sampled for a fit, on Apache Spark (docs/spark.md)."""

from training.spark.payloads import by_payloads, lines_of
from training.spark.sample import write_sample
from training.spark.scored import Scored
from training.spark.scoring import by_tables

__all__ = ["Scored", "by_payloads", "by_tables", "lines_of", "write_sample"]
