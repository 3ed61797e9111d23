from tests.service.fixtures import bare, bare_server, live, live_server

__all__ = ["bare", "bare_server", "live", "live_server"]
