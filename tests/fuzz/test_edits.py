from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import seeds
from tests.fuzz.edits import MOST_EDITS, VALUES, edited, patched

BYTES = st.binary(max_size=60)


@given(BYTES)
def test_the_same_bytes_make_the_same_changes_and_leave_the_document_as_it_was(data: bytes) -> None:
    before = repr(seeds.policy()), repr(VALUES)
    assert repr(edited(seeds.policy(), data)) == repr(edited(seeds.policy(), data))
    assert (repr(seeds.policy()), repr(VALUES)) == before


def test_no_bytes_change_nothing_and_some_do() -> None:
    assert edited(seeds.policy(), b"") == seeds.policy()
    changed = {repr(edited(seeds.policy(), bytes([7, i, i, 0, i, 0, i, 0, i, 0, i]))) for i in range(40)}
    assert len(changed) > 20
    assert MOST_EDITS > 1


def test_bytes_are_written_over_others() -> None:
    assert patched(b"abcd", [(1, b"XY"), (4, b"Z")]) == b"aXYdZ"
