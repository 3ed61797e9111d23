"""What the options of `pilot` mean: the trial they name, its planned shares, and the policy to be updated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from training.config import Config
from training.errors import TrainingError, or_nearest
from training.pilot.options import CURRENT, MOST_DAYS, OF_A_CAMPAIGN, OF_A_POLICY, OF_A_TRIAL, Options

if TYPE_CHECKING:  # SciPy and scoring take a second, which only this command needs
    from scoring.model import Bundle
    from training.pilot.assigned import Assigned
    from training.pilot.notes import Note
    from training.pilot.policy_file import PolicyFile
    from training.pilot.trial import Trial

FILES = "give --trial FILE for an experiment in a table of yours, or --assigned FILE for a campaign of this program"


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """A trial with the planned shares by arm (None: equal) and what its report says beside the figures.

    `bundle`: whose policy and horizons are meant; None where that is not known.
    """

    trial: "Trial"
    shares: Mapping[str, float] | None
    facts: dict[str, Any]
    bundle: "Bundle | None" = None
    notes: "tuple[Note, ...]" = ()

    @property
    def source(self) -> str:
        """Where a measured effect comes from, as a policy says it."""
        if "trial" in self.facts:
            return f"experiment {self.facts['trial']}, {self.facts['days']} days"
        return f"pilot from {self.facts['started_on']}, {self.facts['days']} days"


def check(options: Options) -> None:
    """TrainingError for what can be seen before any work: options that do not go together, a page in a wrong place."""
    from training.plan.files import check_apart  # noqa: PLC0415
    from training.report.writing import check_report  # noqa: PLC0415

    if (options.trial is None) == (options.assigned is None):
        raise TrainingError(f"{FILES}; one of both.")
    options.without(*(OF_A_TRIAL if options.trial is None else OF_A_CAMPAIGN), beside=_beside(options))
    if options.update_policy is None:
        options.without(*OF_A_POLICY, beside="without --update-policy")
        if options.trial is not None:
            options.without("days", "campaign", beside="beside --trial without --update-policy")
    for name in ("days", "value_horizon_days", "horizon_days"):
        if (getattr(options, name) or 0) > MOST_DAYS:
            raise TrainingError(f"--{name.replace('_', '-')} must be {MOST_DAYS:,} at most; give a number of days.")
    if options.effect is not None and not 0 < abs(options.effect) < float("inf"):
        raise TrainingError("--effect must be a number other than 0, such as 0.01 for one percentage point of a rate.")
    if options.report is not None:
        check_report(options.report, "--report")
        check_apart([options.report], options.read)


def _beside(options: Options) -> str:
    return "beside --assigned" if options.trial is None else "beside --trial"


def policy(options: Options) -> "PolicyFile | None":
    """The policy file to be updated, read before any work."""
    from training.pilot.policy_file import read_policy  # noqa: PLC0415

    if options.update_policy is None:
        return None
    if options.campaign is None:
        raise TrainingError("--update-policy needs --campaign ACTION: the action in it that was tried.")
    return read_policy(options.update_policy, options.campaign)


def about(options: Options, policy: "PolicyFile | None") -> About:
    """The trial that the options name."""
    if options.trial is None:
        return _campaign(options)
    if policy is None:
        return _experiment(options)
    if options.days is None:
        raise TrainingError(
            "--update-policy beside --trial needs --days N, the length of the window in which the outcomes were "
            "counted: a policy counts over its horizon."
        )
    bundle, notes = _bundle(options, policy)
    return replace(_experiment(options), bundle=bundle, notes=notes)


def _experiment(options: Options) -> About:
    """The trial of a flat file; `days` is the length of its window, where a policy is to take its effect."""
    from training.pilot.trial import read_trial  # noqa: PLC0415

    days = {} if options.days is None else {"days": options.days}
    if options.trial is None or options.arm is None or options.control is None or not options.outcome:
        raise TrainingError(
            "--trial needs --arm COLUMN, --control NAME and --outcome COLUMN beside it; give all three."
        )
    trial = read_trial(
        options.trial,
        arm=options.arm,
        control=options.control,
        outcomes=options.outcome,
        before=options.before,
        groups=options.group,
        customer=options.customer,
    )
    return About(trial, planned_shares(options.share), {"trial": options.trial.name} | days)


def _campaign(options: Options) -> About:
    """The trial of an action that was offered by a score file or a plan, with what was bought since."""
    from training.pilot.bought import ARMS, Window, campaign_trial  # noqa: PLC0415

    started_on, days = options.started_on, options.days
    if options.orders is None or options.campaign is None or started_on is None or days is None:
        raise TrainingError(
            "--assigned needs --orders FILE, --campaign ACTION, --started-on DATE and --days N; give all four."
        )
    window = Window(_day(started_on), days)
    assigned = _assigned(options, options.campaign)
    trial = campaign_trial(assigned, options.orders, window, Config.from_toml(options.config))
    shares = dict(zip(ARMS, (assigned.share, 1 - assigned.share), strict=True))
    facts = {"campaign": options.campaign, "started_on": window.started_on.isoformat(), "days": days}
    return About(trial, shares, facts, assigned.bundle)


def _assigned(options: Options, action: str) -> "Assigned":
    from training.pilot.assigned import read_assigned  # noqa: PLC0415
    from training.pilot.planned import is_plan, read_planned  # noqa: PLC0415

    scores = options.assigned
    assert scores is not None
    if is_plan(scores):
        options.without("group", beside="beside the lists of a plan")
        return read_planned(scores, options.held_out, action, options.bundle)
    if options.held_out is not None:
        raise TrainingError(f"{scores.name} is a score file, which says itself who is withheld; leave --held-out out.")
    return read_assigned(scores, action, options.bundle, options.group)


def _bundle(options: Options, policy: "PolicyFile") -> "tuple[Bundle | None, tuple[Note, ...]]":
    """The bundle of an experiment whose effect a policy is to take; None where there is none and none is named.

    One that stands there by default but cannot be read does no harm where its horizon is not needed: a note says so.
    """
    from scoring.bundle import BundleError, NoBundle  # noqa: PLC0415
    from training.bulk import load  # noqa: PLC0415
    from training.pilot.notes import note  # noqa: PLC0415

    try:
        return load(options.bundle), ()
    except BundleError as error:
        if options.bundle != CURRENT:
            raise
        if isinstance(error, NoBundle):
            return None, ()
        if _needs_horizon(options, policy):
            raise
        return None, (note("bundle_unread", bundle=str(CURRENT)),)


def _needs_horizon(options: Options, policy: "PolicyFile") -> bool:
    """Whether the horizon over which the action's effect counts is none of those that were given."""
    from training.pilot.span import Span, UnknownHorizon  # noqa: PLC0415

    span = Span(options.days or 0, options.value_horizon_days, options.horizon_days)
    try:
        span.terms(policy.action["effect"]["scale"], policy.action["family"])
    except UnknownHorizon:
        return True
    except TrainingError:  # the window is too short, which is told once the trial is read
        return False
    return False


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


