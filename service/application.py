"""FastAPI without the layers that nothing here needs."""

from fastapi import FastAPI
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp


class Lean(FastAPI):
    """The layers that were added, the exception handlers, and the routes.

    FastAPI puts four more around them, 20 to 30 us of CPU a request: one that answers what broke (the envelope does),
    one that bounds bodies (service/incoming.py does), one that closes uploaded files (there are none), and one for
    spans (who wants spans takes FastAPI as it is).
    """

    def build_middleware_stack(self) -> ASGIApp:
        """From the outside in, as the server calls them."""
        app: ASGIApp = ExceptionMiddleware(self.router, handlers=self.exception_handlers)
        for layer, args, options in reversed(self.user_middleware):
            app = layer(app, *args, **options)
        return app
