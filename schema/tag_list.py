"""Every tag that a bundle's answers can carry, with its label in every language, for tools that want them first."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.classes import codes_of
from scoring.model import Bundle

Texts = Mapping[str, Any]


def tag_list(bundle: Bundle) -> dict[str, dict[str, str]]:
    """The label by language of each tag, classes first, in the order of an answer."""
    found: dict[str, dict[str, str]] = {}
    for language in bundle.labels:
        for tag, label in (*_classes(bundle, language), *_flags(bundle, language)):
            found.setdefault(tag, {})[language] = label
    return found


def class_labels(bundle: Bundle, language: str) -> dict[str, Texts]:
    """What the classes of each text column are called, with the bundle's own segments and dimensions."""
    profiles = bundle.segmentation.profiles if bundle.segmentation else ()
    segments = {profile["code"]: profile["name"][language] for profile in profiles}
    own = {one.column: {each.code: each.labels[language] for each in one.classes} for one in bundle.dimensions}
    of_segments = dict.fromkeys(("segment_code", "segment_runner_up"), segments)
    return {**bundle.labels[language]["classes"], **of_segments, **own}


def _classes(bundle: Bundle, language: str) -> Iterator[tuple[str, str]]:
    """The tags that carry classes; a code without a label of its own, as the RFM codes, speaks for itself."""
    words, labels, codes = bundle.labels[language]["tags"], class_labels(bundle, language), codes_of(bundle)
    given, names = bundle.definitions["tags"], words["namespaces"]
    spaces = [(space, column, names.get(space, space)) for space, column in given.items()]
    spaces += [(own.code, own.column, own.labels[language]) for own in bundle.dimensions]
    for space, column, name in spaces:
        for code in codes[column]:
            label = labels.get(column, {}).get(code, code)
            yield f"{space}:{code}", words["class"].format(space=name, name=label)


def _flags(bundle: Bundle, language: str) -> Iterator[tuple[str, str]]:
    """The tags by rule: those of the labels, and the company's own, which bring theirs."""
    known = bundle.labels[language]["tags"]["flags"]
    for rule in bundle.definitions["tag_rules"]:
        tag = rule["tag"]
        yield tag, rule["labels"][language] if "labels" in rule else known.get(tag, tag)
