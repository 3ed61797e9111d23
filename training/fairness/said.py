"""A fairness report in sentences of every language: the verdict, what the policy asks for, what was left out."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import Any

import numpy as np

from training.evaluation.verdict import LANGUAGES
from training.fairness.groups import LEAST
from training.fairness.reading import Base
from training.pilot.verdict import amount, change

Json = Mapping[str, Any]
Said = dict[str, str]
MOST_NAMED = 5


def texts(language: str) -> dict[str, Any]:
    """The words of a language."""
    return tomllib.loads((files("training.fairness") / f"{language}.toml").read_text(encoding="utf-8"))


def verdict(comparisons: Sequence[Json], titles: Mapping[str, Json]) -> dict[str, Any]:
    """`code` (discount | other | none) and its sentences in every language, of comparisons as plain data.

    Of groups that are stated; of those who state none a note tells.
    """
    comparisons = [one for one in comparisons if one["is"] is not None]
    shown = sorted((one for one in comparisons if one["shown"]), key=lambda one: (one["p_holm"], one["p"]))
    cheaper = [one for one in shown if one["measure"] == "discount"]
    if cheaper:
        first = cheaper[0]
        others = [one for one in shown if (one["column"], one["measure"]) != (first["column"], "discount")]
        return {"code": "discount", "text": _each(lambda words, language: _discount(first, words) + (
            words["verdict"]["more"].format(names=_named(others, words, titles, language)) if others else ""
        ))}  # fmt: skip
    if shown:
        return {"code": "other", "text": _each(lambda words, language: words["verdict"]["other"].format(
            names=_named(shown, words, titles, language)
        ))}  # fmt: skip
    return {"code": "none", "text": _each(lambda words, _: _none(comparisons, words))}


def asked(places: Mapping[str, Sequence[str]]) -> Said:
    """Whether actions of the policy that may hold a discount ask for what is protected; the fields by action."""
    names = ", ".join(f"{code} ({', '.join(fields)})" for code, fields in places.items())
    return _each(lambda words, _: words["verdict"]["asks" if names else "asks_none"].format(names=names))


def notes(base: Base, comparisons: Sequence[Json]) -> list[Said]:
    """What a reader must know of who is in no group."""
    value = next(measure.values for measure in base.measures if measure.code == "expected_net_value")
    found: list[tuple[str, dict[str, object]]] = [("missing", {"count": base.missing})] if base.missing else []
    for one in base.groups:
        told = {"column": one.column, "least": LEAST}
        silent = [other for other in comparisons if other["column"] == one.column and other["is"] is None]
        unknown = one.unknown if silent else one.unknown - base.missing
        found += [("not_stated" if silent else "unknown", {**told, "count": f"{unknown:,}"})] if unknown else []
        found += [("silent", {**told, "names": _sums(shown)})] if (shown := [s for s in silent if s["shown"]]) else []
        found += [("left_out", {**told, "count": f"{one.left_out:,}"})] if one.left_out else []
        found += [("merged", {**told, "names": ", ".join(one.merged)})] if one.merged else []
        found += [("alone", told)] if len(one.levels) < 2 else []
    if unvalued := int(np.isnan(value).sum()):
        found.append(("no_value", {"count": f"{unvalued:,}"}))
    return [_each(partial(_note, code, given)) for code, given in found]


def measure_name(one: Json, words: Json, titles: Mapping[str, Json], language: str) -> str:
    """A measure's name: the title of an action, or our own word."""
    return str(titles[one["measure"]][language] if one["action"] else words["measure"][one["measure"]])


def _note(code: str, given: Mapping[str, object], words: Json, language: str) -> str:
    """A note; a value that is a mapping has a text for each language."""
    own = {name: value[language] if isinstance(value, Mapping) else value for name, value in given.items()}
    return str(words["note"][code]).format(**own)


def _sums(found: Sequence[Json]) -> Said:
    """Sums with their differences."""
    return _each(lambda words, language: (", " if language == "en" else "，").join(
        f"{words['measure'][one['measure']]} {change(one['difference']['value'], rate=one['rate'])}" for one in found
    ))  # fmt: skip


def _each(text: Callable[[Json, str], str]) -> Said:
    return {language: text(texts(language), language) for language in LANGUAGES}


def _discount(one: Json, words: Json) -> str:
    said = str(words["verdict"]["discount"]).format(
        group=_group(one),
        own=amount(one["own"]["value"], rate=True),
        rest=amount(one["rest"]["value"], rate=True),
        **_points(one["difference"]),
    )
    if one["like"] is None:
        return said
    stays = one["like"]["low"] > 0 or one["like"]["high"] < 0
    return said + str(words["verdict"]["like_stays" if stays else "like_gone"]).format(**_points(one["like"]))


def _none(comparisons: Sequence[Json], words: Json) -> str:
    """The widest end of the intervals of discounts says what could be there unseen."""
    cheaper = [one for one in comparisons if one["measure"] == "discount"]
    widest = max(cheaper, key=_reach)
    most = f"{100 * _reach(widest):.1f}"
    return str(words["verdict"]["none"]).format(looks=f"{len(comparisons):,}", most=most, group=_group(widest))


def _reach(one: Json) -> float:
    return max(abs(float(one["difference"][end])) for end in ("low", "high"))


def _named(found: Sequence[Json], words: Json, titles: Mapping[str, Json], language: str) -> str:
    """The surest difference of each column and measure; its other groups stand in the tables."""
    first = list({(one["column"], one["measure"]): one for one in reversed(found)}.values())[::-1]
    names = [
        f"{_group(one)}: {measure_name(one, words, titles, language)} "
        f"{change(one['difference']['value'], rate=one['rate'])}"
        for one in first[:MOST_NAMED]
    ]
    return (", " if language == "en" else "，").join(names) + (" …" if len(first) > MOST_NAMED else "")


def _group(one: Json) -> str:
    return f"{one['column']} {one['is']}"


def _points(estimate: Json) -> dict[str, str]:
    low, high = (change(estimate[end], rate=True) for end in ("low", "high"))
    return {"difference": change(estimate["value"], rate=True), "low": low, "high": high}
