from typing import Any

import pytest

from tests.scoring.builders import TODAY, ago
from tests.scoring.measured import feature


def inquiry(days_ago: int, **more: object) -> dict[str, Any]:
    return {"date": ago(days_ago), **more}


def test_inquiries_and_complaints_of_the_last_year_are_counted() -> None:
    entries = [inquiry(364), inquiry(365), inquiry(9, complaint=True), inquiry(8, complaint=False)]
    assert feature("inquiries_365d", {"inquiries": entries}, {"inquiries": []}, {}) == [3.0, 0.0, None]
    assert feature("complaints_365d", {"inquiries": entries}, {"inquiries": []}, {}) == [1.0, 0.0, None]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (inquiry(9, complaint=True), 1),
        (inquiry(900, complaint=True), 1),
        (inquiry(9, complaint=True, resolved_on=TODAY), 0),
        (inquiry(9, complaint=True, resolved_on=ago(-1)), 1),
        (inquiry(9, complaint=False), 0),
        (inquiry(9), 0),
    ],
)
def test_a_complaint_is_open_until_the_day_of_its_resolution(entry: dict[str, Any], expected: int) -> None:
    assert feature("open_complaints", {"inquiries": [entry]}, {"inquiries": []}, {}) == [expected, 0, None]


def test_days_since_the_last_complaint_pass_over_other_inquiries() -> None:
    entries = [inquiry(50, complaint=True), inquiry(40, complaint=True), inquiry(1)]
    assert feature("days_since_last_complaint", {"inquiries": entries}, {"inquiries": [inquiry(1)]}) == [40.0, None]


def test_an_answer_takes_the_mean_of_the_days_of_those_that_are_resolved() -> None:
    entries = [
        inquiry(50, resolved_on=ago(40)),
        inquiry(20, resolved_on=ago(20)),
        inquiry(9),
        inquiry(400, resolved_on=ago(1)),
    ]
    assert feature("mean_days_to_resolve", {"inquiries": entries}, {"inquiries": []}) == [5.0, None]


def test_severity_and_topics_are_those_of_the_last_year() -> None:
    entries = [
        inquiry(9, severity=3.0, topic="after_sales"),
        inquiry(8, severity=1.0, topic="price"),
        inquiry(400, severity=3.0, topic="after_sales"),
    ]
    assert feature("mean_severity", {"inquiries": entries}, {"inquiries": [inquiry(1)]}) == [2.0, None]
    assert feature("after_sales_inquiries_365d", {"inquiries": entries}, {"inquiries": []}, {}) == [1.0, 0.0, None]
