"""Bytes that are no Arrow stream, or one that holds what is not read here."""

from schema.refusal import Fault, Refused


class Damaged(Exception):
    """The bytes break the format."""


def refused(code: str, detail: str) -> Refused:
    """What is told of it: rule and remedy."""
    return Refused([Fault("", code, detail)])


def damaged() -> Refused:
    """The bytes break the format."""
    rule = "the body is no Arrow stream, or is damaged; write it with an Arrow library in the streaming format (not the"
    return refused("not_arrow", f"{rule} file format), and send it as it is")
