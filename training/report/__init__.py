"""The report: one page that tells people what a bundle learned and how good it was, and needs no network."""
