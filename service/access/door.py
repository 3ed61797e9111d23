"""Whether the service may listen where it does: without keys on this machine alone, unless it is said outright."""

import logging
import socket
from ipaddress import ip_address

from service.settings import Settings, WrongSetting

NO_KEYS = (
    "{host} is not this machine alone, and without keys everybody who reaches it is served. Give it keys (`python -m"
    " service key new --client crm --scopes score,segments` makes one; --keys or SCORING_KEYS names the file), listen"
    " on 127.0.0.1, or, where something before it keeps the door, say so: --allow-open yes or SCORING_ALLOW_OPEN=yes."
)
OPEN = "without keys on %s: everybody who reaches it is served"

logger = logging.getLogger(__name__)


def require_door(settings: Settings, bound: socket.socket) -> None:
    """Raises WrongSetting where everybody could come in and nobody said that they may."""
    if settings.keys is not None or settings.keys_toml is not None:
        return
    host = str(bound.getsockname()[0])
    if ip_address(host.partition("%")[0]).is_loopback:
        return
    if settings.allow_open != "yes":
        raise WrongSetting(NO_KEYS.format(host=host))
    logger.warning(OPEN, host)
