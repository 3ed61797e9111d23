"""What is ordered: days, amounts, categories, statuses, payments and refunds; the table `orders`.

The amounts depend on the customer's level and slope alone, and nothing in this file on whether the customer stays.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from training.demo.arrays import Flags, Floats, Ints, chance, dates, draw_rows, masked, texts
from training.demo.lives import Lives
from training.demo.revenue import OrderAmounts
from training.demo.world import World


@dataclass(frozen=True, slots=True)
class Orders:
    """Columns of m orders, by customer and day."""

    customer: Ints
    day: Ints
    amount: Floats
    status: Ints
    refunded: Ints
    """Day of the refund; of meaning only where the status is `refunded`."""
    discount: Floats
    channel: Ints

    @property
    def amounts(self) -> OrderAmounts:
        """The part of it that a forecast of revenue needs."""
        return OrderAmounts(self.customer, self.day, self.amount)

    def bought_on(self, world: World) -> Ints:
        """(n,) day of each customer's first purchase, after the history where there is none."""
        first = np.full(len(world), world.timeline.end + 1)
        paid = self.status == world.parameters.orders.status.codes.index("paid")
        np.minimum.at(first, self.customer[paid], self.day[paid])
        return first


def make_orders(world: World, lives: Lives, rng: np.random.Generator) -> Orders:
    """Give every order its day, its amount and its fate."""
    parameters, people = world.parameters.orders, world.people
    customer, day = _days(world, lives, rng)
    m = len(customer)
    years = (day - world.known_since()[customer]) / 365.25
    level = people.level[customer] + world.parameters.latent.yearly_slopes[people.slope[customer]] * years
    noise = world.parameters.kinds.order_log_sd_within[people.kind[customer]] * rng.standard_normal(m)
    status, refunded = parameters.status.draw(rng, m), day + rng.integers(1, parameters.refund_days + 1, m)
    refund, paid = parameters.status.codes.index("refunded"), parameters.status.codes.index("paid")
    sensitive = chance(rng, parameters.sensitive_share, len(world))[customer]
    share = np.where(sensitive, parameters.discounted_sensitive, parameters.discounted)
    discount = rng.choice(parameters.discounts, m) * chance(rng, share, m)
    return Orders(
        customer=customer,
        day=day,
        amount=np.exp(level + noise),
        status=np.where((status == refund) & (refunded > world.timeline.end), paid, status),  # not refunded yet
        refunded=refunded,
        discount=discount,
        channel=parameters.channels.draw(rng, people.kind[customer]),
    )


def order_table(world: World, orders: Orders, rng: np.random.Generator) -> pl.DataFrame:
    """One row a line; lines of an order share its `id`. Refunds in part are lines with an id of their own."""
    line = _lines(world, orders, rng)
    order, status = line.order, world.parameters.orders.status.codes
    due, paid, has_due, is_paid = _payments(world, orders, rng)
    number = np.empty(len(orders.day), np.int64)
    number[np.argsort(orders.day, kind="stable")] = np.arange(1, len(orders.day) + 1)
    table = pl.DataFrame(
        {
            "customer": orders.customer[order],
            "id": number[order],
            "date": dates(orders.day[order]),
            "amount": line.amount,
            "status": texts(status, orders.status[order]),
            "category": texts(world.parameters.categories.codes, line.category),
            "channel": texts(world.parameters.orders.channels.codes, orders.channel[order]),
            "discount": orders.discount[order],
            "cost": masked(pl.Series(line.cost), line.cost_known),
            "due_on": dates(due[order], has_due[order]),
            "paid_on": dates(paid[order], is_paid[order]),
            "refunded_on": dates(orders.refunded[order], orders.status[order] == status.index("refunded")),
        }
    )
    table = table.with_columns(pl.format("SO-{}", pl.col("id").cast(pl.String).str.zfill(7)).alias("id"))
    return pl.concat([table, _partial_refunds(world, table, rng)], how="diagonal")


@dataclass(frozen=True, slots=True)
class _Lines:
    order: Ints
    category: Ints
    amount: Floats
    cost: Floats
    cost_known: Flags


