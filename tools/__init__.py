"""What `make` runs: the environment, the data, the way from a fresh clone to a scored customer, and the checks of CI.

Standard library only, since most of it runs before anything is installed. The one exception is complete_journey.py.
"""
