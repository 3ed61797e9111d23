"""The cron that refreshes scores."""

from trytond.pool import PoolMeta


class Cron(metaclass=PoolMeta):
    """Knows the method."""

    __name__ = "ir.cron"

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection.append(("party.score|refresh_due", "Refresh Customer Scores"))
