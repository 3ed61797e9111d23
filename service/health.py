"""`python -m service health`: for a container's HEALTHCHECK.

It asks /readyz, not /livez: who reads a container's health (compose's `depends_on`, a load balancer) wants to know
whether work may be sent. Kubernetes does not read it; it has probes of its own, with /livez for restarts.
"""

import json
from http.client import HTTPConnection, HTTPException

from service.settings import Settings

TIMEOUT_SECONDS = 3.0
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (what the service may listen on)


def unhealthy(settings: Settings) -> str | None:
    """Why the service at the settings' address may not be sent work; None when it may."""
    connection = HTTPConnection(ANY_ADDRESS.get(settings.host, settings.host), settings.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException, UnicodeError):  # a label of a host's name may be too long or empty
        return f"Nothing answers on port {settings.port}."
    finally:
        connection.close()
    return None if answer.status == 200 else _reason(body, settings.port)


def _reason(body: bytes, port: int) -> str:
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, LookupError, TypeError):
        return f"What answers on port {port} is not this service; stop it, or name another --port."
