"""What answers a path that is there when it is asked with a method that it does not take."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from probative.api.asgi import AsgiScope, Receive, Send
from probative.native.contract import Problem
from probative.native.routes import JSON


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Refuses whatever method it is asked with. Source: RFC 9110 section 15.5.6."""

    taken: tuple[str, ...]

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        allowed = ", ".join(self.taken)
        problem = Problem(code="method_not_allowed", message=f"This path takes {allowed}.")
        answer = Response(msgspec.json.encode(problem), 405, {"allow": allowed}, JSON)
        await answer(scope, receive, send)


def other_methods(routes: Iterable[BaseRoute]) -> list[Route]:
    """Return routes that take all methods that `routes` do not, on the same paths; they come behind them."""
    taken: dict[str, set[str]] = defaultdict(set)
    for route in routes:
        if isinstance(route, Route):
            taken[route.path] |= route.methods or set()
    return [Route(path, _Refusal(tuple(sorted(methods)))) for path, methods in taken.items()]
