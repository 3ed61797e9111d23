"""What the options of `pilot` mean: the trial they name, its planned shares, and the policy to be updated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import Config
from training.errors import TrainingError, or_nearest

if TYPE_CHECKING:  # SciPy and scoring take a second, which only this command needs
    from scoring.model import Bundle
    from training.pilot.assigned import Assigned
    from training.pilot.policy_file import PolicyFile
    from training.pilot.trial import Trial

CURRENT = Path("models/current")


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """A trial with the planned shares by arm (None: equal) and what its report says beside the figures.

    `bundle`: whose policy and horizons are meant; None where that is not known.
    """

    trial: "Trial"
    shares: Mapping[str, float] | None
    facts: dict[str, Any]
    bundle: "Bundle | None" = None

    @property
    def source(self) -> str:
        """Where a measured effect comes from, as a policy says it."""
        if "trial" in self.facts:
            return f"experiment {self.facts['trial']}, {self.facts['days']} days"
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
    days: int | None,
) -> About:
    """The trial of a flat file; `days` is the length of its window, where a policy is to take its effect."""
    from training.pilot.trial import read_trial  # noqa: PLC0415

    if days is not None:
        checked_days(days)
    if arm is None or control is None or not outcomes:
        raise TrainingError(
            "--trial needs --arm COLUMN, --control NAME and --outcome COLUMN beside it; give all three."
        )
    trial = read_trial(
        file, arm=arm, control=control, outcomes=outcomes, before=before, groups=groups, customer=customer
    )
    return About(trial, planned_shares(shares), {"trial": file.name} | ({} if days is None else {"days": days}))


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
    window = Window(_day(started_on), checked_days(days))
    assigned = _assigned(scores, held_out, action, bundle, groups)
    trial = campaign_trial(assigned, orders, window, Config.from_toml(config))
    shares = dict(zip(ARMS, (assigned.share, 1 - assigned.share), strict=True))
    return About(trial, shares, {"campaign": action, "started_on": started_on, "days": days}, assigned.bundle)


def _assigned(scores: Path, held_out: Path | None, action: str, bundle: Path, groups: Sequence[str]) -> "Assigned":
    from training.pilot.assigned import read_assigned  # noqa: PLC0415
    from training.pilot.planned import is_plan, read_planned  # noqa: PLC0415

    if is_plan(scores):
        unused({"--group": groups}, "beside the lists of a plan")
        return read_planned(scores, held_out, action, bundle)
    if held_out is not None:
        raise TrainingError(f"{scores.name} is a score file, which says itself who is withheld; leave --held-out out.")
    return read_assigned(scores, action, bundle, groups)


def for_policy(
    policy: "PolicyFile | None", trial: Path | None, days: int | None, bundle: Path, *horizons: int | None
) -> "Bundle | None":
    """The bundle of an experiment whose effect a policy is to take, None where there is none.

    TrainingError where an option is lacking, or says nothing without a policy.
    """
    if policy is None:
        unused(dict(zip(("--value-horizon-days", "--horizon-days"), horizons, strict=True)), "without --update-policy")
    if trial is None:
        return None
    if policy is None:
        unused({"--days": days}, "beside --trial")
        return None
    if days is None:
        raise TrainingError(
            "--update-policy beside --trial needs --days N, the length of the window in which the outcomes were "
            "counted: a policy counts over its horizon."
        )
    from scoring.bundle import NoBundle  # noqa: PLC0415
    from training.bulk import load  # noqa: PLC0415

    try:
        return load(bundle)
    except NoBundle:
        if bundle == CURRENT:
            return None
        raise


def check_report(report: Path | None, read: Mapping[str, Path | None]) -> None:
    """TrainingError where the page cannot be written, is none by its name, or would replace what is read."""
    from training.plan.files import check_apart, check_kind  # noqa: PLC0415
    from training.report.writing import check_report as check_place  # noqa: PLC0415

    if report is not None:
        check_place(report, "--report")
        check_kind(report, (".html",), "give --report such a name")
        check_apart([report], read)


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


def checked_days(days: int) -> int:
    """The length of a window; TrainingError where no pilot is so long."""
    from training.pilot.bought import MOST_DAYS  # noqa: PLC0415

    if days > MOST_DAYS:
        raise TrainingError(f"--days must be {MOST_DAYS:,} at most; give the length of the window in days.")
    return days


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


def updated(
    policy: "PolicyFile", about: About, treated: str | None, horizons: tuple[int | None, int | None], *, trusted: bool
) -> tuple[dict[str, Any], list[str]]:
    """Write the measured effect into the policy, and tell: `basis`, the `effect` it has now, and why; notes beside it.

    `horizons`: of value and churn in days, for a bundle that is not there. The policy stays as it is where the arms are
    too small, or not `trusted` since they are not what chance makes of them.
    """
    from training.pilot.effect import FEWEST, KEYS, fewest  # noqa: PLC0415
    from training.pilot.verdict import told  # noqa: PLC0415

    arm = _treated(about.trial, treated)
    action, size = policy.action, fewest(about.trial, arm)
    code = "few_customers" if size < FEWEST else "measured" if trusted else "not_trusted"
    table, notes = {key: action[key] for key in KEYS if key in action}, list[str]()
    if code == "measured":
        table, notes = _measured(policy, about, arm, horizons)
    said = told("policy", code, action=action["code"], file=policy.path.name, size=size, fewest=FEWEST)
    return {"action": action["code"], "file": policy.path.name, **table, **said}, notes


def _measured(
    policy: "PolicyFile", about: About, arm: int, horizons: tuple[int | None, int | None]
) -> tuple[dict[str, Any], list[str]]:
    """Write what an arm measured, once it is checked; the keys that were written, and notes."""
    from scoring.classes import askable  # noqa: PLC0415
    from training.defaults import default_content  # noqa: PLC0415
    from training.pilot.effect import measured_effect, strangers  # noqa: PLC0415
    from training.pilot.span import span_of  # noqa: PLC0415

    action, bundle = policy.action, about.bundle
    span = span_of(about.facts["days"], bundle, *horizons)
    known = askable(default_content()["definitions"] if bundle is None else bundle.definitions)
    table = measured_effect(about.trial, action, arm, about.source, span, known)
    text = policy.with_effect(table)
    policy.check(text, bundle)
    policy.write(text)
    note = span.terms(action["effect"]["scale"], action["family"]).note
    return table, [*([note] if note else []), *strangers(about.trial, known)]


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
    from training.pilot.bought import FIRST, LAST  # noqa: PLC0415

    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise TrainingError("--started-on must be a day such as 2026-11-01.") from None
    if not FIRST <= found <= LAST:
        raise TrainingError(f"--started-on must be a day from {FIRST} to {LAST}; give the pilot's first day.")
    return found
