"""Who may call, how much and how often: start reading at `guard`."""
