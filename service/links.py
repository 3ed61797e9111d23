"""What an answer leads to: the links of the OpenAPI document, by which clients and testers find the next request.

A link names the operation, and says in the runtime expressions of OpenAPI what of this exchange goes into it. What does
not resolve (a query without `source`, say) is left out of the next request. The key must have the scope of the target.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """`to`: the handler of the endpoint that it leads to; `parameters` and `body`: runtime expressions."""

    name: str
    to: str
    description: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None


# The header and not `lang` of the request: it also knows what was agreed upon by Accept-Language.
LANGUAGE = {"lang": "$response.header.Content-Language"}
# A body that was sent in a CRM's own fields can be read by the same mapping alone.
SAME_FORM = {**LANGUAGE, "source": "$request.query.source", "shape": "$request.query.shape"}
# Any of the list would do; OpenAPI has no words for that.
FIRST_SOURCE = {"source": "$response.body#/sources/0/name"}
SHOWN = "$response.body#/components/examples"  # of this document itself: the test follows each

IN_SHORT = Link(
    "in_short", "segments", "The same customer, as marketing needs it in real time.", SAME_FORM, "$request.body"
)
IN_FULL = Link("in_full", "score", "The same customer with reasons and actions.", SAME_FORM, "$request.body")
ITS_SEGMENT = Link(
    "its_segment", "segment_catalogue", "What the code of the segment stands for, in the same language.", LANGUAGE
)
ITS_ACTIONS = Link(
    "its_actions", "action_catalogue", "What calls for the actions, and what they cost, in the same language.", LANGUAGE
)
ITS_CODES = Link("its_codes", "labels", "The label of every code in the answer, in each language.")
ITS_BUNDLE = Link("its_bundle", "model", "The facts of the bundle that `bundle` and X-Bundle name.")
RECORD = Link("record", "score", "A record of that CRM as the body; each `name` of the list will do.", FIRST_SOURCE)
RECORDS = Link(
    "records", "score_batch", "Records of that CRM as the body; each `name` of the list will do.", FIRST_SOURCE
)
EXAMPLE = Link("example", "score", "The customer with every field, scored.", body=f"{SHOWN}/full/value")
EXAMPLE_IN_SHORT = Link("example_in_short", "segments", "The same, in short.", body=f"{SHOWN}/full/value")
EXAMPLE_BATCH = Link("example_batch", "score_batch", "Two customers, scored.", body=f"{SHOWN}/batch/value")
UNDO = Link("undo", "rollback", "Goes back to `previous`; 409 where that is null.")
AGAIN = Link("again", "reload", "Loads what the setting bundle leads to, and so undoes a rollback.")
THEN = Link("then", "bundles", "Which bundles there are then, and how the challenger compares.")

OF_AN_ANSWER = (ITS_SEGMENT, ITS_CODES, ITS_BUNDLE)
