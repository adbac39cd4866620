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
from dataclasses import dataclass, field
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
from probative.api.replies import Edition, Replies, key_of, may_be_kept
from probative.api.turns import Begun
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

OF_THE_LIBRARY: Final = frozenset(
    {
        "GetAssessmentFramework",
        "GetControl",
        "GetServicesInScope",
        "ListAssessmentFrameworks",
        "ListControls",
        "ListKeywordsForDataSource",
    }
)
"""Operations that read the library alone, which some clients do before they turn the service on."""

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
    always_on: frozenset[str] = ALWAYS_ON
    """Operations that do not ask whether the service is on."""
    watch: Watcher

    def answer(self, received: Received) -> Reply:
        """Return the reply to `received`; whatever goes wrong becomes one, too."""
        begun = self.begin(received, self.replies.edition_at_hand)
        return begun if isinstance(begun, Reply) else begun.make()

    def begin(self, received: Received, at_hand: Callable[[], Edition | None]) -> Reply | Begun:
        """Return the reply to `received` where it is at hand, or else what makes it.

        `at_hand` is `replies.edition_at_hand`, asked once for all requests that are there already.
        """
        course = _Course(received)
        try:
            course.match = match = self.router.match(received.signed.method, received.signed.raw_path)
            if not may_be_kept(match.operation, received):
                return Begun(None, _nothing, partial(self._finish, course, match, None))
            caller = self.authentication.caller_at_hand(received.signed)
        except Exception as error:  # noqa: BLE001  the outermost frame of this door
            return course.ended(course.failed(error), self.watch)
        finish = partial(self._finish, course, match, caller)
        if caller is None or caller.auditing or (edition := at_hand()) is None:
            return Begun(None, _nothing, finish)
        kept = partial(self._kept, course, caller)
        return kept(edition) or Begun(key_of(received, caller), lambda: kept(at_hand()), finish)

    def _kept(self, course: "_Course", caller: Caller, edition: Edition | None) -> Reply | None:
        kept = self.replies.at_hand(course.received, caller, edition)
        return None if kept is None else course.ended(kept, self.watch)

    def _finish(self, course: "_Course", match: Match, proven: Caller | None) -> Reply:
        received = course.received
        try:
            caller = proven or self.authentication.caller_of(received.signed)
            make = partial(self._answer, received, match, caller)
            outcome = self.replies.get(match.operation, received, caller, make)
        except Exception as error:  # noqa: BLE001  the outermost frame of this door
            outcome = course.failed(error)
        return course.ended(outcome, self.watch)

    def _answer(self, received: Received, match: Match, caller: Caller) -> Reply:
        operation = match.operation
        values = read_input(match, received.signed.query, received.body)
        if operation.name not in self.always_on:
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


@dataclass(slots=True)
class _Course:
    """A request on its way through the door."""

    received: Received
    began: float = field(default_factory=time.perf_counter)
    match: Match | None = None

    def failed(self, error: Exception) -> Reply:
        operation = self.match.operation if self.match else None
        _note(error, self.received, operation)
        return error_reply(error, operation=operation, request_id=self.received.request_id)

    def ended(self, outcome: Reply, watch: Watcher) -> Reply:
        name = self.match.operation.name if self.match else ""
        watch(name, outcome.status, time.perf_counter() - self.began)
        return outcome


def _nothing() -> None:
    return None


def _note(error: Exception, received: Received, operation: WireOperation | None) -> None:
    """Tell the log of what is our fault; what a caller did wrong is told to the caller alone."""
    if isinstance(error, DomainError | RequestError | SignatureRefusedError):
        return
    name = operation.name if operation else "no operation"
    _LOG.error("%s: %s: %s", received.request_id, name, told(error))
