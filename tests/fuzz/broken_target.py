"""A target that is at fault, for the test of the fuzzer itself."""

from tests.fuzz.targets import Target


def broken(data: bytes) -> None:
    if data:
        raise OverflowError("an error that nothing documents")


TARGETS = {"broken": Target(broken, lambda: [b"", b"a"])}
