"""Many customers at once: in process from features and from orders, and as files."""
