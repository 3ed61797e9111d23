"""`python -m benchmarks`: what issue-sized promises cost on this machine, in CPU time and ratios."""

import sys

from benchmarks.promises import main

if __name__ == "__main__":
    sys.exit(main())
