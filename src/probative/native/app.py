"""The whole server as one ASGI application: console, native API and probes by their paths, all else to the AWS door."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router

from probative.api.asgi import AsgiScope, AwsDoorApp, Receive, Send
from probative.api.authentication import Authentication
from probative.app.application import Application
from probative.native.contract import Endpoint
from probative.native.health import Health
from probative.native.methods import other_methods
from probative.native.once import Once
from probative.native.openapi import document
from probative.native.routes import JSON, Serving, not_found

_OURS: Final = ("/v1/", "/files/", "/healthz", "/readyz", "/metrics")
_DOCUMENT: Final = "/v1/openapi.json"


class Pages(Protocol):
    """What answers browsers that come for the console."""

    def takes(self, scope: AsgiScope) -> bool:
        """Say whether a request is for it."""

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer one request that it takes."""


@dataclass(frozen=True, kw_only=True)
class NativeApp:
    """Answers everything that reaches the server."""

    application: Application
    authentication: Authentication
    health: Health
    door: AwsDoorApp
    pages: Pages
    endpoints: Sequence[Endpoint[Any, Any]]
    more: Sequence[BaseRoute] = ()
    """Routes that are no endpoints: sign-in, files."""

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer one request, or take note of the server's start and end."""
        await self._once(scope, receive, send)

    @cached_property
    def _once(self) -> Once:
        return Once(self._answer)

    async def _answer(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.pages.takes(scope):
            await self.pages(scope, receive, send)
        elif scope["type"] == "http" and not scope["path"].startswith(_OURS):
            await self.door(scope, receive, send)
        else:
            await self._router(scope, receive, send)

    @cached_property
    def _router(self) -> Router:
        serving = Serving(application=self.application, authentication=self.authentication)
        told = msgspec.json.encode(document(self.endpoints))

        async def tell(_: Request) -> Response:
            return Response(told, media_type=JSON)

        routes = [*self.health.routes(), Route(_DOCUMENT, tell), *serving.routes(self.endpoints), *self.more]
        return Router(routes=[*routes, *other_methods(routes)], redirect_slashes=False, default=not_found)
