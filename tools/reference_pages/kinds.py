"""What a JSON schema says of a value, in a few words."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
BOUNDS = {
    "minimum": "from {:,.15g}",
    "exclusiveMinimum": "over {:,.15g}",
    "maximum": "up to {:,.15g}",
    "exclusiveMaximum": "under {:,.15g}",
}
LENGTHS = {"maxLength": "up to {:,} characters", "maxItems": "up to {:,} entries", "maxProperties": "up to {:,} names"}


def name_of(reference: str) -> str:
    """The last part of a `$ref`, without what FastAPI adds where a model is taken and given in two forms."""
    return reference.rsplit("/", 1)[-1].removesuffix("-Input").removesuffix("-Output")


def kind_of(schema: Schema, headings: Mapping[str, str]) -> str:
    """Its type with its bounds; of an `anyOf` what is not null. `headings`: under which a named schema is told."""
    if "anyOf" in schema:
        known = (one for one in schema["anyOf"] if one.get("type") != "null")
        return " or ".join(kind_of({**one, **_lengths(schema)}, headings) for one in known)
    if "$ref" in schema:
        heading = headings[schema["$ref"].rsplit("/", 1)[-1]]
        return f"[{heading}](#{heading.lower().replace('.', '')})"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        return _array(schema, headings) if "prefixItems" in schema else _with_bounds(_array(schema, headings), schema)
    return _with_bounds(_plain(schema), schema)


def _array(schema: Schema, headings: Mapping[str, str]) -> str:
    if "prefixItems" in schema:
        return f"{len(schema['prefixItems'])} numbers"
    return f"list of {kind_of(schema.get('items', {}), headings)}"


def _plain(schema: Schema) -> str:
    kind = schema.get("type", "any value")
    kinds = [one for one in kind if one != "null"] if isinstance(kind, list) else [str(kind)]
    said = " or ".join(
        {"string": "text", "boolean": "true or false", "integer": "whole number"}.get(k, k) for k in kinds
    )
    return f"{said} such as `{schema['examples'][0]}`" if schema.get("examples") else said


def _with_bounds(kind: str, schema: Schema) -> str:
    said = [form.format(schema[key]) for key, form in {**BOUNDS, **LENGTHS}.items() if key in schema]
    return ", ".join([kind, *said])


def _lengths(schema: Schema) -> dict[str, Any]:
    return {key: schema[key] for key in LENGTHS if key in schema}
