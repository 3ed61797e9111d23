"""JMESPath (jmespath.org), compiled once: where a value stands in a record."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

# JMESPath asks for quotes around every name that is not ASCII; column names of exports are seldom that.
_NAMES = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|`(?:\\.|[^`\\])*`|\w*[^\W\x00-\x7f]\w*')


class WrongExpression(ValueError):
    """A text that is no JMESPath; the message says where."""


class CannotRead(ValueError):
    """An expression that cannot be applied to this record: a function found values of another type."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """`path`: the names, where it is nothing but names with dots; `either`: the parts, where it is `a || b`.

    Most are one of these, and are answered without JMESPath's own walk through the tree, in a tenth of the time.
    `names`: all that it asks for anywhere.
    """

    text: str
    parsed: ParsedResult
    path: tuple[str, ...] | None
    either: tuple["Expression", ...]
    names: frozenset[str]

    def of(self, value: object) -> Any:
        """What it finds; raises `CannotRead`."""
        if self.path is not None:
            return _walk(value, self.path)
        if self.either:
            return _first(self.either, value)
        try:
            return self.parsed.search(value)
        except (JMESPathError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError):
            pass
        raise CannotRead(self.text)  # out here: the errors above hold values of the record


def compiled(text: str) -> Expression:
    """The expression of a text; raises `WrongExpression`."""
    try:
        return _expression(text, jmespath.compile(_NAMES.sub(_quoted, text)).parsed)
    except JMESPathError as error:
        raise WrongExpression(_told(error)) from None


def is_true(value: object) -> bool:
    """Truth as JMESPath has it: null, false and what is empty are not true; 0 is."""
    return value is not None and value is not False and value not in ("", [], {})


def _expression(text: str, tree: Any) -> Expression:
    names = frozenset(node["value"] for node in _nodes(tree) if node["type"] == "field")
    parts = tree["children"] if tree["type"] == "or_expression" else ()
    return Expression(
        text, ParsedResult(text, tree), _path(tree), tuple(_expression(text, part) for part in parts), names
    )


def _first(parts: tuple[Expression, ...], value: object) -> Any:
    """The first that is true, else the last."""
    found = None
    for part in parts:
        found = part.of(value)
        if is_true(found):
            break
    return found


def _walk(value: Any, path: tuple[str, ...]) -> Any:
    above = None
    for i, name in enumerate(path):
        if not isinstance(value, dict):
            if value is None and (tell := getattr(above, "beyond", None)) is not None:
                tell(path[i:])  # a record that is traced (nodes.py) names the place in full
            return None
        above, value = value, value.get(name)
    return value


def _quoted(found: re.Match[str]) -> str:
    return found[0] if found[0][0] in "\"'`" else f'"{found[0]}"'


def _path(node: Mapping[str, Any]) -> tuple[str, ...] | None:
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return None
    parts = [_path(child) for child in node["children"]]
    return None if None in parts else tuple(name for part in parts if part for name in part)


def _nodes(node: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, dict) and "type" in node:
        yield node
        for child in node.get("children", ()):
            yield from _nodes(child)


def _told(error: JMESPathError) -> str:
    first = str(error).split("\n", 1)[0]
    return first.removesuffix(":").removesuffix(", for expression")
