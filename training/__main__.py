"""`python -m training`: fit, evaluate, report, score, demo-data."""

import sys

if __name__ == "__main__":
    try:
        from training.cli import main
    except KeyboardInterrupt:  # while the libraries are read
        sys.exit(130)
    main()
