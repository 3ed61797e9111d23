"""Where the service is and how it is spoken to; stands in Tryton, for administrators of sales."""

import time

from trytond.model import ModelSingleton, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.transaction import without_check_access

from .client import Service
from .languages import CHOICES, service_languages

QUIET_SECONDS = 60.0
# A service that was silent a moment ago is not asked after each sale: by address, the end of that (monotonic).
_quiet_until: dict[str, float] = {}


class Configuration(ModelSingleton, ModelSQL, ModelView):
    """The settings; without an address nothing is scored."""

    __name__ = "customer_scoring.configuration"

    address = fields.Char("Address", help="Of the scoring service, such as http://127.0.0.1:8000.\nEmpty: no scoring.")
    api_key = fields.Char("API Key", strip=False, help="With the scope score. Empty where the service asks for none.")
    language = fields.Selection(
        [(None, "The user's"), *CHOICES], "Language", sort=False, help="In which language texts are kept."
    )

    @classmethod
    def service(cls) -> Service | None:
        """The service, or None where no address is set."""
        with without_check_access():
            found = cls(1)
            return Service(found.address.strip(), found.api_key or "") if found.address else None

    @classmethod
    def languages(cls) -> list[str]:
        """Those in which scores are asked for: the one that is set, else one for every language of the users."""
        with without_check_access():
            chosen = cls(1).language
            if chosen:
                return [chosen]
            languages = Pool().get("ir.lang").search([("translatable", "=", True)])
            return service_languages(language.code for language in languages)


def is_quiet(service: Service) -> bool:
    """Whether it gave no answer within the last minute."""
    return time.monotonic() < _quiet_until.get(service.address, 0.0)


def note_silence(service: Service, silent: bool) -> None:
    """What became of a call."""
    if silent:
        _quiet_until[service.address] = time.monotonic() + QUIET_SECONDS
    else:
        _quiet_until.pop(service.address, None)
