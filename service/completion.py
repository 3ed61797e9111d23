"""What could stand next on the command line of `python -m service`, for `tools/completion.*`."""

from collections.abc import Mapping, Sequence

from service.settings import entries

VARIABLE = "_SERVICE_COMPLETE"
APART = {"key": ("new",), "source": ("list", "check")}  # commands with options of their own


def suggestions(environment: Mapping[str, str], commands: Sequence[str]) -> list[str]:
    """The words that fit what is begun, by bash's COMP_WORDS and COMP_CWORD; none lets it take files."""
    words = environment.get("COMP_WORDS", "").split("\n")
    at = int(environment.get("COMP_CWORD", "0"))
    begun = words[at] if at < len(words) else ""
    return [word for word in _words(words[1:at], begun, commands) if word.startswith(begun)]


def _words(before: Sequence[str], begun: str, commands: Sequence[str]) -> Sequence[str]:
    choices = {entry.option: entry.rule.choices for entry in entries()}
    if before[:1] and before[0] in APART:
        return APART[before[0]] if len(before) == 1 else ()
    if before and before[-1] in choices:
        return choices[before[-1]]
    if begun.startswith("-"):
        return [*choices, "--help"]
    return () if set(before) & set(commands) else [*commands, *APART]
