from typing import Any

from tests.scoring.builders import ago
from tests.scoring.measured import feature


def contact(days_ago: int, **more: object) -> dict[str, Any]:
    return {"date": ago(days_ago), "direction": "outbound", **more}


def test_outbound_contacts_are_counted_and_inbound_ones_are_not() -> None:
    contacts = [contact(29), contact(30), contact(364), contact(365), contact(1, direction="inbound"), {"date": ago(2)}]
    assert feature("outbound_contacts_30d", {"contacts": contacts}, {"contacts": []}, {}) == [1.0, 0.0, None]
    assert feature("outbound_contacts_365d", {"contacts": contacts}) == [3.0]


def test_an_answer_counts_from_its_day_on_and_not_by_its_flag() -> None:
    contacts = [
        contact(9, responded=True, responded_on=ago(8)),
        contact(7, responded=True, responded_on=ago(-1)),
        contact(6, responded=True),
        contact(5, responded=False),
        contact(4, direction="inbound", responded_on=ago(4)),
    ]
    assert feature("response_rate_365d", {"contacts": contacts}, {"contacts": []}, {}) == [0.25, None, None]
