"""The effect of an action in a company's policy file, replaced in its text: comments, order and all the rest stay."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scoring.effects import SCALES
from scoring.model import Bundle
from training.config import read_toml
from training.errors import TrainingError, or_nearest
from training.pilot.effect import KEYS, written
from training.pilot.writing import replace_text
from training.policies.checking import read_policy as checked

ACTION = re.compile(r"^\s*\[\[\s*actions\s*\]\]")
TABLE = re.compile(r"^\s*\[")
MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy as text and as content; `action` is the one to be measured.

    `mark` is the byte-order mark that some editors write first, or nothing.
    """

    path: Path
    mark: str
    text: str
    content: Mapping[str, Any]
    place: int

    @property
    def action(self) -> Mapping[str, Any]:
        """The action's own table."""
        found: Mapping[str, Any] = self.content["actions"][self.place]
        return found

    def with_effect(self, table: Mapping[str, Any]) -> str:
        """The text with the action's `effect` and `effect_where` as `table` has them; what it lacks goes.

        The new text is read again, and must differ from the old in these two alone; else TrainingError with the lines
        that a person can paste.
        """
        wanted = {key: f"{key} = {written(table[key])}" for key in KEYS if key in table}
        kept = {key: value for key, value in self.action.items() if key not in KEYS}
        try:
            text = _replaced(self.text, self.place, wanted)
            same = tomllib.loads(text) == _changed(self.content, self.place, {**kept, **table})
        except (ValueError, LookupError):
            same = False
        if not same:
            lines = "\n".join(wanted.values())
            raise TrainingError(f'{self.path.name}: put this into "{self.action["code"]}" by hand:\n{lines}')
        return text

    def check(self, text: str, bundle: Bundle | None) -> None:
        """TrainingError where `policy check` would refuse the policy as it would be written."""
        with TemporaryDirectory() as folder:
            part = Path(folder) / self.path.name
            part.write_bytes((self.mark + text).encode())
            try:
                checked(part, bundle)
            except TrainingError as error:
                said = str(error).replace(str(part), str(self.path))
                raise TrainingError(
                    f"the file was left as it was, since the policy could not be used: {said}"
                ) from None

    def write(self, text: str) -> None:
        """Replace the file, whole or not at all."""
        replace_text(self.path, self.mark + text)


def read_policy(path: Path, campaign: str) -> PolicyFile:
    """The policy file and the action `campaign` in it.

    Raises TrainingError where it cannot be read, has no such action, or the action has no effect to be measured.
    """
    content = read_toml(path)
    actions = content.get("actions")
    if not isinstance(actions, list) or not all(isinstance(one, dict) and "code" in one for one in actions):
        raise TrainingError(f"{path.name} has no [[actions]] with a code each; give the TOML file of a policy.")
    codes = [action["code"] for action in actions]
    if campaign not in codes:
        raise TrainingError(f'{path.name} has no action "{campaign}"{or_nearest(campaign, codes)}.')
    place = codes.index(campaign)
    effect = actions[place].get("effect", {})
    if effect.get("scale") not in SCALES or "family" not in actions[place]:
        raise TrainingError(f'{path.name}: "{campaign}" needs a family and an effect with its scale; write them first.')
    text = path.read_bytes().decode("utf-8")
    return PolicyFile(path, MARK if text.startswith(MARK) else "", text.removeprefix(MARK), content, place)


def _changed(content: Mapping[str, Any], place: int, action: Mapping[str, Any]) -> dict[str, Any]:
    actions = list(content["actions"])
    actions[place] = action
    return {**content, "actions": actions}


def _replaced(text: str, place: int, wanted: Mapping[str, str]) -> str:
    """The text with the two keys of one action replaced; LookupError where they are written otherwise."""
    lines = text.splitlines(keepends=True)
    begin = [i for i, line in enumerate(lines) if ACTION.match(line)][place] + 1
    end = next((i for i in range(begin, len(lines)) if TABLE.match(lines[i])), len(lines))
    effect = _place(lines[begin:end], "effect")
    places = {"effect": effect, "effect_where": _place(lines[begin:end], "effect_where", or_after=effect[1])}
    for key in sorted(places, key=lambda key: places[key], reverse=True):  # from below, so that numbers of lines hold
        own = slice(begin + places[key][0], begin + places[key][1])
        lines[own] = _rewritten(lines[own], wanted.get(key), lines[begin])
    return "".join(lines)


def _place(lines: Sequence[str], key: str, or_after: int | None = None) -> tuple[int, int]:
    """From which line to which a key and its value stand; an empty place `or_after` a line if it is not there."""
    begins = re.compile(rf"^\s*{key}\s*=")
    first = next((i for i, line in enumerate(lines) if begins.match(line)), None)
    if first is None and or_after is not None:
        return or_after, or_after
    for last in range(first if first is not None else len(lines), len(lines)):
        try:
            tomllib.loads("".join(lines[first : last + 1]))
        except tomllib.TOMLDecodeError:
            continue
        return first or 0, last + 1
    raise LookupError(key)


def _rewritten(old: Sequence[str], new: str | None, sample: str) -> list[str]:
    """New lines in place of old ones, indented and ended alike; comments stay, those of inner lines come before.

    `sample` is a line of the file, whose indent and end are taken where there were none.
    """
    like = old[0] if old else sample
    indent, end = like[: len(like) - len(like.lstrip())], "\r\n" if like.endswith("\r\n") else "\n"
    comments = [comment for line in old if (comment := _comment(line))]
    tail = comments.pop() if new is not None and old and _comment(old[-1]) else ""
    before = [f"{indent}{comment.lstrip()}{end}" for comment in comments]
    return before if new is None else [*before, indent + new.replace("\n", end + indent) + tail + end]


def _comment(line: str) -> str:
    """The comment in a line with the space before it; a # within quotes begins none."""
    quote = ""
    for i, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote and (quote == "'" or line[i - 1] != "\\") else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "#":
            return line[len(line[:i].rstrip()) :].rstrip()
    return ""
