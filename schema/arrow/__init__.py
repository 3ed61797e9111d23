"""Arrow's stream format, as much of it as payloads and scores need, in Python alone.

Tried instead: pyarrow takes 170 MB; nanoarrow (3 MB) and arro3 (33 MB) bring the process down over damaged bytes, and
bytes from anywhere are what a service is sent (docs/decisions.md). Layouts: Columnar.rst, Message.fbs and Schema.fbs of
the Apache Arrow project, format version 1.5.
"""
