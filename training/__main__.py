"""`python -m training`: fit, score, demo-data."""

from training.cli import main

if __name__ == "__main__":
    main()
