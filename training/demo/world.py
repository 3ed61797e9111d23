"""What every part of the demo needs: the company's figures, its calendar and its customers."""

from dataclasses import dataclass, fields

import numpy as np

from training.demo.arrays import Flags, Floats, Ints
from training.demo.parameters import Parameters
from training.demo.people import People
from training.demo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class World:
    """n customers in the order in which they signed up."""

    parameters: Parameters
    timeline: Timeline
    people: People

    def __len__(self) -> int:
        return len(self.people.kind)

    def signed_up_by(self, day: int) -> int:
        """How many have signed up by then; they are the first ones."""
        return int(np.searchsorted(self.people.signed_up, day, side="right"))

    def known_since(self) -> Ints:
        """(n,) first day of the history on which the customer is there."""
        return np.maximum(self.people.signed_up, self.timeline.start)

    def exposure(self, first: Ints | int, last: Ints | int) -> Floats:
        """(n,) weeks' worth of buying from day `first` to day `last`, both included; 0 where none is between."""
        return self.timeline.exposure(self.people.kind, first, last)

    def only(self, rows: Flags | Ints | slice) -> "World":
        """The world of some of the customers."""
        columns = {column.name: getattr(self.people, column.name)[rows] for column in fields(People)}
        return World(self.parameters, self.timeline, People(**columns))
