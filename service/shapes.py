"""The shapes of what the service itself answers, beside scores: problems, states of bundles, records of a CRM."""

from pydantic import BaseModel, Field

from service.problems import TYPE_PREFIX


class ProblemError(BaseModel):
    """One thing that is wrong."""

    pointer: str = Field(description="JSON pointer (RFC 6901) into what was sent; empty for the whole of it")
    code: str = Field(description="a stable word for machines")
    detail: str = Field(description="the rule and the remedy")


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description=f"{TYPE_PREFIX} and the code of the problem")
    title: str
    status: int
    detail: str = Field(description="what is wrong and what to do")
    errors: list[ProblemError] = Field(default=[], description="the places, where they are known")


class Live(BaseModel):
    """The process answers."""

    status: str = Field(examples=["live"])


class ReadyState(BaseModel):
    """A bundle is in service."""

    status: str = Field(examples=["ready"])
    bundle: str = Field(description="the version of the bundle in service")
    refused: str | None = Field(default=None, description="why a newer bundle is not in service, and what to do")


class BundleChange(BaseModel):
    """What became of a reload or a rollback."""

    outcome: str = Field(examples=["loaded", "unchanged", "rolled_back"])
    bundle: str | None = Field(description="the version of the bundle in service")
    previous: str | None = Field(description="the version that a rollback goes back to")


class Comparison(BaseModel):
    """How a challenger compares with the bundle in service; the histograms are by upper bound."""

    bundle: str | None = Field(description="the version of the challenger; null where there is none")
    off: str | None = Field(description="why it is compared no longer")
    customers: int
    same: dict[str, int] = Field(description="the customers whose tier, band or segment is the same")
    churn_difference: dict[str, int] = Field(description="the customers by the absolute difference of probabilities")
    value_ratio: dict[str, int] = Field(description="the customers by the challenger's value over the champion's")


class BundleState(BaseModel):
    """The bundles in memory."""

    bundle: str | None = Field(description="the version of the bundle in service")
    previous: str | None = Field(description="the version that a rollback goes back to")
    refused: str | None = Field(description="why the newest bundle is not in service")
    challenger: Comparison


Told = str | float | bool | None


class CrmTags(BaseModel):
    """Tags of ours for a record of the CRM."""

    add: list[str] = Field(description="that hold and that the record does not carry")
    remove: list[str] = Field(description="that the record carries and that no longer hold")


class CrmAnswer(BaseModel):
    """The answer to `shape=crm`."""

    customer_id: str
    bundle: str
    source: str = Field(description="the mapping that it was made with")
    fields: dict[str, Told | list[Told]] = Field(
        description="values by the names of the CRM's own fields; null where not known"
    )
    tags: CrmTags | None = Field(default=None, description="absent where the mapping says nothing of tags")
