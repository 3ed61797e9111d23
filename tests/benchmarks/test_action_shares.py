"""Every action of the default policy earns its place on the demo's customers."""

from benchmarks.actions import microseconds, shares
from scoring.scorer import score
from training.bulk import load
from training.config import Config
from training.question import last_known_day
from training.tables import read_tables

LEAST, ENOUGH = 0.005, 30


def test_thirty_actions_are_each_given_to_one_customer_in_two_hundred(demo_bundle, demo_files):
    bundle, tables = load(demo_bundle), read_tables(demo_files, Config(), {})
    scores = score(tables.customers(last_known_day(tables, Config())), bundle)
    given = {code: share for code, (_, _, share) in shares(scores).items() if code != "do_nothing"}

    assert sum(share >= LEAST for share in given.values()) >= ENOUGH, sorted(given.items(), key=lambda one: one[1])[:6]
    assert all(share > 0 for share in given.values())
    assert 0 < microseconds(scores) < 100
