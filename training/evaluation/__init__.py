"""How good the models are on the last cutoff, how far that can be trusted, and whether it is good enough."""
