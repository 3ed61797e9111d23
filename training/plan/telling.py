"""A plan in sentences of a language: what it costs and brings, what more would bring, what to know before acting."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

import polars as pl

from scoring.model import Bundle
from training.plan.figures import figures
from training.plan.plan import Plan
from training.plan.solution import solution

Json = Mapping[str, Any]
AMOUNTS = ("cost", "short", "left")


def texts(language: str) -> dict[str, Any]:
    """The words of a plan in a language."""
    return tomllib.loads((files("training.plan") / f"{language}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """A plan with its figures, its solution table and the words of a language."""

    plan: Plan
    bundle: Bundle
    language: str
    words: Json
    found: Json
    table: pl.DataFrame

    @classmethod
    def of(cls, plan: Plan, bundle: Bundle, language: str) -> Self:
        """The plan of this bundle, told in a language."""
        words = texts(language)
        table = solution(plan.assigned, bundle, language, words)
        return cls(plan, bundle, language, words, figures(plan, bundle), table)

    def channel(self, code: str) -> str:
        """The name of a channel."""
        return str(self.bundle.labels[self.language]["channels"].get(code, code))

    def facts(self) -> str:
        """Whose plan this is."""
        shown = {"customers": f"{self.found['customers']:,}", "per_customer": self.found["per_customer"]}
        names = {name: self.found[name] for name in ("bundle", "currency")}
        return str(self.words["page"]["facts"].format(**shown, **names))

    def lines(self) -> list[str]:
        """What is done, what it costs, what it brings."""
        found, words, duties = self.found, self.words["line"], self.found["duties"]
        money = {name: f"{found[name]:,.2f}" for name in ("spent", "budget", "bound")}
        doing = "actions" if found["customers_with_action"] != 1 else "one_customer"
        doing = "one_action" if found["actions"] == 1 else doing
        return [
            words[doing].format(actions=f"{found['actions']:,}", with_action=f"{found['customers_with_action']:,}"),
            words["spent_one" if duties["actions"] == 1 else "spent"].format(
                **money,
                currency=found["currency"],
                duties=f"{duties['cost']:,.2f}",
                duty_actions=f"{duties['actions']:,}",
            ),
            words["value"].format(
                **money,
                value=f"{found['expected_net_value']:,.2f}",
                currency=found["currency"],
                gap=f"{found['gap']:.4%}",
            ),
        ]

    def prices(self) -> list[str]:
        """What one more unit of budget and of each capacity would bring."""
        said, notes = [], self.found["notes"]
        short = {note.get("channel", "budget") for note in notes if note["code"].startswith("duties_over")}
        for name, price in self.found["prices"].items():
            kind = "price_budget" if name == "budget" else "price_channel"
            kind += "_duties" if name in short else "" if price > 0 else "_none"
            channel = "" if name == "budget" else self.channel(name)
            text = self.words["line"][kind]
            said.append(text.format(price=f"{price:,.2f}", currency=self.found["currency"], channel=channel))
        return said

    def notes(self) -> list[str]:
        """What to know before acting."""
        return [self._note(note) for note in self.found["notes"]]

    def _note(self, note: Json) -> str:
        code = note["code"] + ("_one" if note.get("count") == 1 else "")
        shown = {name: f"{value:,.2f}" if name in AMOUNTS else value for name, value in note.items()}
        shown |= {name: f"{note[name]:,}" for name in ("count", "limit") if name in note}
        if "channel" in note:
            shown["channel"] = self.channel(note["channel"])
        return str(self.words["note"][code].format(currency=self.found["currency"], **shown))

    def channels(self) -> list[tuple[str, int, int | None, float]]:
        """Channel, actions, capacity (None: no limit) and cost."""
        return [
            (self.channel(one["channel"]), one["actions"], one["capacity"], one["cost"])
            for one in self.found["channels"]
        ]

    def heads(self, *columns: str) -> list[str]:
        """Heads of columns."""
        return [str(self.words["column"][name]) for name in columns]
