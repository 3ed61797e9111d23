import numpy as np
import pytest

from scoring.columns import Category, Column, FloatArray, category
from scoring.events import Events, in_order, run_starts

ENTRIES = [(0, 5.0, 2.0, "b"), (0, 3.0, 1.0, "a"), (0, 5.0, 1.0, None), (2, 1.0, np.nan, "a"), (2, 1.0, 4.0, "a")]


def events(entries: list[tuple[int, float, float, str | None]], customers: int = 3) -> Events:
    """Customer, day, amount and text of each entry; the second of three customers is unknown."""
    who, day, amount, text = zip(*entries, strict=True)
    columns: dict[str, Column] = {"date": np.array(day), "amount": np.array(amount), "text": category(text)}
    return in_order(Events(np.array(who), np.array([i != 1 for i in range(customers)]), columns), "date")


def same(found: FloatArray, expected: list[float]) -> bool:
    return np.array_equal(found, expected, equal_nan=True)


def contents(found: Events) -> list[list[object]]:
    return [
        found.customer.tolist(),
        *(c.texts() if isinstance(c, Category) else np.nan_to_num(c, nan=-1).tolist() for c in found.columns.values()),
    ]


def test_the_order_in_which_entries_are_given_has_no_effect() -> None:
    rng = np.random.default_rng(0)
    expected = contents(events(ENTRIES))
    for _ in range(20):
        assert contents(events([ENTRIES[i] for i in rng.permutation(len(ENTRIES))])) == expected


def test_entries_are_sorted_by_customer_then_day() -> None:
    found = events(ENTRIES[::-1])
    assert found.customer.tolist() == [0, 0, 0, 2, 2]
    assert found.number("date").tolist() == [3.0, 5.0, 5.0, 1.0, 1.0]


def test_an_unknown_list_has_no_count_and_an_empty_one_has_none() -> None:
    found = events([(0, 1.0, 1.0, "a")])
    assert same(found.count(), [1.0, np.nan, 0.0])
    assert same(found.total(found.number("amount")), [1.0, np.nan, 0.0])


def test_counts_and_totals_take_a_mask() -> None:
    found = events(ENTRIES)
    late = found.number("date") > 4
    assert same(found.count(late), [2.0, np.nan, 0.0])
    assert same(found.total(found.number("date"), late), [10.0, np.nan, 0.0])


def test_a_mean_leaves_out_what_is_missing() -> None:
    found = events(ENTRIES)
    assert same(found.mean(found.number("amount")), [4 / 3, np.nan, 4.0])
    assert same(found.mean(np.full(5, np.nan)), [np.nan, np.nan, np.nan])


def test_the_first_and_the_last_value_are_those_that_are_not_missing() -> None:
    found = events(ENTRIES)
    assert same(found.first(found.number("amount")), [1.0, np.nan, 4.0])
    assert same(found.last(found.number("amount")), [2.0, np.nan, 4.0])
    assert same(found.last(found.number("date")), [5.0, np.nan, 1.0])


def test_customers_are_taken_with_their_entries_in_any_order_and_twice() -> None:
    taken = events(ENTRIES).take(np.array([2, 0, 1, 2]))
    assert taken.customer.tolist() == [0, 0, 1, 1, 1, 3, 3]
    assert taken.known.tolist() == [True, True, False, True]
    assert taken.number("date").tolist() == [1.0, 1.0, 3.0, 5.0, 5.0, 1.0, 1.0]


def test_a_run_ends_with_its_customer_and_with_its_key() -> None:
    starts = run_starts(np.array([0, 0, 0, 1, 1]), np.array([1.0, 1.0, 2.0, 2.0, 2.0]))
    assert starts.tolist() == [True, False, True, True, False]


def test_texts_are_not_taken_for_numbers_nor_numbers_for_texts() -> None:
    found = events(ENTRIES)
    with pytest.raises(TypeError, match="text is a text column"):
        found.number("text")
    with pytest.raises(TypeError, match="amount is a number column"):
        found.text("amount")


@pytest.mark.parametrize("spread", [1, 10_000])
def test_different_codes_are_counted_once_however_many_codes_there_are(spread: int) -> None:
    """Few codes are marked in a table, many are sorted."""
    who = np.array([0, 0, 0, 2, 2])
    codes = np.array([3, 1, 3, -1, 2], dtype=np.int32) * np.int32(spread)
    found = Events(who, np.array([True, False, True, True]), {}).distinct(codes, codes >= 0)
    assert same(found, [2.0, np.nan, 1.0, 0.0])
