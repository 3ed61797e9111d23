"""The scores that are kept: a row a party, company and language, as the service answered it."""

import datetime as dt
import logging
import time
from decimal import Decimal

from sql import Literal, Null
from sql.operators import Exists
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.transaction import Transaction

from .client import is_score
from .configuration import note_silence
from .exceptions import ServiceError, Unavailable
from .languages import CHOICES, ENGLISH, service_language
from .payload import STATES, payloads

CRON_SECONDS = 60.0
BATCH = 100  # parties of one transaction
TIERS = [(None, ""), ("high", "High value"), ("middle", "Middle value"), ("low", "Low value")]
RISKS = [(None, ""), ("high", "High risk"), ("medium", "Medium risk"), ("low", "Low risk")]
PRIORITIES = [(None, ""), ("high", "High"), ("middle", "Middle"), ("low", "Low")]

logger = logging.getLogger(__name__)


class Score(ModelSQL, ModelView):
    """What the service said of a party on a day."""

    __name__ = "party.score"
    _rec_name = "segment"

    party = fields.Many2One("party.party", "Party", required=True, readonly=True, ondelete="CASCADE")
    company = fields.Many2One("company.company", "Company", required=True, readonly=True, ondelete="CASCADE")
    language = fields.Selection(CHOICES, "Language", required=True, readonly=True, sort=False)
    as_of = fields.Date("As of", required=True, readonly=True)
    stale = fields.Boolean("Stale", readonly=True, help="There was a sale since, and the service gave no answer.")
    segment = fields.Char("Segment", readonly=True)
    tier = fields.Selection(TIERS, "Value", readonly=True, sort=False)
    risk = fields.Selection(RISKS, "Risk", readonly=True, sort=False)
    churn_probability = fields.Float("Churn Probability", digits=(1, 3), readonly=True)
    currency = fields.Many2One("currency.currency", "Currency", readonly=True)
    expected_value = Monetary("Expected Value", currency="currency", digits="currency", readonly=True)
    reasons = fields.Text("Reasons", readonly=True)
    actions = fields.One2Many("party.score.action", "score", "Actions", readonly=True)
    bundle = fields.Char("Bundle", readonly=True, help="The version of the models.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        key = Unique(table, table.party, table.company, table.language)
        cls._sql_constraints.append(("party_unique", key, "customer_scoring.msg_score_unique"))
        cls._order = [("as_of", "DESC"), ("id", "DESC")]

    @classmethod
    def of(cls, parties):
        """Party id -> the score in the user's language, of the company of the context; else in any language."""
        wanted = service_language(Transaction().language)
        domain = [("party", "in", [p.id for p in parties]), ("company", "=", Transaction().context.get("company", -1))]
        scores = cls.search(domain)
        scores.sort(key=lambda score: (score.language == wanted, score.language == ENGLISH))
        return {score.party.id: score for score in scores}

    @classmethod
    def refresh(cls, parties, seconds):
        """Ask for the scores and keep them; returns the problems of those refused. Raises ServiceError: all stay."""
        pool = Pool()
        Configuration = pool.get("customer_scoring.configuration")
        company = pool.get("company.company")(Transaction().context["company"])
        service, today = Configuration.service(), pool.get("ir.date").today()
        asked = payloads(parties, company, today)
        values, problems, deadline = [], [], time.monotonic() + seconds
        for language in Configuration.languages():
            rows = cls._asked(service, asked, language, deadline - time.monotonic())
            for party, row in zip(parties, rows, strict=True):
                if is_score(row):
                    values.append(_values(party, company, language, row))
                else:
                    problems.append(str(row.get("detail", "")))
        cls.delete(cls.search([("party", "in", [v["party"] for v in values]), ("company", "=", company.id)]))
        cls.create(values)
        return problems

    @classmethod
    def _asked(cls, service, asked, language, seconds):
        try:
            rows = service.scores(asked, language, seconds)
        except Unavailable:
            note_silence(service, True)
            raise
        note_silence(service, False)
        return rows

    @classmethod
    def mark_stale(cls, parties):
        """The next cron asks for them again, whatever their day."""
        company = Transaction().context["company"]
        cls.write(cls.search([("party", "in", [p.id for p in parties]), ("company", "=", company)]), {"stale": True})

    @classmethod
    def refresh_due(cls):
        """What the cron calls: the customers of every company whose score is not of today."""
        pool = Pool()
        if pool.get("customer_scoring.configuration").service() is None:
            return
        for company in pool.get("company.company").search([]):
            with Transaction().set_context(company=company.id):
                cls.queue_due(0)

    @classmethod
    def queue_due(cls, after):
        """A task for the next batch, of parties with a larger id: one transaction each, none while the former fails."""
        Party = Pool().get("party.party")
        ids = cls._due(after)
        if ids:
            Party.__queue__.score_due(Party.browse(ids))

    @classmethod
    def _due(cls, after):
        """Ids, in order, of a batch of those with sales that have no score, an older or a stale one."""
        pool = Pool()
        sale, party = pool.get("sale.sale").__table__(), pool.get("party.party").__table__()
        score = cls.__table__()
        company, today = Transaction().context["company"], pool.get("ir.date").today()
        fresh = score.select(
            Literal(1),
            where=(score.party == sale.party)
            & (score.company == sale.company)
            & (score.as_of >= today)
            & ((score.stale == Literal(False)) | (score.stale == Null)),
        )
        sold = (sale.company == company) & sale.state.in_(STATES)
        query = sale.join(party, condition=sale.party == party.id).select(
            sale.party,
            where=sold & (sale.party > after) & (party.active == Literal(True)) & ~Exists(fresh),
            group_by=sale.party,
            order_by=sale.party,
            limit=BATCH,
        )
        cursor = Transaction().connection.cursor()
        cursor.execute(*query)
        return [party for (party,) in cursor]

    @classmethod
    def refresh_batch(cls, parties):
        """A batch of the cron, then the next; where the service gives no answer, one line in the log and no more."""
        try:
            problems = cls.refresh(parties, CRON_SECONDS)
        except ServiceError as error:
            logger.warning("customer scores stay as they are until the next run: %s", error)
            return
        if problems:
            logger.warning("%d scores were refused; the first: %s", len(problems), problems[0])
        cls.queue_due(max(party.id for party in parties))


class Action(ModelSQL, ModelView):
    """Something to do for a party; in the order of the service, the best first."""

    __name__ = "party.score.action"
    _rec_name = "title"

    score = fields.Many2One("party.score", "Score", required=True, readonly=True, ondelete="CASCADE")
    code = fields.Char("Code", readonly=True)
    title = fields.Char("Action", readonly=True)
    solution = fields.Text("Solution", readonly=True)
    priority = fields.Selection(PRIORITIES, "Priority", readonly=True, sort=False)
    due_on = fields.Date("Due on", readonly=True)
    currency = fields.Function(fields.Many2One("currency.currency", "Currency"), "get_currency")
    net_value = Monetary("Expected Net Value", currency="currency", digits="currency", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [("id", "ASC")]

    def get_currency(self, name):
        """Of the score."""
        return self.score.currency.id if self.score.currency else None


def _values(party, company, language, row):
    """Of an answer; a code that this module does not know stays out."""
    value, churn, segment = row["value"], row["churn"], row["segment"]
    return {
        "party": party.id,
        "company": company.id,
        "language": language,
        "as_of": dt.date.fromisoformat(row["as_of"]),
        "stale": False,
        "segment": segment["name"],
        "tier": _known(value["tier"], TIERS),
        "risk": _known(churn["band"], RISKS),
        "churn_probability": None if churn["probability"] is None else round(churn["probability"], 3),
        "currency": company.currency.id,
        "expected_value": _money(value["expected_value"], company.currency),
        "reasons": "\n".join(reason["text"] for reason in churn["reasons"]),
        "bundle": row["bundle"],
        "actions": [("create", [_action(action, company.currency) for action in row["actions"]])],
    }


def _action(action, currency):
    due = action["due_on"]
    return {
        "code": action["code"],
        "title": action["title"],
        "solution": action["solution"],
        "priority": _known(action["priority"], PRIORITIES),
        "due_on": dt.date.fromisoformat(due) if due else None,
        "net_value": _money(action["expected_net_value"], currency),
    }


def _known(code, choices):
    return code if code in dict(choices) else None


def _money(amount, currency):
    return None if amount is None else currency.round(Decimal(str(amount)))
