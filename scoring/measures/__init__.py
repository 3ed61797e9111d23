"""What is measured of each list and object of the payload: one file a source, each a function to named columns (n,)."""
