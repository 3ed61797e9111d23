"""Sections on what went in and what came out: verdict, data, cutoffs, segments, alarms."""

from typing import Any

from schema.written import iso_day
from training.report import html
from training.report.charts_segments import rfm, sizes
from training.report.charts_times import timeline
from training.report.html import Cell, charts, figure, paragraph, section, table
from training.report.numbers import NOTHING, number, percent
from training.report.telling import Telling


def verdict(t: Telling) -> str:
    """What a manager has to know, and on what it rests."""
    words, meta, found = t.texts["page"], t.content["meta"], t.evaluation["verdict"]
    told = words[_facts(meta)].format(
        as_of=meta["as_of"],
        mode=t.texts["mode"][meta["mode"]],
        currency=meta["currency"],
        horizon=meta["horizon_days"],
        value_horizon=meta["value_horizon_days"],
    )
    kind = "verdict" if found["code"] == "better" else "verdict bad"
    notes = [words["demo"]] if meta["demo"] else []
    if (t.content["card"].get("gate") or {}).get("forced"):
        notes.append(words["forced"])
    reasons = "".join(paragraph(reason, "soft") for reason in t.content["card"]["rules_because"])
    return (
        paragraph(told, "soft")
        + paragraph(found["text"][t.language], kind)
        + "".join(paragraph(note, "note") for note in notes)
        + reasons
        + _honest(t)
    )


def _facts(meta: dict[str, Any]) -> str:
    """The sentence with the horizons that there are: a label has none, contracts without orders one of churn alone."""
    if not meta["horizon_days"]:
        return "facts_label"
    return "facts" if meta["value_horizon_days"] else "facts_churn"


def _honest(t: Telling) -> str:
    """What the judged models had not seen; nothing where no model was judged."""
    if not {"churn", "value"} & t.evaluation.keys():
        return ""
    kind = t.evaluation.get("judged_on", "cutoff")
    return paragraph(t.texts["honest"][kind].format(draws=t.evaluation["draws"]), "soft")


def data(t: Telling) -> str:
    """The files."""
    rows: list[list[Cell]] = [
        [name, f"{facts['rows']:,}", str(len(facts["columns"])), _day(facts.get("first_day")),
         _day(facts.get("last_day")), facts["sha256"][:12]]
        for name, facts in t.content["data"].items()
    ]  # fmt: skip
    head = t.table("file", "rows", "columns", "from", "to", "digest")
    return section("data", t.texts["heading"]["data"], paragraph(t.texts["text"]["data"]), table(head, rows))


def cutoffs(t: Telling) -> str:
    """Cutoffs on a time line."""
    card, first = t.content["card"], t.content["data"].get("orders", {}).get("first_day")
    shown = [
        figure(t.texts["chart"][f"{target}_timeline"], timeline(plan, _day(first) if first else None, t.axis()))
        for target in ("churn", "value")
        if (plan := card[f"{target}_cutoffs"])
    ]
    if not shown:
        return ""
    return section("cutoffs", t.texts["heading"]["cutoffs"], paragraph(t.texts["text"]["cutoffs"]), charts(*shown))


def segments(t: Telling) -> str:
    """Size, persona, rule, churn, value and stability of each segment; recency by frequency."""
    learned, words = t.content["learned"]["segments"], t.texts["chart"]
    shown = []
    body = ""
    if learned:
        shown.append(figure(words["sizes"], sizes(learned["profiles"], t.language, t.axis())))
        rows = [_profile(profile, t.language) for profile in learned["profiles"]]
        head = t.table("segment", "persona", "rule", "share", "churn", "value", "stability")
        body = table(head, rows, words=(0, 1, 2))
    cells = t.evaluation["rfm"]
    if any(cell["customers"] for cell in cells):
        shown.append(figure(words["rfm_customers"], rfm(cells, "customers", t.axis())))
    if any(cell["rate"] is not None for cell in cells):
        shown.append(figure(words["rfm_rate"], rfm(cells, "rate", t.axis())))
    told = paragraph(t.texts["text"]["segments"]) if learned else paragraph(t.texts["page"]["none"])
    return section("segments", t.texts["heading"]["segments"], told, charts(*shown), body, _tried(t))


def _tried(t: Telling) -> str:
    """Which numbers of segments kept the rules of size and stability."""
    tried = t.content["card"]["segments"]["tried"]
    rows: list[list[Cell]] = [
        [
            str(one["count"]),
            percent(one["smallest_share"]),
            percent(one["largest_share"]),
            number("stability", one["stability"]),
            number("stability", one["silhouette"]),
            t.texts["segment_rules"][one["refused"] or "kept"],
        ]
        for one in tried
    ]
    head = t.table("number_of_segments", "smallest", "largest", "least_stable", "separation", "verdict")
    return table(head, rows, words=(5,)) if rows else ""


def classes(t: Telling) -> str:
    """Which class holds nearly all customers, and why; nothing where none does."""
    found = t.content["card"].get("crowded", ())
    if not found:
        return ""
    told = [paragraph(one["text"][t.language]) for one in found]
    return section("classes", t.texts["heading"]["classes"], paragraph(t.texts["text"]["classes"]), *told)


def leaks(t: Telling) -> str:
    """Features that know the outcome; nothing where nobody looked for any."""
    alarms = t.content["card"]["leak_alarms"]
    if alarms is None:
        return ""
    if not alarms:
        return section("leaks", t.texts["heading"]["leaks"], paragraph(t.texts["text"]["no_leaks"]))
    rows = [[name, f"{auc:.3f}"] for name, auc in alarms.items()]
    told = paragraph(t.texts["text"]["leaks"], "note")
    return section("leaks", t.texts["heading"]["leaks"], told, table([*t.table("feature"), t.figure("auc")], rows))


def _profile(profile: dict[str, Any], language: str) -> list[html.Cell]:
    rule = profile["rule"]["text"][language] if profile.get("rule") else NOTHING
    return [
        profile["name"][language],
        profile["persona"][language],
        rule,
        percent(profile["share"]),
        percent(_finite(profile.get("churn"))),
        number("value", _finite(profile.get("value"))),
        number("stability", _finite(profile.get("stability"))),
    ]


def _finite(value: float | None) -> float | None:
    return None if value is None or value != value else value


def _day(day: float | None) -> str:
    return NOTHING if day is None else iso_day(day)
