"""Classes and their shares: what the demo draws most of its texts from."""

from dataclasses import dataclass

import numpy as np

from training.demo.arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class Shares:
    """Classes and their shares."""

    codes: tuple[str, ...]
    values: Floats

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """One class for each of `size`, as an index into `codes`."""
        return rng.choice(len(self.codes), size, p=self.values / self.values.sum())


@dataclass(frozen=True, slots=True)
class SharesByKind:
    """Classes and their shares, for persons and for companies."""

    person: Shares
    company: Shares

    @property
    def codes(self) -> tuple[str, ...]:
        """The persons' classes, then the companies'; one that both have stands twice."""
        return self.person.codes + self.company.codes

    def draw(self, rng: np.random.Generator, kind: Ints) -> Ints:
        """One class for each kind given, as an index into `codes`."""
        person = self.person.draw(rng, len(kind))
        company = self.company.draw(rng, len(kind)) + len(self.person.codes)
        return np.where(kind == 1, company, person)
