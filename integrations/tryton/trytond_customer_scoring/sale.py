"""After a sale the customer is scored anew, by a task of Tryton's queue: the sale neither waits nor fails."""

from collections import defaultdict

from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction


class Sale(metaclass=PoolMeta):
    """A sale that is confirmed, or processed again (also when it is shipped or paid), changes the score."""

    __name__ = "sale.sale"

    @classmethod
    def confirm(cls, sales):
        """And score anew."""
        super().confirm(sales)
        cls._queue_scores(sales)

    @classmethod
    def process(cls, sales):
        """And score anew."""
        super().process(sales)
        cls._queue_scores(sales)

    @classmethod
    def _queue_scores(cls, sales):
        """Only writes down what is to be done; it is done after the transaction of the sale."""
        pool = Pool()
        Party = pool.get("party.party")
        if pool.get("customer_scoring.configuration").service() is None:
            return
        parties = defaultdict(set)
        for sale in sales:
            parties[sale.company.id].add(sale.party.id)
        for company, ids in parties.items():
            with Transaction().set_context(company=company, queue_batch=None, queue_scheduled_at=None):
                Party.__queue__.score_after_sale(Party.browse(sorted(ids)))
