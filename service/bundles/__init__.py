"""Which bundle serves, and how another takes its place: start reading at `lifecycle`."""
