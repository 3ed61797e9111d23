"""The life of all customers, step by step: what they do while they are there, and when they leave for good.

Every chance here depends on the observable history alone, but for three latent things: the class of the purchase
rate, the class of the frailty, and whether the customer has left. That is what makes the filter in `filtering` exact.
Who has left is silent: no orders, inquiries, ratings or answers, and usage falls to nearly nothing. Contacts go out
all the same, since the company does not know.
"""

from dataclasses import dataclass, field

import numpy as np

from training.demo.arrays import Flags, Floats, Ints, chance, draw_rows
from training.demo.hazard import (
    LEVELS,
    States,
    calendar_effect,
    complaint_effects,
    complaint_states,
    rating_effects,
    rating_states,
    usage_effects,
)
from training.demo.lives import NEVER, Contacts, Inquiries, Lives, Ratings
from training.demo.timeline import STEPS_A_MONTH
from training.demo.world import World


def live(world: World, rng: np.random.Generator) -> Lives:
    """Let all customers live through the history."""
    process = _Process(world, rng)
    steps, n = world.timeline.known_steps, len(world)
    orders, heard = np.zeros((steps, n), np.int64), np.zeros((steps, n), np.bool_)
    silence, strain = np.zeros((steps, n), np.float32), np.zeros((steps, n), np.float32)
    inquiries, ratings, contacts, usage, states = [], [], [], [], []
    for index in range(steps):
        step = process.begin(index)
        orders[index, : step.n] = process.order(step)
        inquiries.append(process.inquire(step))
        ratings.append(process.rate(step))
        contacts.append(process.contact(step))
        silence[index, : step.n], heard[index, : step.n] = step.silence, step.heard
        strain[index, : step.n] = process.leave(step)
        if index % STEPS_A_MONTH == STEPS_A_MONTH - 1:
            usage.append(process.use(step))
            states.append(process.states(step.last))
    return Lives(
        orders=orders,
        inquiries=Inquiries(*map(np.concatenate, zip(*inquiries, strict=True))),
        ratings=Ratings(*map(np.concatenate, zip(*ratings, strict=True))),
        contacts=Contacts(*map(np.concatenate, zip(*contacts, strict=True))),
        usage=np.stack(usage),
        silence=silence,
        heard=heard,
        strain=strain,
        states=tuple(states),
        left=process.left,
    )


