"""Texts and labels come in the language of the user."""

import polib
import pytest
from proteus import Model, Wizard
from service_process import ROOT
from trytond.pool import Pool
from trytond.transaction import Transaction

LOCALE = ROOT / "integrations" / "tryton" / "trytond_customer_scoring" / "locale"


@pytest.fixture(scope="module")
def chinese(opened_shop):
    """Both Chinese languages, with the translations of the module."""
    Language = Model.get("ir.lang")
    simplified = Language.find([("code", "=", "zh_CN")])[0]
    traditional = Language(code="zh_TW", name="Chinese Traditional", date="%Y-%m-%d", grouping="[]", mon_grouping="[]")
    traditional.decimal_point, traditional.mon_decimal_point, traditional.nplurals, traditional.plural = (
        ".",
        ".",
        1,
        "0",
    )
    traditional.save()
    both = [simplified, traditional]
    Language.click(both, "load_translations")
    yield
    Language.click(both, "unload_translations")


@pytest.fixture
def as_user(shop):
    """Speak a language from now on; English again at the end."""
    user = Model.get("res.user")(shop.config.user)

    def speak(code):
        user.language = Model.get("ir.lang").find([("code", "=", code)])[0]
        user.save()
        shop.config._context = Model.get("res.user").get_preferences(True, shop.config.context)

    yield speak
    speak("en")


@pytest.mark.parametrize(("code", "language"), [("en", "en"), ("zh_CN", "zh-Hans"), ("zh_TW", "zh-Hant")])
def test_a_user_reads_the_score_in_the_own_language(shop, service, chinese, customer, as_user, code, language):
    shop.configure(service)
    customer.click("refresh_score")
    as_user(code)
    Score = Model.get("party.score")
    kept = Score.find([("party", "=", customer.id), ("language", "=", language)])[0]
    shown = Model.get("party.party")(customer.id)
    assert (shown.score_segment, shown.score_reasons) == (kept.segment, kept.reasons)
    assert [action.id for action in shown.score_actions] == [action.id for action in kept.actions]
    assert len({score.segment for score in Score.find([("party", "=", customer.id)])}) == 3


def test_a_language_that_is_set_is_the_only_one_that_is_kept(shop, service, customer):
    shop.configure(service, language="zh-Hant")
    customer.click("refresh_score")
    assert [score.language for score in Model.get("party.score").find([("party", "=", customer.id)])] == ["zh-Hant"]
    assert customer.score_segment


@pytest.mark.parametrize(("code", "button"), [("zh_CN", "刷新评分"), ("zh_TW", "更新評分")])
def test_the_form_is_translated(shop, chinese, as_user, code, button):
    as_user(code)
    with Transaction().start(shop.config.database_name, 1, context={"language": code}, readonly=True):
        arch = Pool().get("party.party").fields_view_get(view_type="form")["arch"]
    assert button in arch


@pytest.mark.parametrize("code", ["zh_CN", "zh_TW"])
def test_every_text_of_the_module_is_translated(opened_shop, code):
    Wizard("ir.translation.set").execute("set_")
    with Transaction().start(opened_shop.config.database_name, 1, readonly=True):
        source = Pool().get("ir.translation").translation_export("en", "customer_scoring").decode()
    wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(source)}
    there = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(LOCALE / f"{code}.po")) if entry.translated()}
    assert there == wanted
