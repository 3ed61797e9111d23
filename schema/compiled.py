"""The shape compiled to validators, with a company's limits in it."""

from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator, core_schema

from schema.fields import IS_ID
from schema.limits import Limits
from schema.shapes import CustomerPayload

# By default the parser keeps short texts in a cache of the whole process; it is no quicker for it (measured).
KEEP_NOTHING = core_schema.CoreConfig(cache_strings="none")


@cache
def one(limits: Limits, *, first_fault: bool) -> SchemaValidator:
    """A validator of one customer. `first_fault`: each list, and attributes, are left at their first bad entry."""
    return SchemaValidator(_customer(limits, first_fault=first_fault), KEEP_NOTHING)


@cache
def many(limits: Limits) -> SchemaValidator:
    """A validator of a JSON array of customers that is left at the first bad one."""
    customer = _customer(limits, first_fault=True)
    return SchemaValidator(core_schema.list_schema(customer, max_length=limits.rows, fail_fast=True), KEEP_NOTHING)


def _customer(limits: Limits, *, first_fault: bool) -> Any:
    schema = deepcopy(TypeAdapter(CustomerPayload).core_schema)
    _limit(schema, limits, first_fault=first_fault)
    return schema


def _limit(schema: Any, limits: Limits, *, first_fault: bool) -> None:
    """Write the limits into every list and id of a core schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "list":
            schema["max_length"] = limits.entries
        if schema.get("type") in ("list", "dict"):
            schema["fail_fast"] = first_fault
        if schema.get("metadata") == IS_ID:
            schema["max_length"] = min(schema["max_length"], limits.id_length)
        parts: Any = schema.values()
    else:
        parts = schema if isinstance(schema, list | tuple) else ()
    for part in parts:
        _limit(part, limits, first_fault=first_fault)
