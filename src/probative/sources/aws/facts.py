"""Facts out of pages: each with the place it came from, and an id that the same work gives again."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from probative.domain.evidence import Fact, Verdict, fact_id
from probative.domain.slots import Slot
from probative.sources.aws.calls import Call, to_json
from probative.sources.aws.spool import Page

_ARGUMENTS_LENGTH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The call that a fact comes from, and the pages of its answer."""

    call: Call
    event_source: str
    request_ids: str
    digests: str
    received_at: datetime

    @classmethod
    def of(cls, call: Call, event_source: str, *pages: Page) -> "Origin":
        """Return the origin of what `pages` of `call` say together."""
        return cls(
            call=call,
            event_source=event_source,
            request_ids=",".join(page.request_id for page in pages),
            digests=",".join(page.sha256 for page in pages),
            received_at=max(page.received_at for page in pages),
        )

    @property
    def provenance(self) -> Mapping[str, str]:
        """What is kept of the origin beside a fact."""
        return {
            "call": self.call.name,
            "arguments": to_json(self.call.arguments).decode()[:_ARGUMENTS_LENGTH],
            "request_id": self.request_ids,
            "response_sha256": self.digests,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one fact says."""

    value: object
    """As the rule sees it."""
    content: object
    """As it is kept: the value, where nothing else is said."""
    part: str = ""
    event_name: str
    time: datetime | None = None
    """When it held; None: when it was received."""
    compliance: Verdict | None = None
    resource: str = ""


@dataclass(slots=True)
class FactMaker:
    """Makes the facts of one slot."""

    slot: Slot
    count: int = 0
    latest: datetime | None = None
    """When the last of what the facts rest on was received."""
    _ordinals: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def make(self, origin: Origin, said: Said) -> Fact:
        """Return the fact that `said` is; equal ones within the slot are told apart by their number."""
        content = to_json(said.content)
        digest = sha256(content).hexdigest()
        arguments = to_json(origin.call.arguments).decode()
        name = (arguments, said.part, digest)
        ordinal = self._ordinals[name]
        self._ordinals[name] += 1
        self.count += 1
        self.latest = max(self.latest or origin.received_at, origin.received_at)
        return Fact(
            id=fact_id(self.slot, self.slot.since, *name, str(ordinal)),
            slot_id=self.slot.id,
            kind=self.slot.kind,
            account=self.slot.account,
            region=self.slot.region,
            question=self.slot.question,
            part=said.part,
            event_source=origin.event_source,
            event_name=said.event_name,
            principal="",
            time=said.time or origin.received_at,
            collected_at=origin.received_at,
            content=content,
            content_sha256=digest,
            provenance=origin.provenance,
            value=said.value,
            compliance=said.compliance,
            resource=said.resource,
        )
