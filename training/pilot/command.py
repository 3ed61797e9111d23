"""The command `pilot`: an experiment's file, or a score file with the orders since, and what came of it."""

import json
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from training.consoles import for_figures, for_talk
from training.options import with_options
from training.pilot import given
from training.pilot.options import Options
from training.pilot.writing import replace_text
from training.progress import Progress, waiting

if TYPE_CHECKING:
    from training.pilot.trial import Trial


@with_options
def pilot(options: Options) -> None:
    """Say what a campaign brought, by assignment: an experiment's file, or a score file and the orders since."""
    from training.pilot.analysis import analyse  # noqa: PLC0415 (SciPy takes a second)

    given.check(options)
    policy = given.policy(options)
    with waiting("compares the arms"):
        about = given.about(options, policy)
        found = about.facts | analyse(about.trial, about.shares, options.effect)
    found["notes"] += about.notes
    if options.uplift:
        found |= _uplift(about.trial, found["notes"])
    if policy is not None:
        trusted = found["verdict"]["code"] not in ("mismatch", "unlike")
        found["policy"], notes = given.updated(policy, about, options, trusted=trusted)
        found["notes"] += notes
    say(found, options)


def _uplift(trial: "Trial", notes: list[dict[str, Any]]) -> dict[str, Any]:
    """Whom each arm moves most (`uplift`), and the notes with those on arms that are too small to say."""
    from training.uplift.of_trial import every, too_small  # noqa: PLC0415 (scikit-learn takes a second)

    with Progress(for_talk(), 1) as progress, progress.step("learned whom it moves most"):
        return {"uplift": every(trial), "notes": [*notes, *too_small(trial)]}


def say(found: dict[str, Any], options: Options) -> None:
    """Print the figures, and write the page where one is wanted."""
    from training.pilot.printed import printed  # noqa: PLC0415

    language = options.language.value
    if options.as_json:
        print(json.dumps(found, ensure_ascii=False, allow_nan=False), flush=True)
    else:
        printed(for_figures(), found, language)
    if options.report is not None:
        from training.pilot.page import page  # noqa: PLC0415 (Altair takes a second, which only reports need)

        replace_text(options.report, page(found, language))
        for_talk().print(f"report {escape(str(options.report))}", highlight=False, soft_wrap=True)
