"""What operators ask for: another bundle, the one before, and which there are."""

from starlette.requests import Request
from starlette.responses import Response

from schema.written import plain_json
from service.bundles.challenger import Challenger
from service.bundles.lifecycle import Lifecycle, Turn
from service.bundles.watching import Watching
from service.problems import CONFLICT, NO_SCOPE, Problem

NOTHING_EARLIER = "There is no earlier bundle in memory; name one in the file that the setting bundle leads to."


class Admin:
    """The handlers of one application."""

    def __init__(self, lifecycle: Lifecycle, challenger: Challenger, watching: Watching) -> None:
        self._lifecycle, self._challenger, self._watching = lifecycle, challenger, watching

    async def reload(self, request: Request) -> Response:
        """Load what the setting leads to now, and the challenger."""
        _refuse_pages_of_others(request)
        turn = await self._watching.reload()
        if turn is Turn.REFUSED:
            raise Problem(CONFLICT, str(self._lifecycle.current.refused))
        return self._answer({"outcome": turn.value})

    async def rollback(self, request: Request) -> Response:
        """Serve the bundle before this one."""
        _refuse_pages_of_others(request)
        if await self._lifecycle.rollback() is Turn.NOTHING_EARLIER:
            raise Problem(CONFLICT, NOTHING_EARLIER)
        return self._answer({"outcome": Turn.ROLLED_BACK.value})

    async def bundles(self, _: Request) -> Response:
        """What serves, what served before, why the newest does not, and how the challenger compares."""
        return self._answer({"refused": self._lifecycle.current.refused, "challenger": self._challenger.told()})

    def _answer(self, members: dict[str, object]) -> Response:
        previous = self._lifecycle.previous
        bundles = {
            "bundle": self._lifecycle.current.version(),
            "previous": None if previous is None else previous.bundle.version,
        }
        return Response(plain_json(members | bundles), media_type="application/json")


def _refuse_pages_of_others(request: Request) -> None:
    """Where no keys are asked for, a form on any page that somebody opens here could otherwise send this.

    Browsers say from where it comes: by Sec-Fetch-Site, older ones by Origin alone. Other clients send neither.
    """
    site, origin = request.headers.get("sec-fetch-site", "none"), request.headers.get("origin")
    own = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if site not in ("none", "same-origin") or not own:
        raise Problem(NO_SCOPE, "A page of another origin may not do this; call it from a program or a shell.")
