"""Signatures of bundles: a pair of keys, and what is signed with the secret one."""
