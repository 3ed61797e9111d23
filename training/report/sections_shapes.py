"""Sections on what the models learned: every table with the data's density under it."""

from scoring.model import Pattern
from training.boosting import Target
from training.report.charts_shapes import interaction, shape
from training.report.html import charts, details, figure, paragraph, section
from training.report.numbers import percent
from training.report.shapes import Interactions, Names, curve, importance, interactions
from training.report.telling import Telling

TARGETS: tuple[tuple[Target, str], ...] = (("churn", "shapes"), ("value", "value_shapes"))


def shapes(t: Telling) -> str:
    """The richest pattern's tables openly, the other patterns' folded away."""
    if not t.bundle.patterns:
        return ""
    richest, *others = t.bundle.patterns
    words = t.texts["heading"]
    parts = [
        section(anchor, words[anchor], paragraph(t.texts["text"]["shapes"]), _tables(t, richest, target))
        for target, anchor in TARGETS
        if _has(richest, target)
    ]
    for pattern in others:
        found = [_tables(t, pattern, target) for target, _ in TARGETS if _has(pattern, target)]
        parts.append(details(words["other_shapes"].format(pattern=t.model(pattern.name)), *found))
    return "".join(parts)


def _has(pattern: Pattern, target: Target) -> bool:
    return (pattern.churn if target == "churn" else pattern.value) is not None


def _tables(t: Telling, pattern: Pattern, target: Target) -> str:
    """Curves by importance, then interactions by strength."""
    entry = next(one for one in t.content["patterns"] if one["name"] == pattern.name)
    shares, axis = entry["training_shares"], t.axis()
    names = Names(t.labels["features"], t.bundle.levels, t.texts["axis"]["missing"])
    weight = importance(pattern, target, shares)
    curves = [
        figure("", shape(names.feature(name), curve(pattern, target, name, shares, names), axis))
        for name in weight
        if weight[name]
    ]
    together = interactions(pattern, target, shares, names)
    pairs = [figure("", interaction(one, axis)) for one in together.slices]
    idle = [names.feature(name) for name in weight if not weight[name]]
    told = paragraph(t.texts["text"]["unused"].format(names=", ".join(idle)), "soft") if idle else ""
    return charts(*curves, *pairs) + _weaker(t, together) + told


def _weaker(t: Telling, together: Interactions) -> str:
    if not together.others:
        return ""
    said = t.texts["text"]["weaker"].format(count=together.others, share=percent(together.others_share))
    return paragraph(said, "soft")
