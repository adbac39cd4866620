"""Facts and evidence: what a source said, and what it means for a control.

A fact is kept once with its raw content; evidence attaches it to a control of an assessment, with a verdict
where a rule or the source itself gives one. Both are immutable and carry two clocks: when the fact held,
and when it was collected.

Log files give them by the hundred thousand: they are tuples, which are made and turned into columns several times
faster than other values.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from probative.domain.ids import (
    AccountId,
    AssessmentId,
    ControlId,
    ControlSetId,
    EvidenceId,
    FactId,
    Region,
    SlotId,
    SourceId,
    time_ordered_uuid,
    uuid_beside,
)
from probative.domain.slots import Slot, SourceKind


class Verdict(StrEnum):
    """What evidence says of its control. Inconclusive and not applicable are absent on Audit Manager's wire."""

    COMPLIANT = "COMPLIANT"
    NON_COMPLIANT = "NON_COMPLIANT"
    INCONCLUSIVE = "INCONCLUSIVE"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class EvidenceByType(StrEnum):
    """The kind of evidence; values as on the wire."""

    CONFIGURATION_DATA = "Configuration data"
    COMPLIANCE_CHECK = "Compliance check"
    USER_ACTIVITY = "User activity"
    MANUAL = "Manual"


class Fact(NamedTuple):
    """What a source said, once: a resource, an event, a finding, a file.

    `value` is `content` as the rule sees it (timestamps as `datetime`); it is not kept, `content` is.
    """

    id: FactId
    slot_id: SlotId
    kind: SourceKind
    account: AccountId
    region: Region
    question: str
    """The question of the slot."""
    part: str
    """Which part of the answer: the path of the list it is an element of; empty: the whole answer."""
    event_source: str
    """Service principal, say `bedrock.amazonaws.com`; at most 40 characters on the wire."""
    event_name: str
    """CloudTrail event name, API operation, Config rule, Security Hub control, metric."""
    principal: str
    """Who acted (ARN or name), for activity and manual evidence; else empty."""
    time: datetime
    collected_at: datetime
    content: bytes
    """Raw, as received where the source gives bytes, else its JSON; manual files: their description."""
    content_sha256: str
    provenance: Mapping[str, str] = {}
    """Where it came from: request id, digest of the response, key of the log file, arguments of the call."""
    value: object = None
    compliance: Verdict | None = None
    """The verdict that the source itself brings (Config, Security Hub)."""
    resource: str = ""
    """ARN or name of the resource, where the source itself says it."""


def fact_id(slot: Slot, at: datetime, *parts: str) -> FactId:
    """Return the id of the fact that `parts` name within `slot`; the same work gives the same id.

    `at` orders the id: the event's time for activity, the start of the slot's period for state.
    """
    return FactId(time_ordered_uuid(at, slot.id, *parts))


class Evidence(NamedTuple):
    """A fact attached to a control of an assessment, weighed."""

    id: EvidenceId
    assessment_id: AssessmentId
    control_set_id: ControlSetId
    control_id: ControlId
    source_id: SourceId
    fact_id: FactId
    slot_id: SlotId
    kind: SourceKind
    by_type: EvidenceByType
    account: AccountId
    region: Region
    event_source: str
    event_name: str
    principal: str
    resource: str
    """ARN or name; empty: the account and region."""
    time: datetime
    collected_at: datetime
    verdict: Verdict
    rule: str
    """The CEL expression, or the Config rule or Security Hub control, that gave the verdict; empty: none."""
    reason: str
    """Why: for people, one sentence; never empty for other than compliant."""
    attributes: Mapping[str, str] = {}
    """What the control wants shown (captured paths), flattened; keys to 100, values to 200 characters."""

    @property
    def day(self) -> date:
        """The UTC day whose evidence folder it lies in: that of collection, as Audit Manager files it."""
        return self.collected_at.date()


def evidence_id(assessment_id: AssessmentId, source_id: SourceId, of: FactId) -> EvidenceId:
    """Return the id of the evidence that attaches fact `of` to `source_id` in `assessment_id`.

    It sorts where the fact does, so that the same fact attached again is the same evidence.
    """
    return EvidenceId(uuid_beside(of, assessment_id, source_id, of))
