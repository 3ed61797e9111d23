"""What would fill the classes that a customer's answer lacks, by the path of the input."""

from collections.abc import Mapping

import numpy as np

from scoring.columns import BoolArray, Category, Column, is_missing
from scoring.dimensions import behaviour, needs, profile
from scoring.facts import Facts
from scoring.vocabulary import OBJECTS


def lacking(facts: Facts, columns: Mapping[str, Column]) -> dict[str, BoolArray]:
    """Input and whose (n,). Account and profile are named as a whole where nothing of them is known."""
    basis = columns["profile_basis"]
    assert isinstance(basis, Category)
    whole = {"account": _without_account(facts), "profile": basis.equals("insufficient_data")}
    found = {
        **whole,
        **behaviour.missing(facts, columns),
        "account.status": is_missing(columns["relationship_status"]),
        **profile.missing(facts, columns),
        **needs.missing(facts, columns),
    }
    partly = {name: ~nothing for name, nothing in whole.items()}
    return {
        path: mask & partly[path.partition(".")[0]] if path.startswith(("account.", "profile.")) else mask
        for path, mask in found.items()
    }


def _without_account(facts: Facts) -> BoolArray:
    """Of whom no field of the account is known (n,)."""
    columns = [facts.customers.columns[f"account_{field}"] for field in OBJECTS["account"]]
    numbers = [column for column in columns if not isinstance(column, Category)]
    codes = [column.codes for column in columns if isinstance(column, Category)]
    nothing: BoolArray = np.logical_and.reduce([*(np.isnan(one) for one in numbers), *(one < 0 for one in codes)])
    return nothing