@dataclass(slots=True)
class _Step:
    """One step of the first n customers, those who have signed up by its last day."""

    index: int
    n: int
    last: int
    begin: Ints
    """(n,) first day of the step on which the customer is there."""
    weeks: Floats
    alive: Flags
    silence: Floats = field(init=False)
    heard: Flags = field(init=False)

    def __post_init__(self) -> None:
        self.silence, self.heard = np.zeros(self.n), np.zeros(self.n, np.bool_)

    def hear(self, counts: Ints, expected: Floats) -> None:
        """Take note of events of which only the living have any, and `expected` of them on average (Poisson)."""
        self.silence += expected
        self.heard |= counts > 0

    def scatter(self, counts: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
        """So many events of each customer as (customer, day).

        Days in a row from any day of the step: two events share a day only where there are more of them than days.
        """
        customer = np.repeat(np.arange(self.n), counts)
        number = np.arange(len(customer)) - np.searchsorted(customer, customer)
        days = self.last + 1 - self.begin
        start = (rng.random(self.n) * days).astype(np.int64)
        return customer, np.asarray(self.begin[customer] + (start[customer] + number) % days[customer], np.int64)


class _Process:
    """The state of all customers at the end of the latest step."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self.world, self.rng, n = world, rng, len(world)
        self.parameters, self.timeline, self.people = parameters, _, people = (
            world.parameters,
            world.timeline,
            world.people,
        )
        self.rates = parameters.latent.rates[people.rate]
        self.frailties = parameters.latent.frailty[people.frailty]
        self.complaint_effects = complaint_effects(parameters)
        self.rating_effects = rating_effects(parameters)
        self.usage_effects = usage_effects(parameters)
        self.left = np.full(n, NEVER)
        self.ordered = np.zeros(n, np.bool_)
        self.opened, self.resolved = np.full(n, -NEVER), np.full(n, -NEVER)
        self.rating, self.rated = np.zeros(n, np.int64), np.full(n, -NEVER)
        self.usage = draw_rows(rng, np.broadcast_to(parameters.usage.first_level, (n, LEVELS))) * (LEVELS + 1)
        self.used = np.zeros(n, np.bool_)
        self.outbound = np.zeros((STEPS_A_MONTH, n), np.int64)

    def begin(self, index: int) -> _Step:
        first, last = int(self.timeline.first[index]), int(self.timeline.last[index])
        n = self.world.signed_up_by(last)
        begin = np.maximum(self.people.signed_up[:n], first)
        return _Step(index, n, last, begin, (last + 1 - begin) / 7, self.left[:n] == NEVER)

    def order(self, step: _Step) -> Ints:
        people, n = self.people, step.n
        after = np.maximum(step.begin, people.signed_up[:n] + 1)
        exposure = self.timeline.exposure(people.kind[:n], after, step.last)
        counts = self.rng.poisson(people.weekly_orders[:n] * self.rates[:n] * exposure * step.alive)
        welcome = people.welcomed[:n] & (people.signed_up[:n] == step.begin)
        self.recent = (counts > 0) | welcome | self.ordered[:n]
        self.ordered[:n] = (counts > 0) | welcome
        return counts

    def inquire(self, step: _Step) -> tuple[Ints, Ints, Ints, Flags, Ints]:
        inquiries = self.parameters.inquiries
        weekly = self.parameters.kinds.weekly_inquiries[self.people.kind[: step.n]]
        expected = weekly * step.weeks * (1 + inquiries.after_order * self.recent)
        counts = self.rng.poisson(expected * step.alive)
        step.hear(counts, expected)
        customer, day = step.scatter(counts, self.rng)
        topic = inquiries.topics.draw(self.rng, len(customer))
        complaint = chance(self.rng, inquiries.complaints.values[topic], len(customer))
        resolved = self._answer(day)
        self._remember(customer[complaint], day[complaint], resolved[complaint])
        return customer, day, topic, complaint, resolved

    def _answer(self, day: Ints) -> Ints:
        """The days on which inquiries are answered."""
        inquiries, m = self.parameters.inquiries, len(day)
        draw, noise = self.rng.random(m), self.rng.standard_normal(m)
        quick = inquiries.quick_days * np.exp(inquiries.quick_sd * noise)
        slow = inquiries.slow_days * np.exp(inquiries.slow_sd * noise)
        delay = np.where(draw < inquiries.quick_share, quick, slow).astype(np.int64)
        return np.where(draw < inquiries.quick_share + inquiries.slow_share, day + delay, NEVER)

    def _remember(self, customer: Ints, day: Ints, resolved: Ints) -> None:
        """Keep, of each customer's complaints that are not too old, the one that is answered last."""
        order = np.lexsort((day, resolved))
        held = customer[order]
        forgotten = day[order] - self.opened[held] >= self.parameters.memory.open_days
        order = order[(resolved[order] >= self.resolved[held]) | forgotten]
        self.opened[customer[order]], self.resolved[customer[order]] = day[order], resolved[order]

    def _complaints(self, day: int) -> Ints:
        return complaint_states(self.parameters, self.opened, self.resolved, day)

    def rate(self, step: _Step) -> tuple[Ints, Ints, Ints]:
        feedback, n = self.parameters.feedback, step.n
        expected = self.parameters.kinds.weekly_feedback[self.people.kind[:n]] * step.weeks
        asked = chance(self.rng, 1 - np.exp(-expected), n) & step.alive
        step.hear(asked.astype(np.int64), expected)
        customer, day = step.scatter(asked.astype(np.int64), self.rng)
        former = self.rating[customer]
        mean = feedback.mean + feedback.persistence * np.where(former > 0, former - feedback.mean, 0)
        mean += feedback.complaint * (self._complaints(step.last)[customer] > 0)
        overall = np.clip(np.rint(mean + feedback.spread * self.rng.standard_normal(len(customer))), 1, 5)
        self.rating[customer], self.rated[customer] = overall.astype(np.int64), day
        return customer, day, self.rating[customer]

    def contact(self, step: _Step) -> tuple[Ints, Ints, Flags, Flags, Ints]:
        contacts, kind = self.parameters.contacts, self.people.kind[: step.n]
        usual = self.rng.poisson(self.parameters.kinds.weekly_outbound[kind] * step.weeks)
        blitz = chance(self.rng, 1 - np.exp(-contacts.blitz * step.weeks), step.n)
        counts = usual + blitz * self.rng.integers(contacts.blitz_low, contacts.blitz_high + 1, step.n)
        counts = np.minimum(counts, step.last + 1 - step.begin)  # one a day at the most
        self.outbound[step.index % STEPS_A_MONTH, : step.n] = counts
        inbound = self.parameters.kinds.weekly_inbound[kind] * step.weeks
        inbound_counts = self.rng.poisson(inbound * step.alive)
        step.hear(inbound_counts, inbound)
        customer, day = step.scatter(counts, self.rng)
        responded = chance(self.rng, contacts.response, len(customer)) & step.alive[customer]
        step.hear(np.bincount(customer[responded], minlength=step.n), -np.log1p(-contacts.response) * counts)
        delay = self.rng.integers(0, contacts.response_days + 1, len(customer))
        inbound_customer, inbound_day = step.scatter(inbound_counts, self.rng)
        m = len(inbound_customer)
        return (
            np.append(customer, inbound_customer),
            np.append(day, inbound_day),
            np.arange(len(customer) + m) < len(customer),
            np.append(responded, np.zeros(m, np.bool_)),
            np.append(np.minimum(day + delay, step.last), inbound_day),
        )

    def leave(self, step: _Step) -> Floats:
        """Let customers leave at the end of the step; returns their hazard over it at frailty 1."""
        people, n = self.people, step.n
        ratings = rating_states(self.parameters, self.rating, self.rated, step.last)
        pressed = self.outbound.sum(0) >= self.parameters.memory.pressure_contacts
        effect = calendar_effect(self.world, step.last)
        effect += self.complaint_effects[self._complaints(step.last)] + self.rating_effects[ratings]
        effect += self.usage_effects[self.usage] * self.used + self.parameters.effects.contact_pressure * pressed
        strain = people.weekly_hazard[:n] * step.weeks * np.exp(effect[:n])
        leaves = chance(self.rng, 1 - np.exp(-strain * self.frailties[:n]), n) & step.alive
        self.left[np.flatnonzero(leaves)] = step.last
        return np.asarray(strain)

    def use(self, step: _Step) -> Ints:
        """Usage of the month that ends with the step, in the share of it in which the customer was there."""
        usage, n = self.parameters.usage, step.n
        ends = self.timeline.last[step.index + 1 - STEPS_A_MONTH : step.index + 1]
        there = (self.left[:n, None] >= ends).mean(1)
        active = chance(self.rng, there, n)
        level = self.usage[:n] % LEVELS
        shares = np.where(active[:, None], usage.next_level[level], usage.after_leaving)
        later = level * LEVELS + draw_rows(self.rng, shares)
        self.usage[:n] = np.where(self.used[:n], later, self.usage[:n])
        self.used[:n] = self.people.portal[:n]
        seen = np.full(len(self.world), -1)
        seen[:n] = np.where(self.people.portal[:n], self.usage[:n] % LEVELS, -1)
        return seen

    def states(self, day: int) -> States:
        """At the end of a month, whose last step has the last place in `outbound`."""
        return States(
            complaint=self._complaints(day),
            rating=rating_states(self.parameters, self.rating, self.rated, day),
            usage=self.usage.copy(),
            contacts=self.outbound[:0:-1].cumsum(0)[::-1],
        )
