import numpy as np

from scoring.holdout import held_out
from scoring.policy import Policy
from tests.scoring.builders import NOTHING, action, bundle

N = 20_000


def policy(share: float = 0.1, salt: str = "s", codes: tuple[str, ...] = ("a", "b")) -> Policy:
    settings = {"holdout_share": share, "holdout_salt": salt}
    return bundle(settings=settings, actions=[*(action(code) for code in codes), NOTHING]).policy


def ids() -> list[str]:
    return [f"CUST-{i:06d}" for i in range(N)]


def test_the_share_held_out_is_the_one_asked_for() -> None:
    for share in (0.1, 0.5):
        held = held_out(ids(), policy(share)).mean(axis=0)
        assert (abs(held - share) < 4 * np.sqrt(share * (1 - share) / N)).all()


def test_nobody_is_held_out_of_a_share_of_zero() -> None:
    assert not held_out(ids(), policy(0.0)).any()


def test_actions_hold_out_customers_independently() -> None:
    first, second = held_out(ids(), policy(0.5))[:, :2].T
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(N)


def test_another_salt_draws_other_customers() -> None:
    one, other = held_out(ids(), policy(0.5))[:, 0], held_out(ids(), policy(0.5, "t"))[:, 0]
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(N)


def test_assignment_is_a_matter_of_customer_and_action_alone() -> None:
    everyone = held_out(ids(), policy())
    alone = [held_out([name], policy())[0] for name in ids()[:50]]
    backwards = held_out(ids()[::-1], policy())[::-1]
    beside_a_long_one = held_out([*ids()[:50], "x" * 256], policy())[:50]
    assert (everyone[:50] == np.array(alone)).all()
    assert (everyone == backwards).all()
    assert (everyone[:50] == beside_a_long_one).all()


def test_the_place_of_an_action_in_the_catalogue_has_no_effect() -> None:
    one, other = held_out(ids(), policy()), held_out(ids(), policy(codes=("b", "new", "a")))
    assert (one[:, 0] == other[:, 2]).all() and (one[:, 1] == other[:, 0]).all()


def test_assignment_is_what_anyone_can_compute_again() -> None:
    names = ["C002", "", "客户-7", "👩‍💻", "x" * 300, "SO-1 ", *ids()[:100]]
    assert held_out(names, policy(0.5, "salt"))[:, 0].tolist() == [fraction(name, "salt/a") < 0.5 for name in names]


def fraction(customer: str, campaign: str) -> float:
    """FNV-1a of both, SplitMix64's finaliser over their xor, the upper 53 bits as a number from 0 to 1."""
    return (mix(fnv(customer) ^ mix(fnv(campaign))) >> 11) / 2**53


def fnv(text: str) -> int:
    value = 0xCBF29CE484222325
    for character in text:
        value = (value ^ ord(character)) * 0x100000001B3 % 2**64
    return value


def mix(value: int) -> int:
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
    return value ^ value >> 31


def test_ids_of_any_script_and_length_are_spread_evenly() -> None:
    names = [f"客户甲{chr(0x4E00 + i)}" for i in range(5000)] + ["长" * (i % 40) + str(i) for i in range(5000)]
    held = held_out(names, policy(0.5))[:, 0]
    assert abs(held.mean() - 0.5) < 4 * 0.5 / np.sqrt(len(names))


def test_no_customers_is_an_answer_too() -> None:
    assert held_out([], policy()).shape == (0, 3)
