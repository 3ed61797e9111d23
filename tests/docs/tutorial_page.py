"""The tutorial's page as what a reader does with it: files to save, commands to type, lines that should appear."""

import re
from dataclasses import dataclass
from itertools import takewhile

BLOCK = re.compile(
    r"(?:Save this as `(?P<file>[^`]+)`:\n\n)?(?:<!-- (?P<mark>[a-z0-9 ]+) -->\n)?```(?P<kind>\w+)\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
VERSION = re.compile(r"(\d{4}-\d\d-\d\d)-[0-9a-f]{8}")
SPACE = re.compile(r"[\s─━┃│]+")


@dataclass(frozen=True, slots=True)
class Step:
    """Commands of one block, the exit code that the page announces, and the lines that it shows below."""

    commands: str
    code: int
    shown: tuple[str, ...]
    exactly: bool

    @property
    def name(self) -> str:
        """The beginning of what it does, for a reader of the test's output."""
        words = self.commands.split()
        return "-".join(takewhile(lambda word: not word.startswith(("-", "\\")), words[3:5])) or words[0]


def files(page: str) -> dict[str, str]:
    """What the page asks to be saved, by path."""
    return {found["file"]: found["body"] for found in BLOCK.finditer(page) if found["file"]}


def steps(page: str) -> list[Step]:
    """The blocks of commands in their order, each with the output that is shown of it."""
    made: list[Step] = []
    for found in BLOCK.finditer(page):
        mark = found["mark"] or ""
        if found["kind"] == "sh":
            made.append(Step(found["body"], int(mark.removeprefix("ends with ") or 0), (), exactly=False))
        elif found["kind"] == "text":
            lines = tuple(line for line in found["body"].splitlines() if line.strip() not in ("", "…"))
            made[-1] = Step(made[-1].commands, made[-1].code, lines, exactly=mark == "exactly")
    return made


def missing(step: Step, said: str) -> list[str]:
    """The shown lines that did not come: numbers that a machine may change count only where the page says exactly."""
    seen = [_normal(line, exactly=step.exactly) for line in said.splitlines()]
    whole = " ".join(seen)
    return [line for line in step.shown if not _within(_normal(line, exactly=step.exactly), whole)]


def _within(line: str, whole: str) -> bool:
    """Each part between the page's marks of omission stands in what was said."""
    return all(part.strip() in whole for part in line.split("…"))


def _normal(line: str, *, exactly: bool) -> str:
    plain = SPACE.sub(" ", VERSION.sub(r"\1-VERSION", line)).strip()
    return plain if exactly else NUMBER.sub("#", plain)
