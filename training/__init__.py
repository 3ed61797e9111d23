"""Offline: tables in, bundle out."""
