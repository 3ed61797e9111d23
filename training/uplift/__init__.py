"""Whom an action moves more than others: learned from an experiment, and proved on customers not learned from."""
