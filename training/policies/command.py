"""Check a policy file, explain what it decides for a customer, list what is worth building first."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from schema.actions import effect_of
from schema.limits import Limits
from schema.payload import parse
from schema.refusal import NotJson, Refused
from scoring.columns import EPOCH_ORDINAL
from scoring.customers import from_records
from scoring.model import Bundle
from scoring.policy import Action, Policy
from scoring.scorer import Scores, score
from training.bulk import load
from training.config import Config
from training.consoles import for_figures
from training.errors import TrainingError
from training.policies.checking import policy_of, read_policy
from training.policies.explaining import explain as explained
from training.policies.printed import print_catalogue, print_explained

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
File = Annotated[Path, typer.Argument(help="TOML: a policy, or a training configuration that holds one.")]
WIDE = 170  # of the catalogue: in fewer columns grades become ellipses
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def check(
    file: File,
    bundle: Annotated[
        Path | None, typer.Option(help="Bundle whose own fields conditions may name.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a policy can be used; a slip is told with its line and the nearest valid name."""
    policy = read_policy(file, None if bundle is None else load(bundle))
    actions = len(policy["actions"])
    told = json.dumps({"file": str(file), "actions": actions}, ensure_ascii=False) if as_json else None
    print(told or f"{file}: {actions} actions, nothing wrong")


@app.command()
def explain(
    file: File,
    payload: Annotated[Path, typer.Option(help="JSON of one customer, as POST /score takes it.")],
    bundle: Annotated[Path, typer.Option(help="Folder of bundles, or one bundle.")] = Path("models"),
    as_of: Annotated[str | None, typer.Option(help="The day of the answer; default: today.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show which conditions held for a customer, and why each action won, lost or was held back."""
    loaded = load(bundle)
    policy = policy_of(read_policy(file, loaded), loaded)
    found = explained(_scored(payload, replace(loaded, policy=policy), as_of))
    if as_json:
        print(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=1))
    else:
        print_explained(for_figures(), found)


@app.command()
def catalogue(file: File, as_json: AsJson = False) -> None:
    """List the actions in the order in which they are worth building, by the catalogue's attributes and weights."""
    from training.defaults import default_content  # noqa: PLC0415

    policy = Policy.from_content(read_policy(file, None), set(default_content()["features"]))
    ordered = sorted(policy.actions, key=lambda action: -action.score)
    if as_json:
        print(json.dumps([_row(action) for action in ordered], ensure_ascii=False, indent=1))
    else:
        print_catalogue(Console(width=max(Console().width, WIDE)), ordered)


def _row(action: Action) -> dict[str, Any]:
    """How soon it is worth building, what it costs and brings, and who says so."""
    return {
        "code": action.code,
        "score": action.score,
        "after": list(action.after),
        **action.catalogue,
        "cost": action.cost,
        "cost_basis": action.cost_basis,
        "cost_source": action.cost_source,
        "expected_effect": effect_of(action.effect),
        "effect_basis": action.effect.basis,
        "effect_source": action.effect.source,
    }


def _scored(payload: Path, bundle: Bundle, as_of: str | None) -> Scores:
    """One customer's scores; TrainingError where the payload is none."""
    config = Config.from_toml(None, {"as_of": as_of})
    day = config.as_of or datetime.now(ZoneInfo(bundle.timezone)).date()
    try:
        record = parse(payload.read_bytes(), Limits(), currency=bundle.currency)
    except OSError as error:
        raise TrainingError(f"{payload}: cannot be read ({error.strerror}); give one customer's JSON.") from None
    except (Refused, NotJson) as error:
        raise TrainingError(f"{payload}: {error}") from None
    return score(from_records([record], float(day.toordinal() - EPOCH_ORDINAL)), bundle)
