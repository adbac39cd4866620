"""Replies kept in memory, and given again for as long as nothing that they were made of can have changed.

What a reply to a read is made of: the books, the lake, the caller's rights, and the minute. Each has an edition, so
that no reply outlives any of them: whoever changes something reads it back at once, on whichever server.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Replies:
    """Replies to reads of `application`."""

    application: Application
    recent: Recent = field(default_factory=Recent)

    def get(self, operation: Operation, received: Received, caller: Caller, make: Callable[[], Reply]) -> Reply:
        """Return the reply to a request, as it was kept or as `make` makes it now; errors are not kept."""
        signed = received.signed
        # A signature in the address makes each address another one; an auditor's time ends on the second.
        if operation.method != _READ or operation.name in UNKEPT or _PRESIGNED in signed.query or caller.auditing:
            return make()
        key = (signed.raw_path, signed.query, caller)
        edition = self._edition()
        kept = self.recent.find(key, edition, Reply)
        if kept is not None:
            return _readdressed(kept, received.request_id)
        made = make()
        self.recent.keep(key, edition, made, len(made.body))
        return made

    def _edition(self) -> Hashable:
        application = self.application
        # Before anything is read: what changes meanwhile belongs to the next edition.
        minute = application.clock().replace(second=0, microsecond=0)
        return application.store.edition(), application.lake.edition(), minute


def _readdressed(kept: Reply, request_id: str) -> Reply:
    headers = tuple((name, request_id if name.lower() == _REQUEST_ID else value) for name, value in kept.headers)
    return Reply(status=kept.status, headers=headers, body=kept.body)
