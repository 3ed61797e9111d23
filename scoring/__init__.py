"""The domain: customers in, scores out. Start reading in `scorer.py`."""
