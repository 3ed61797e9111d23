"""The job that `spark-submit` takes; docs/spark.md has the commands."""

import sys

from training.spark.command import main

if __name__ == "__main__":
    sys.exit(main())
