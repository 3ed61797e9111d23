"""What stands in the place of a row: an answer, or a problem."""

from typing import TypeGuard

from customer_scoring_client.models import Problem, ScoreAnswer


def is_problem(row: ScoreAnswer | Problem) -> TypeGuard[Problem]:
    """Whether the row was refused; `row["errors"]` then says where and why."""
    return "customer_id" not in row
