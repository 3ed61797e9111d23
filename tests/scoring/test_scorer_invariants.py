"""Invariants of DEFINITIONS.md: what must not change an answer changes no bit of it, on payloads of every shape."""

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns import Category, Column, IntArray, pick
from scoring.customers import Customers, from_columns, from_records
from scoring.events import Events
from scoring.scorer import Scores, score
from scoring.vocabulary import TABLES
from tests.scoring.builders import TODAY, ago
from tests.scoring.fitted import fitted
from tests.scoring.invariants import BUNDLES, Batch, every_bundle, quick
from tests.scoring.payloads import payloads
from tests.scoring.rows import answers, customers, day, rows, scored


@every_bundle
@quick
@given(batch=payloads(), seed=st.integers(0, 2**32))
def test_one_customer_a_batch_and_any_order_of_it_give_the_same_bits(name: str, batch: Batch, seed: int) -> None:
    """So nothing of another customer changes an answer."""
    together = answers(BUNDLES[name](), batch)
    assert together == [answers(BUNDLES[name](), [one])[0] for one in batch]
    order = random.Random(seed).sample(range(len(batch)), len(batch))
    assert [together[i] for i in order] == answers(BUNDLES[name](), [batch[i] for i in order])


Answers = list[dict[str, Any]]
STRANGERS: Batch = [
    {"attributes": {"contract": 5, "score": "a text", "new": True}},
    {"account": {"plan": "a", "intent": "other"}, "profile": {"kind": "person", "city": "zz"}},
    {"orders": [{"date": ago(3), "amount": 5.0, "id": "阀-1", "category": "a", "status": "cancelled"}]},
    {"orders": [], "usage": [], "inquiries": [], "feedback": [], "contacts": [], "as_of": ago(4_000)},
    {"orders": [{"date": ago(30_000), "amount": 5.0, "id": "o"}], "consent": {"channels": ["sms"]}},
]


def the_same_payloads_give_the_same_bits_and_stay_as_they_were(batch: Batch, before: Answers, _: random.Random) -> None:
    as_given = deepcopy(batch)
    assert answers(fitted(), batch) == before
    assert batch == as_given


def the_order_of_lists_and_of_keys_has_no_effect(batch: Batch, before: Answers, rng: random.Random) -> None:
    assert answers(fitted(), [_shuffled(one, rng) for one in batch]) == before


def texts_ids_and_kinds_of_value_of_others_change_nothing(batch: Batch, before: Answers, rng: random.Random) -> None:
    strangers = rng.sample(STRANGERS, rng.randint(1, 3))
    assert answers(fitted(), [*batch, *strangers])[: len(batch)] == before


def customers_taken_from_a_batch_are_scored_as_in_it(batch: Batch, before: Answers, _: random.Random) -> None:
    taken = np.array([0, *reversed(range(len(batch)))])
    for i, row in zip(taken, rows(score(customers(*batch).take(taken), fitted())), strict=True):
        assert row == {part: before[i][part] for part in row}


def what_is_not_known_yet_changes_nothing(batch: Batch, before: Answers, _: random.Random) -> None:
    """Entries after as_of are warned of, and nothing else differs."""
    later = [_later(one) for one in batch]
    after = rows(scored(fitted(), *({**one, **more} for one, more in zip(batch, later, strict=True))))
    for old, new, one, more in zip(before, after, batch, later, strict=True):
        counted = {"entries_after_as_of": old["warnings"].get("entries_after_as_of", 0) + len(more)} if more else {}
        assert new == {**{part: old[part] for part in new}, "warnings": {**old["warnings"], **counted}}, one.keys()


def files_give_the_bits_that_requests_give(batch: Batch, _: Answers, rng: random.Random) -> None:
    """Tables in any order of their rows; a file that is given is known of everyone."""
    known = [{**one, **{name: one.get(name) or [] for name in TABLES}} for one in batch]
    known = [{**one, "attributes": {"score": 1.5, "contract": "yearly"}} for one in known]
    from_files = _from_files(customers(*known), rng.getrandbits(32))
    assert rows(score(from_files, fitted())) == rows(scored(fitted(), *known))


CHECKS = (
    the_same_payloads_give_the_same_bits_and_stay_as_they_were,
    the_order_of_lists_and_of_keys_has_no_effect,
    texts_ids_and_kinds_of_value_of_others_change_nothing,
    customers_taken_from_a_batch_are_scored_as_in_it,
    what_is_not_known_yet_changes_nothing,
    files_give_the_bits_that_requests_give,
)


