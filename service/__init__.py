"""HTTP around scoring."""