def _days(world: World, lives: Lives, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Customer and day of every order; within a step, days are drawn as people are willing to buy on them."""
    timeline, people = world.timeline, world.people
    welcome = np.flatnonzero(people.welcomed)
    step, who = np.nonzero(lives.orders)
    counts = lives.orders[step, who]
    step, who = np.repeat(step, counts), np.repeat(who, counts)
    first = np.maximum(timeline.first[step], people.signed_up[who] + 1)
    day = np.empty(len(who), np.int64)
    for kind, willing in enumerate(timeline.willing):
        mine = people.kind[who] == kind
        low = willing[first[mine] - timeline.start]
        high = willing[timeline.last[step[mine]] + 1 - timeline.start]
        at = low + rng.random(mine.sum()) * (high - low)
        day[mine] = timeline.start + np.searchsorted(willing, at, side="right") - 1
    customer, day = np.append(welcome, who), np.append(people.signed_up[welcome], day)
    order = np.lexsort((day, customer))
    return customer[order], day[order]


def _lines(world: World, orders: Orders, rng: np.random.Generator) -> _Lines:
    parameters, categories, m = world.parameters.orders, world.parameters.categories, len(orders.day)
    count = np.minimum(rng.geometric(1 - parameters.extra_line, m), parameters.max_lines)
    order = np.repeat(np.arange(m), count)
    is_first = np.diff(order, prepend=-1) > 0
    category = _categories(world, orders, rng)[order]
    more, kind = np.flatnonzero(~is_first), world.people.kind[orders.customer]
    follows = chance(rng, parameters.follow_in_basket, len(more))
    category[more] = np.where(
        follows, _followers(world, category[more], rng), _any_category(world, kind[order[more]], rng)
    )
    share = categories.price[category] * np.exp(0.3 * rng.standard_normal(len(order)))
    share /= np.bincount(order, share)[order]
    amount = np.maximum(np.round(orders.amount[order] * share, 2), 0.01)
    margin = categories.margin[category] - 0.2 * orders.discount[order] + 0.02 * rng.standard_normal(len(order))
    cost = np.round(amount * (1 - np.clip(margin, 0.25, 0.45)), 2)
    return _Lines(order, category, amount, cost, chance(rng, parameters.cost_known, len(order)))


def _categories(world: World, orders: Orders, rng: np.random.Generator) -> Ints:
    """(m,) first category of each order: any, or that of the customer's last order, or one that follows that."""
    parameters, m = world.parameters.orders, len(orders.day)
    category = _any_category(world, world.people.kind[orders.customer], rng)
    draw, newcomer = rng.random(m), np.diff(orders.customer, prepend=-1) > 0
    tied = ~newcomer & (draw < parameters.stay + parameters.follow)
    stays = draw < parameters.stay
    start = np.maximum.accumulate(np.where(tied, -1, np.arange(m)))
    depth = np.arange(m) - start
    for step in range(1, int(depth.max(initial=0)) + 1):
        now = np.flatnonzero(depth == step)
        last = category[now - 1]
        category[now] = np.where(stays[now], last, _followers(world, last, rng))
    return category


def _any_category(world: World, kind: Ints, rng: np.random.Generator) -> Ints:
    categories = world.parameters.categories
    return draw_rows(rng, np.stack([categories.person, categories.company])[kind])


def _followers(world: World, category: Ints, rng: np.random.Generator) -> Ints:
    """One of the categories that follow each category."""
    categories = world.parameters.categories
    follows = np.array([[code in followers for code in categories.codes] for followers in categories.followers], float)
    return draw_rows(rng, follows[category])


def _payments(world: World, orders: Orders, rng: np.random.Generator) -> tuple[Ints, Ints, Flags, Flags]:
    """Companies buy on account: (day due, day paid, whether due is known, whether it is paid by now)."""
    parameters, people = world.parameters.orders, world.people
    terms = rng.choice(parameters.payment_terms, len(world)).astype(np.int64)
    due = orders.day + terms[orders.customer]
    late, m = people.late_payer[orders.customer], len(orders.day)
    mean = np.where(late, parameters.late_mean_days, parameters.on_time_mean_days)
    delay = mean + np.where(late, parameters.late_sd_days, parameters.on_time_sd_days) * rng.standard_normal(m)
    paid = np.maximum(due + np.rint(delay).astype(np.int64), orders.day)
    has_due = people.kind[orders.customer] == 1
    settled = orders.status == parameters.status.codes.index("paid")
    return due, paid, has_due, has_due & settled & (paid <= world.timeline.end)


def _partial_refunds(world: World, table: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Some paid orders get a line with a negative amount, days later."""
    parameters, end = world.parameters.orders, world.timeline.end
    paid = table.filter(pl.col("status") == "paid").unique("id", keep="first", maintain_order=True)
    paid = paid.filter(pl.Series(chance(rng, parameters.partial_refund, len(paid))))
    whole = table.group_by("id").agg(pl.col("amount").sum().alias("whole"))
    paid = paid.join(whole, on="id", how="left", maintain_order="left")
    share = rng.uniform(parameters.partial_refund_low, parameters.partial_refund_high, len(paid))
    days = rng.integers(1, parameters.partial_refund_days + 1, len(paid))
    refund = paid.select(
        "customer",
        pl.col("id").str.replace("SO", "RF"),
        (pl.col("date").cast(pl.Int32) + pl.Series(days, dtype=pl.Int32)).cast(pl.Date).alias("date"),
        (-pl.col("whole") * pl.Series(share)).round(2).alias("amount"),
        "status",
        "category",
        "channel",
    )
    return refund.filter(pl.col("date").cast(pl.Int32) <= end)
