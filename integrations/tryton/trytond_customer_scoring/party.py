"""The party shows its score; the button, the cron's tasks and those after a sale refresh it."""

import logging

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, Id
from trytond.transaction import Transaction, without_check_access

from .configuration import is_quiet
from .exceptions import ScoringError, ServiceError
from .score import RISKS, TIERS

BUTTON_SECONDS = 10.0
AFTER_SALE_SECONDS = 1.0  # where no worker runs the queue, the user waits for it

logger = logging.getLogger(__name__)


def _shown(field):
    """A field of the score that is in the user's language."""
    return fields.Function(field, "get_score", searcher="search_score")


class Party(metaclass=PoolMeta):
    """A party that is scored."""

    __name__ = "party.party"

    score_as_of = _shown(fields.Date("Scored as of"))
    score_stale = _shown(fields.Boolean("Score Stale", help="There was a sale since, and the service gave no answer."))
    score_segment = _shown(fields.Char("Segment"))
    score_tier = _shown(fields.Selection(TIERS, "Value", sort=False))
    score_risk = _shown(fields.Selection(RISKS, "Risk", sort=False))
    score_churn_probability = _shown(fields.Float("Churn Probability", digits=(1, 3)))
    score_currency = _shown(fields.Many2One("currency.currency", "Score Currency"))
    score_expected_value = _shown(Monetary("Expected Value", currency="score_currency", digits="score_currency"))
    score_reasons = _shown(fields.Text("Reasons"))
    score_actions = _shown(fields.Many2Many("party.score.action", None, None, "Next Actions"))

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({"refresh_score": {"icon": "tryton-refresh"}})

    @classmethod
    def view_attributes(cls):
        """The page is for who sells."""
        groups = Eval("context", {}).get("groups", [])
        hidden = {"invisible": ~Id("sale", "group_sale").in_(groups)}
        return [*super().view_attributes(), ("//page[@id='score']", "states", hidden)]

    @classmethod
    def get_score(cls, parties, names):
        """Empty for who does not sell; Tryton checks no access within a getter."""
        pool = Pool()
        with without_check_access():
            scores = pool.get("party.score").of(parties) if cls._sells() else {}
            return {name: {party.id: _value(scores.get(party.id), name) for party in parties} for name in names}

    @classmethod
    def _sells(cls):
        """Whether the user is of the group of sales, or is Tryton itself."""
        pool = Pool()
        groups = pool.get("res.user").get_groups()
        return Transaction().user == 0 or pool.get("ir.model.data").get_id("sale", "group_sale") in groups

    @classmethod
    def search_score(cls, name, clause):
        """Scores of the company of the context, in any language."""
        pool = Pool()
        field = name.removeprefix("score_")
        company = ("company", "=", Transaction().context.get("company", -1))
        domain = [company, (field + clause[0][len(name) :], *clause[1:])]
        scores = pool.get("party.score").search(domain) if cls._sells() else []
        return [("id", "in", [score.party.id for score in scores])]

    @classmethod
    @ModelView.button
    def refresh_score(cls, parties):
        """Ask now; what went wrong is told, and the score stays."""
        pool = Pool()
        with without_check_access():
            if pool.get("customer_scoring.configuration").service() is None:
                raise ScoringError(gettext("customer_scoring.msg_no_address"))
            if Transaction().context.get("company") is None:
                raise ScoringError(gettext("customer_scoring.msg_no_company"))
            try:
                problems = pool.get("party.score").refresh(parties, BUTTON_SECONDS)
            except ServiceError as error:
                raise ScoringError(gettext("customer_scoring.msg_no_answer", reason=str(error))) from error
            if problems:
                raise ScoringError(gettext("customer_scoring.msg_refused", reason=problems[0]))

    @classmethod
    def score_after_sale(cls, parties):
        """A task of the queue. Where the service does not answer at once, the next cron asks again."""
        pool = Pool()
        Score = pool.get("party.score")
        service = pool.get("customer_scoring.configuration").service()
        if service is None:
            return
        try:
            if is_quiet(service):
                Score.mark_stale(parties)
            else:
                Score.refresh(parties, AFTER_SALE_SECONDS)
        except ServiceError as error:
            logger.warning("a customer score stays as it is until the next run: %s", error)
            Score.mark_stale(parties)

    @classmethod
    def score_due(cls, parties):
        """A task of the queue, for the cron."""
        pool = Pool()
        if pool.get("customer_scoring.configuration").service() is not None:
            pool.get("party.score").refresh_batch(parties)


class Erase(metaclass=PoolMeta):
    """Who is erased keeps no score, and gets none: the cron scores active parties alone."""

    __name__ = "party.erase"

    def to_erase(self, party_id):
        """Adds what scores and actions say."""
        pool = Pool()
        said = ["segment", "tier", "risk", "churn_probability", "expected_value", "reasons"]
        done = ["code", "title", "solution", "priority", "due_on", "net_value"]
        return [
            *super().to_erase(party_id),
            (pool.get("party.score"), [("party", "=", party_id)], True, said, [None] * len(said)),
            (pool.get("party.score.action"), [("score.party", "=", party_id)], True, done, [None] * len(done)),
        ]


def _value(score, name):
    """Of a field of the party, as Tryton wants it from a getter."""
    field = name.removeprefix("score_")
    if score is None:
        return [] if field == "actions" else None
    value = getattr(score, field)
    if field == "actions":
        return [action.id for action in value]
    return value.id if field == "currency" and value else value
