"""Everything that a bundle may be asked to say is said once before it serves, so that what is missing shows there.

Golden rows are compared in one language and hold few of the codes; the others are looked at here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from schema import catalogue
from schema.answer import answer, segment_answer
from schema.golden import LANGUAGE
from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from scoring.model import Bundle
from scoring.policy import LANGUAGES


class CannotSay(Exception):
    """A bundle without some of the texts that an answer needs."""


def rehearse(bundle: Bundle, payloads: Sequence[Mapping[str, Any]], breathe: Callable[[], None] = lambda: None) -> None:
    """Answers the payloads and lists the catalogues in every language. CannotSay where a text is missing.

    `breathe` is called between the pieces of the work, by who does it beside something more urgent.
    """
    today = date.fromisoformat(bundle.as_of)
    records = [parse(plain_json(payload), Limits(), currency=bundle.currency) for payload in payloads]
    for language in LANGUAGES:
        _require_texts(bundle, language)
    for catalogued in (catalogue.labels, catalogue.model):
        plain_json(catalogued(bundle))
        breathe()
    for language in LANGUAGES:
        for listed in (catalogue.segments, catalogue.actions):
            plain_json(listed(bundle, language))
            breathe()
        for answered in (answer, segment_answer):
            plain_json(answered(records, bundle, language, today))
            breathe()


def _require_texts(bundle: Bundle, language: str) -> None:
    """The labels of a language have the keys of those that the golden rows were compared in."""
    lacking = set(_keys(bundle.labels.get(LANGUAGE, {}))) - set(_keys(bundle.labels.get(language, {})))
    if lacking or language not in bundle.labels:
        first = min(lacking, default="")
        raise CannotSay(f"the labels of {language} lack {first or 'everything'}; fit the bundle again")


def _keys(labels: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, value in labels.items():
        yield f"{above}{name}"
        if isinstance(value, Mapping):
            yield from _keys(value, f"{above}{name}.")
