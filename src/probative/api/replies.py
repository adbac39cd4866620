"""Replies kept in memory, and given again for as long as nothing that they were made of can have changed.

What a reply to a read is made of: the books, the lake, the caller's rights, and the minute. Each has an edition, so
that no reply outlives any of them: whoever changes something reads it back at once, on whichever server.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from probative.api.authentication import Received
from probative.api.protocol.model import Operation
from probative.api.protocol.serialize import Reply
from probative.app.application import Application
from probative.app.recent import Recent
from probative.domain.people import Caller

UNKEPT: Final = frozenset({"GetAssessmentReportUrl", "GetEvidenceFileUploadUrl"})
"""Reads whose reply is another one each time: links that last for a while from now on."""
_READ: Final = "GET"
_REQUEST_ID: Final = "x-amzn-requestid"
_PRESIGNED: Final = "X-Amz-"

Edition: TypeAlias = tuple[Hashable, Hashable]
"""Of the books and of the lake."""


@dataclass(frozen=True, slots=True)
class Replies:
    """Replies to reads of `application`."""

    application: Application
    recent: Recent = field(default_factory=Recent)

    def get(self, operation: Operation, received: Received, caller: Caller, make: Callable[[], Reply]) -> Reply:
        """Return the reply to a request, as it was kept or as `make` makes it now; errors are not kept."""
        # An auditor's time ends on the second.
        if not may_be_kept(operation, received) or caller.auditing:
            return make()
        key = key_of(received, caller)
        # Before anything is read: what changes meanwhile belongs to the next edition.
        edition = self.application.store.edition(), self.application.lake.edition(), self._minute()
        kept = self.recent.find(key, edition, Reply)
        if kept is not None:
            return _readdressed(kept, received.request_id)
        made = make()
        self.recent.keep(key, edition, made, len(made.body))
        return made

    def at_hand(self, received: Received, caller: Caller, edition: Edition | None) -> Reply | None:
        """Return the reply that is kept of `edition`, which was asked for after the request came; None: use `get`."""
        if edition is None or caller.auditing:
            return None
        kept = self.recent.find(key_of(received, caller), (*edition, self._minute()), Reply)
        return None if kept is None else _readdressed(kept, received.request_id)

    def edition_at_hand(self) -> Edition | None:
        """Return the edition of all that replies are made of, where no waiting is needed to know it."""
        store, lake = self.application.store.edition_at_hand(), self.application.lake.edition_at_hand()
        return None if store is None or lake is None else (store, lake)

    def _minute(self) -> datetime:
        return self.application.clock().replace(second=0, microsecond=0)


def may_be_kept(operation: Operation, received: Received) -> bool:
    """Say whether the reply to a request is one that may be given again."""
    # A signature in the address makes each address another one.
    return operation.method == _READ and operation.name not in UNKEPT and _PRESIGNED not in received.signed.query


def key_of(received: Received, caller: Caller) -> Hashable:
    """Return what all requests share that get the same reply, as long as nothing changes."""
    return received.signed.raw_path, received.signed.query, caller


def _readdressed(kept: Reply, request_id: str) -> Reply:
    headers = tuple((name, request_id if name.lower() == _REQUEST_ID else value) for name, value in kept.headers)
    return Reply(status=kept.status, headers=headers, body=kept.body)
