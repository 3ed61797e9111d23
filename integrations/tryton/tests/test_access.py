"""Scores are for who sells, the key for who administers sales; who is erased keeps no score."""

from proteus import Model, Wizard
from trytond.pool import Pool
from trytond.transaction import Transaction


def test_who_does_not_sell_sees_no_score(shop, service, customer):
    shop.configure(service)
    customer.click("refresh_score")
    user = Model.get("res.user")(name="Clerk", login="clerk")
    user.save()
    company = Model.get("company.company").find([])[0].id
    context = {"company": company, "_check_access": True}
    with Transaction().start(shop.config.database_name, user.id, context=context, readonly=True):
        party = Pool().get("party.party")(customer.id)
        assert (party.score_segment, party.score_tier, list(party.score_actions)) == (None, None, [])
        access = Pool().get("ir.model.access")
        assert not access.check("party.score", mode="read", raise_exception=False)
        assert not access.check("customer_scoring.configuration", mode="read", raise_exception=False)


def test_who_is_erased_keeps_no_score(shop, service, customer):
    shop.configure(service)
    customer.click("refresh_score")
    for sale in Model.get("sale.sale").find([("party", "=", customer.id)]):
        shop.pay(shop.invoice(sale))
    customer.active = False
    customer.save()
    erase = Wizard("party.erase", [customer])
    erase.execute("erase")
    scores = Model.get("party.score").find([("party", "=", customer.id)])
    assert scores
    assert {score.segment for score in scores} == {None}
    shop.run_cron()
    assert {score.segment for score in Model.get("party.score").find([("party", "=", customer.id)])} == {None}