def updated(
    policy: "PolicyFile", about: About, options: Options, *, trusted: bool
) -> "tuple[dict[str, Any], list[Note]]":
    """Write the measured effect into the policy, and tell: `basis`, the `effect` it has now, and why; notes beside it.

    The policy stays as it is where the arms are too small, or not `trusted` since they are not what chance makes of
    them.
    """
    from training.pilot.effect import FEWEST, KEYS, fewest  # noqa: PLC0415
    from training.pilot.verdict import told  # noqa: PLC0415

    arm = _treated(about.trial, options.treated)
    action, size = policy.action, fewest(about.trial, arm)
    code = "few_customers" if size < FEWEST else "measured" if trusted else "not_trusted"
    table, notes = {key: action[key] for key in KEYS if key in action}, list["Note"]()
    if code == "measured":
        table, notes = _measured(policy, about, arm, options)
    said = told("policy", code, action=action["code"], file=policy.path.name, size=size, fewest=FEWEST)
    return {"action": action["code"], "file": policy.path.name, **table, **said}, notes


def _measured(policy: "PolicyFile", about: About, arm: int, options: Options) -> "tuple[dict[str, Any], list[Note]]":
    """Write what an arm measured, once it is checked; the keys that were written, and notes."""
    from scoring.classes import askable  # noqa: PLC0415
    from training.defaults import default_content  # noqa: PLC0415
    from training.pilot.effect import measured_effect, strangers  # noqa: PLC0415
    from training.pilot.notes import note  # noqa: PLC0415
    from training.pilot.span import span_of  # noqa: PLC0415

    action, bundle = policy.action, about.bundle
    span = span_of(about.facts["days"], bundle, options.value_horizon_days, options.horizon_days)
    known = askable(default_content()["definitions"] if bundle is None else bundle.definitions)
    table = measured_effect(about.trial, action, arm, about.source, span, known)
    text = policy.with_effect(table)
    policy.check(text, bundle)
    policy.write(text)
    terms = span.terms(action["effect"]["scale"], action["family"])
    fewer = [note("fewer_stayed", action=action["code"])] if terms.saves and table["effect"]["high"] < 0 else []
    return table, [*terms.notes, *fewer, *strangers(about.trial, known)]


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
