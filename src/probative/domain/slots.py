"""Observation slots: what should be seen, and what became of it.

The table of slots is at once the work list and the coverage statement: expected, answered, refused, and
what nobody saw. A refusal is never a pass, a fail or an empty list, and it never overwrites an answer.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from probative.domain.evidence_sources import CLOUDTRAIL_QUESTION
from probative.domain.ids import AccountId, Region, SlotId, SourceId, name_based_uuid


class SourceKind(StrEnum):
    """Where evidence comes from; values as the evidence's data source is shown on Audit Manager's wire."""

    CLOUDTRAIL = "AWS CloudTrail"
    CONFIG = "AWS Config"
    SECURITY_HUB = "AWS Security Hub"
    API_CALL = "AWS API calls"
    CLOUDWATCH = "Amazon CloudWatch"
    MANUAL = "Manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What should be seen: one question to one source, in one account and region, for one period.

    `question` is the spelling that sources agree on, so that controls that ask the same share a slot:
    `chain_key(chain)` for API calls, `config:<rule>`, `securityhub:<control id>`,
    `metric:<namespace>:<metrics>:<dimension>:<statistic>:<hours>`, `alarm:<namespace>:<metrics>` (metrics joined
    by commas), `cloudtrail` for the log of a day, `manual:<source id>`: see `frameworks.questions_of`.
    The period is `[since, until)`, aware, UTC.
    """

    kind: SourceKind
    question: str
    account: AccountId
    region: Region
    since: datetime
    until: datetime

    @property
    def id(self) -> SlotId:
        """The id that always belongs to this slot."""
        return SlotId(
            name_based_uuid(
                self.kind, self.question, self.account, self.region, self.since.isoformat(), self.until.isoformat()
            )
        )


class RefusalReason(StrEnum):
    """Why a source would not answer."""

    ACCESS_DENIED = "ACCESS_DENIED"
    THROTTLED = "THROTTLED"
    NOT_ENABLED = "NOT_ENABLED"
    REGION_UNAVAILABLE = "REGION_UNAVAILABLE"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    TIMEOUT = "TIMEOUT"
    MALFORMED = "MALFORMED"
    ERROR = "ERROR"


REMEDY: dict[RefusalReason, str] = {
    RefusalReason.ACCESS_DENIED: "grant the reader role this call; `probative policy` prints the policy",
    RefusalReason.THROTTLED: "too much was asked at once: it is asked again later, or ask more slowly (--rate)",
    RefusalReason.NOT_ENABLED: "enable there what the message names, or take the account or region out of scope",
    RefusalReason.REGION_UNAVAILABLE: "the service is not offered in this region: take the region out of scope",
    RefusalReason.NOT_SUPPORTED: "this source cannot be read here; bring the evidence by hand",
    RefusalReason.TIMEOUT: "check the network to the endpoint; it is asked again next time",
    RefusalReason.MALFORMED: "what came was damaged: have it delivered again, whole",
    RefusalReason.ERROR: "read the message and mend the cause; it is asked again next time",
}
"""What a person can do about it, by reason; never empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A source that would not say: a gap the report has to show.

    `unit` names the part of the slot that was refused (a call with its arguments, a log file); empty: all of it.
    `message` is for people: no secret, no payload, at most 500 characters.
    """

    slot_id: SlotId
    unit: str
    reason: RefusalReason
    message: str
    refused_at: datetime
    attempts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A source that said all it had to say on a slot: `facts_count` facts, possibly none."""

    slot_id: SlotId
    answered_at: datetime
    facts_count: int


class SlotState(StrEnum):
    """What became of a slot."""

    DUE = "DUE"
    """Nobody saw anything yet: neither answer nor refusal."""
    ANSWERED = "ANSWERED"
    """Answered; refusals of parts of it may stand beside the answer."""
    REFUSED = "REFUSED"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    """No platform that asks for it is in use there, so that it was not asked."""


def log_slot(account: AccountId, region: Region, day: date) -> Slot:
    """Return the slot of one day of CloudTrail log of an account and region."""
    since = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Slot(
        kind=SourceKind.CLOUDTRAIL,
        question=CLOUDTRAIL_QUESTION,
        account=account,
        region=region,
        since=since,
        until=since + timedelta(days=1),
    )


NOWHERE: Final = (AccountId("-"), Region("-"))
"""The account and region of what people bring: it belongs to the assessment, not to a place in AWS."""


def manual_slot(source_id: SourceId, since: datetime, until: datetime) -> Slot:
    """Return the slot of a manual source for the period of an assessment."""
    return Slot(
        kind=SourceKind.MANUAL,
        question=f"manual:{source_id}",
        account=NOWHERE[0],
        region=NOWHERE[1],
        since=since,
        until=until,
    )
