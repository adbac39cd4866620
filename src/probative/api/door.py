"""The AWS door: a request comes in as it was sent, and a reply goes out.

Steps, in this order:

1. The operation is found by method and raw path.
2. The caller is proven: by its signature, or by the session of a signed-in browser.
3. The input is read and checked against the model.
4. The service must be on, save for the operations that say so or turn it on.
5. The operation's function answers, or an error does that the operation declares.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from probative.api.authentication import Authentication, Received
from probative.api.faults import told
from probative.api.operations.context import Context, Operation, Page
from probative.api.protocol.errors import error_reply
from probative.api.protocol.model import Members
from probative.api.protocol.model import Operation as WireOperation
from probative.api.protocol.paging import DEFAULT_COUNT, PageTokens, listing_of
from probative.api.protocol.refusals import RequestError, SignatureRefusedError
from probative.api.protocol.request import read_input
from probative.api.protocol.route import Match, Router
from probative.api.protocol.serialize import Reply, reply
from probative.api.replies import Replies
from probative.app.application import Application
from probative.domain.errors import DomainError
from probative.domain.people import Caller

ALWAYS_ON: Final = frozenset(
    {
        "GetAccountStatus",
        "RegisterAccount",
        "GetOrganizationAdminAccount",
        "RegisterOrganizationAdminAccount",
        "DeregisterOrganizationAdminAccount",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
    }
)
"""Operations that answer while the service is off. Source: Audit Manager's own behaviour."""

_LOG: Final = logging.getLogger(__name__)


class Watcher(Protocol):
    """Counts what was answered."""

    def __call__(self, operation: str, status: int, seconds: float) -> None:
        """Take note that `operation` (empty: none was found) was answered with `status`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsDoor:
    """Answers requests, one at a time or many at once."""

    application: Application
    router: Router
    operations: Mapping[str, Operation]
    authentication: Authentication
    replies: Replies
    tokens: PageTokens
    check_registered: Callable[[Application, Caller], None]
    watch: Watcher

    def answer(self, received: Received) -> Reply:
        """Return the reply to `received`; whatever goes wrong becomes one, too."""
        began = time.perf_counter()
        match: Match | None = None
        try:
            match, caller = self._opened(received)
            make = partial(self._answer, received, match, caller)
            outcome = self.replies.get(match.operation, received, caller, make)
        except Exception as error:  # noqa: BLE001  the outermost frame of this door
            operation = match.operation if match else None
            outcome = error_reply(error, operation=operation, request_id=received.request_id)
            _note(error, received, operation)
        self.watch(match.operation.name if match else "", outcome.status, time.perf_counter() - began)
        return outcome

    def _opened(self, received: Received) -> tuple[Match, Caller]:
        match = self.router.match(received.signed.method, received.signed.raw_path)
        return match, self.authentication.caller_of(received.signed)

    def _answer(self, received: Received, match: Match, caller: Caller) -> Reply:
        operation = match.operation
        values = read_input(match, received.signed.query, received.body)
        if operation.name not in ALWAYS_ON:
            self.check_registered(self.application, caller)
        context = Context(
            application=self.application,
            caller=caller,
            operation=operation.name,
            base_url=received.base_url,
            page=self._page(operation, caller, values),
        )
        output = self.operations[operation.name](context, values)
        return reply(operation, output, request_id=received.request_id)

    def _page(self, operation: WireOperation, caller: Caller, values: Members) -> Page:
        listing = listing_of(operation.name, caller.account, values)
        token = values.get("nextToken")
        position = self.tokens.read(listing, token) if token is not None else None
        return Page(
            after=None if position is None else str(position[0]),
            limit=values.get("maxResults") or DEFAULT_COUNT,
            token_for=lambda place: self.tokens.issue(listing, (place,)),
        )


def _note(error: Exception, received: Received, operation: WireOperation | None) -> None:
    """Tell the log of what is our fault; what a caller did wrong is told to the caller alone."""
    if isinstance(error, DomainError | RequestError | SignatureRefusedError):
        return
    name = operation.name if operation else "no operation"
    _LOG.error("%s: %s: %s", received.request_id, name, told(error))
