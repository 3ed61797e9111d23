"""What the options of `pilot` mean: the trial they name, its planned shares, and the policy to be updated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import Config
from training.errors import TrainingError, or_nearest

if TYPE_CHECKING:  # SciPy and scoring take a second, which only this command needs
    from training.pilot.assigned import Assigned
    from training.pilot.policy_file import PolicyFile
    from training.pilot.trial import Trial


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """A trial with the planned shares by arm (None: equal) and what its report says beside the figures."""

    trial: "Trial"
    shares: Mapping[str, float] | None
    facts: dict[str, Any]

    @property
    def source(self) -> str:
        """Where a measured effect comes from, as a policy says it."""
        if "trial" in self.facts:
            return f"experiment {self.facts['trial']}"
        return f"pilot from {self.facts['started_on']}, {self.facts['days']} days"


def experiment(
    file: Path,
    arm: str | None,
    control: str | None,
    outcomes: Sequence[str] | None,
    before: Sequence[str],
    groups: Sequence[str],
    customer: str | None,
    shares: Sequence[str],
) -> About:
    """The trial of a flat file."""
    from training.pilot.trial import read_trial  # noqa: PLC0415

    if arm is None or control is None or not outcomes:
        raise TrainingError(
            "--trial needs --arm COLUMN, --control NAME and --outcome COLUMN beside it; give all three."
        )
    trial = read_trial(
        file, arm=arm, control=control, outcomes=outcomes, before=before, groups=groups, customer=customer
    )
    return About(trial, planned_shares(shares), {"trial": file.name})


def campaign(
    scores: Path,
    orders: Path | None,
    action: str | None,
    started_on: str | None,
    days: int | None,
    config: Path | None,
    bundle: Path,
    groups: Sequence[str],
    held_out: Path | None,
) -> About:
    """The trial of an action that was offered by a score file or a plan, with what was bought since."""
    from training.pilot.bought import ARMS, Window, campaign_trial  # noqa: PLC0415

    if orders is None or action is None or started_on is None or days is None:
        raise TrainingError(
            "--assigned needs --orders FILE, --campaign ACTION, --started-on DATE and --days N; give all four."
        )
    window = Window(_day(started_on), days)
    assigned = _assigned(scores, held_out, action, bundle, groups)
    trial = campaign_trial(assigned, orders, window, Config.from_toml(config))
    shares = dict(zip(ARMS, (assigned.share, 1 - assigned.share), strict=True))
    return About(trial, shares, {"campaign": action, "started_on": started_on, "days": days})


def _assigned(scores: Path, held_out: Path | None, action: str, bundle: Path, groups: Sequence[str]) -> "Assigned":
    from training.pilot.assigned import read_assigned  # noqa: PLC0415
    from training.pilot.planned import is_plan, read_planned  # noqa: PLC0415

    if is_plan(scores):
        unused({"--group": groups}, "beside the lists of a plan")
        return read_planned(scores, held_out, action, bundle)
    if held_out is not None:
        raise TrainingError(f"{scores.name} is a score file, which says itself who is withheld; leave --held-out out.")
    return read_assigned(scores, action, bundle, groups)


def unused(options: Mapping[str, object], beside: str) -> None:
    """TrainingError where an option is given that says nothing `beside` the others."""
    for name, value in options.items():
        if value is not None and value not in ([], ()):
            raise TrainingError(f"{name} has no meaning {beside}; leave it out.")


def planned_shares(texts: Sequence[str]) -> dict[str, float] | None:
    """`ARM=SHARE` by arm; None where none is given."""
    found = {}
    for text in texts:
        name, equals, share = text.rpartition("=")
        try:
            found[name] = float(share)
        except ValueError:
            equals = ""
        if not equals:
            raise TrainingError("--share must be ARM=SHARE, such as --share control=0.1; one for each arm.")
    return found or None


def check_effect(effect: float | None) -> None:
    """TrainingError where no number of customers shows it."""
    if effect is not None and not 0 < abs(effect) < float("inf"):
        raise TrainingError("--effect must be a number other than 0, such as 0.01 for one percentage point of a rate.")


def policy(path: Path | None, action: str | None, treated: str | None) -> "PolicyFile | None":
    """The policy file to be updated, read before any work."""
    from training.pilot.policy_file import read_policy  # noqa: PLC0415

    if path is None:
        unused({"--treated": treated}, "without --update-policy")
        return None
    if action is None:
        raise TrainingError("--update-policy needs --campaign ACTION: the action in it that was tried.")
    return read_policy(path, action)


def updated(policy: "PolicyFile", about: About, treated: str | None, *, trusted: bool) -> dict[str, Any]:
    """Write the measured effect into the policy, and tell: `basis`, the `effect` it has now, and why.

    It stays as it is where the arms are too small, or not `trusted` since they are not what chance makes of them.
    """
    from training.pilot.effect import FEWEST, KEYS, fewest, measured_effect  # noqa: PLC0415
    from training.pilot.verdict import told  # noqa: PLC0415

    arm = _treated(about.trial, treated)
    action, size = policy.action, fewest(about.trial, arm)
    code = "few_customers" if size < FEWEST else "measured" if trusted else "not_trusted"
    if code == "measured":
        table = measured_effect(about.trial, action, arm, about.source)
        policy.write(policy.with_effect(table))
    else:
        table = {key: action[key] for key in KEYS if key in action}
    said = told("policy", code, action=action["code"], file=policy.path.name, size=size, fewest=FEWEST)
    return {"action": action["code"], "file": policy.path.name, **table, **said}


def _treated(trial: "Trial", name: str | None) -> int:
    others = trial.arms[1:]
    if name is None and len(others) == 1:
        return 1
    if name is None:
        raise TrainingError(f"--update-policy needs --treated, the arm that got the action: {', '.join(others)}.")
    if name not in others:
        raise TrainingError(f'--treated names "{name}", which is no treated arm{or_nearest(name, others)}.')
    return trial.arms.index(name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise TrainingError("--started-on must be a day such as 2026-11-01.") from None
