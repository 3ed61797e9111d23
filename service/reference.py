"""/docs: the OpenAPI document as one page of HTML, without scripts and without anything from elsewhere.

Swagger UI would bring 1.7 MB of script into the origin that people type customers' data into, through a package that
repacks it; a page that a browser can only show needs neither.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import reduce
from hashlib import sha256
from html import escape
from operator import getitem
from shlex import quote
from typing import Any

STYLE = """\
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:3rem;border-top:1px solid #8886;padding-top:1rem}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8884}
pre{overflow-x:auto;padding:.8rem;background:#8882;border-radius:.4rem}
code{font-family:ui-monospace,monospace;font-size:.92em}
"""

# What the browser may do with a page of ours: apply its one style sheet, and nothing else.
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Json = Mapping[str, Any]


def page(title: str, content: Iterable[str]) -> str:
    """A whole HTML page around blocks of HTML."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = _lines(content)
    return f'<!doctype html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>\n<body>{body}</body></html>\n'


def reference(document: Json) -> str:
    """The page for an OpenAPI document."""
    operations = [(path, method, item) for path, items in document["paths"].items() for method, item in items.items()]
    info = document["info"]
    heading = f"<h1>{escape(info['title'])}</h1>{_paragraph(info['description'])}"
    contents = (f'<li><a href="#{op["operationId"]}">{_code(method, path)}</a></li>' for path, method, op in operations)
    sections = (_operation(document, path, method, operation) for path, method, operation in operations)
    schemas = (_schema(name, schema) for name, schema in document["components"]["schemas"].items())
    link = '<p>Also as <a href="openapi.json">OpenAPI document</a>.</p>'
    return page(info["title"], [heading, link, "<ul>", *contents, "</ul>", *sections, *schemas])


def _operation(document: Json, path: str, method: str, operation: Json) -> str:
    parameters = (_resolved(document, item) for item in operation.get("parameters", []))
    answers = {status: _resolved(document, item) for status, item in operation["responses"].items()}
    return _lines(
        [
            f'<h2 id="{operation["operationId"]}">{_code(method, path)} {escape(operation["summary"])}</h2>',
            _paragraph(operation["description"]),
            _table((f"<code>{item['name']}</code>", item["in"], escape(item["description"])) for item in parameters),
            *_examples(document, path, operation.get("requestBody")),
            _table((status, *_answer(answer)) for status, answer in answers.items()),
            *_links(document, answers["200"].get("links", {})),
        ]
    )


def _resolved(document: Json, item: Json) -> Json:
    """What a reference into the document (`#/components/...`) stands for."""
    if "$ref" not in item:
        return item
    return reduce(getitem, item["$ref"].split("/")[1:], document)


def _examples(document: Json, path: str, body: Json | None) -> Iterable[str]:
    if body is None:
        return
    content = body["content"]["application/json"]
    yield f"<p>Takes {_type(content['schema'])}.</p>"
    for media, stream in body["content"].items():
        if media != "application/json":
            yield _paragraph(f"Or {media}: {stream['schema']['description']}.")
    for example in (_resolved(document, item) for item in content["examples"].values()):
        text = quote(json.dumps(example["value"], ensure_ascii=False, indent=1))
        command = f"curl -H 'Content-Type: application/json' http://127.0.0.1:8000{path} -d {text}"
        yield f"<details><summary>{escape(example['summary'])}</summary><pre>{escape(command)}</pre></details>"


def _answer(answer: Json) -> tuple[str, str]:
    kinds = (f"<code>{escape(media)}</code> {_type(content['schema'])}" for media, content in answer["content"].items())
    return escape(answer["description"]), ", ".join(kinds)


def _links(document: Json, links: Json) -> Iterable[str]:
    """What the answer leads to."""
    if links:
        yield "<p>Leads to:</p>"
    resolved = ((name, _resolved(document, item)) for name, item in links.items())
    yield _table(
        (f'<a href="#{link["operationId"]}">{name}</a>', escape(link["description"])) for name, link in resolved
    )


def _schema(name: str, schema: Json) -> str:
    required = set(schema.get("required", []))
    rows = (
        (
            f"<code>{escape(field)}</code>{' (required)' if field in required else ''}",
            _type(kind),
            escape(kind.get("description", "")),
        )
        for field, kind in schema.get("properties", {}).items()
    )
    heading = f'<h2 id="schema-{escape(name)}">{escape(name)}</h2>'
    return _lines([heading, _paragraph(schema.get("description", "")), _table(rows) or f"<p>{_type(schema)}</p>"])


def _type(schema: Json) -> str:
    """A schema in a few words, linked where it has a name."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[1])
        return f'<a href="#schema-{name}">{name}</a>'
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(_type(option) for option in schema.get("anyOf") or schema["oneOf"])
    if "enum" in schema or "const" in schema:
        return ", ".join(
            f"<code>{escape(json.dumps(value))}</code>" for value in schema.get("enum") or [schema["const"]]
        )
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}{_bounds(schema)}"
    return escape(f"{schema.get('format') or schema.get('type') or 'anything'}") + _bounds(schema)


BOUNDS = {
    "minimum": ", at least {:g}",
    "maximum": ", at most {:g}",
    "exclusiveMinimum": ", over {:g}",
    "exclusiveMaximum": ", under {:g}",
    "minLength": ", at least {:g} characters",
    "maxLength": ", at most {:g} characters",
    "maxItems": ", at most {:g} entries",
}


def _bounds(schema: Json) -> str:
    return "".join(words.format(schema[key]) for key, words in BOUNDS.items() if key in schema)


def _code(method: str, path: str) -> str:
    return f"<code>{escape(method.upper())} {escape(path)}</code>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    body = _lines("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{body}</table>" if body else ""


def _lines(blocks: Iterable[str]) -> str:
    return "\n".join(blocks)