@quick
@given(batch=payloads(), seed=st.integers(0, 2**32))
def test_what_must_not_matter_changes_no_bit(batch: Batch, seed: int) -> None:
    """A payload is made and scored once for all checks, and once more for each."""
    before = answers(fitted(), batch)
    for check in CHECKS:
        check(batch, before, random.Random(seed))


def test_a_batch_cut_into_pieces_gives_the_same_bits_over_hundreds_of_customers() -> None:
    batch = list(_many(600))
    whole = _columns(score(from_records(batch, day(TODAY)), fitted()))
    for size, some in ((1, 40), (7, 70), (333, 600)):
        pieces = [score(from_records(batch[i : i + size], day(TODAY)), fitted()) for i in range(0, some, size)]
        for name, column in whole.items():
            together = np.concatenate([_columns(piece)[name] for piece in pieces])
            assert together.tobytes() == column[: len(together)].tobytes(), (name, size)


def test_a_long_history_gives_the_same_bits_in_any_order_and_company() -> None:
    rng = np.random.default_rng(3)
    lines = [
        {"date": ago(int(d)), "amount": float(a), "id": f"o{i}"}
        for d, a, i in zip(
            rng.integers(0, 2_000, 3_000), rng.lognormal(3, 2, 3_000), rng.integers(0, 900, 3_000), strict=True
        )
    ]
    one = {"orders": lines, "usage": [], "inquiries": [], "feedback": []}
    other = {**one, "orders": [lines[i] for i in rng.permutation(len(lines))]}
    first, second, third = answers(fitted(), [{**one, "customer_id": "a"}, {}, {**other, "customer_id": "a"}])
    assert first == third == answers(fitted(), [{**other, "customer_id": "a"}])[0]
    assert first != second


def test_no_customers_have_no_answers() -> None:
    for make in BUNDLES.values():
        assert answers(make(), []) == []


def _from_files(found: Customers, seed: int) -> Customers:
    """The same customers from tables, whose rows come in any order."""
    rng = np.random.default_rng(seed)

    def table(events: Events) -> tuple[IntArray, dict[str, Column]]:
        order = rng.permutation(len(events))
        return events.customer[order], {name: pick(column, order) for name, column in events.columns.items()}

    made = from_columns(
        found.ids,
        found.as_of,
        found.columns,
        {name: table(e) for name, e in found.tables.items()},
        {},
        found.attributes,
    )
    return replace(made, sets=found.sets)  # whether texts within objects are known is said customer by customer


def _shuffled(value: Any, rng: random.Random) -> Any:
    """The same JSON value with its lists and keys in another order."""
    if isinstance(value, Mapping):
        return {key: _shuffled(value[key], rng) for key in rng.sample(list(value), len(value))}
    if isinstance(value, list):
        return [_shuffled(item, rng) for item in rng.sample(value, len(value))]
    return value


def _later(one: Mapping[str, Any]) -> dict[str, Any]:
    """The lists of a payload that are known, each with one entry more, of the day after as_of."""
    when = (one.get("as_of") or TODAY) + timedelta(days=1)
    extra = {
        "orders": {"date": when, "amount": 1e6, "id": "later", "category": "阀", "due_on": when},
        "inquiries": {"date": when, "complaint": True},
        "feedback": {"date": when, "overall": 1.0},
        "contacts": {"date": when, "direction": "outbound", "channel": "sms"},
        "usage": {"month": (when.replace(day=1) + timedelta(days=31)).replace(day=1), "uses": 1e6},
    }
    return {name: [entry, *one[name]] for name, entry in extra.items() if one.get(name)}


def _many(n: int) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(11)
    for i in range(n):
        listed = [
            {"date": ago(int(d)), "amount": float(a), "category": str(c)}
            for d, a, c in zip(
                rng.integers(0, 500, 6), rng.lognormal(4, 2, 6), rng.choice(["seals", "valves", "zzz"], 6), strict=True
            )
        ]
        shape = {"customer_id": f"C{i}", "orders": listed[: i % 7], "attributes": {"score": float(rng.normal())}}
        if i % 3:
            shape |= {"usage": [], "inquiries": [{"date": ago(5), "complaint": True}] * (i % 4), "feedback": []}
        yield shape


def _columns(scores: Scores) -> dict[str, Any]:
    """Columns as arrays; texts as texts, since levels are a batch's own, and missing numbers with one kind of NaN."""
    found: dict[str, Any] = {
        name: np.array([str(text) for text in column.texts()], dtype="U40") if isinstance(column, Category) else column
        for name, column in scores.columns.items()
    }
    found |= {"effects": scores.reasons.effect, "reasons": scores.reasons.feature, "net": scores.actions.net_value}
    return {name: np.where(np.isnan(c), np.nan, c) if c.dtype.kind == "f" else c for name, c in found.items()}
