"""An assessment of which some was seen, some was refused and some nobody saw, with where collecting for it stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from probative.app.application import Application
from probative.app.delegating import Request, create_delegations
from probative.domain.collecting import CollectorStatus, Effort
from probative.domain.engagements import Engagement
from probative.domain.ids import AccountId, AssessmentId, BatchId, Region
from probative.domain.people import Caller, RoleType
from probative.domain.slots import Answer, Refusal, RefusalReason, Slot, log_slot
from probative.ports.records import Batch
from tests.support.engaging import DAN, FIRST, OLIVIA, engage
from tests.support.serving import ACCOUNT, NOW, REGION

OTHER_ACCOUNT: Final = AccountId("444455556666")
YESTERDAY: Final = NOW - timedelta(days=1)


def covered(made: Application, name: str = "Quarter 4", *, owners: tuple[str, ...] = ()) -> Engagement:
    """Return an assessment with four days of log: one seen, one seen in part, one refused, one seen by nobody."""
    engagement = engage(made, name, owners=owners).engagement
    seen = log_slot(ACCOUNT, REGION, NOW.date())
    in_part = log_slot(ACCOUNT, REGION, YESTERDAY.date())
    refused = log_slot(OTHER_ACCOUNT, Region("eu-west-1"), NOW.date())
    unseen = log_slot(OTHER_ACCOUNT, Region("eu-west-1"), YESTERDAY.date())
    made.records.plan(engagement.id, [seen, in_part, refused, unseen])
    answers = tuple(Answer(slot_id=slot.id, answered_at=NOW, facts_count=2) for slot in (seen, in_part))
    refusals = (
        _refusal(in_part, RefusalReason.MALFORMED, "AWSLogs/1.json.gz"),
        _refusal(refused, RefusalReason.ACCESS_DENIED, "a"),
        _refusal(refused, RefusalReason.THROTTLED, "b"),
    )
    batch = Batch(
        id=BatchId(made.new_id()),
        assessment_id=engagement.id,
        staged=(),
        answers=answers,
        refusals=refusals,
        files=(),
    )
    made.records.begin(batch)
    made.records.finish(batch.id)
    return engagement


def hand_over(made: Application, engagement: Engagement) -> Caller:
    """Delegate the first control set to Dan, and return him."""
    asked = Request(FIRST, DAN.arn, RoleType.RESOURCE_OWNER, None)
    assert create_delegations(made, OLIVIA, engagement.id, [asked]).refused == ()
    return DAN


def _refusal(slot: Slot, reason: RefusalReason, unit: str) -> Refusal:
    return Refusal(slot_id=slot.id, unit=unit, reason=reason, message="it would not say", refused_at=NOW)


def a_status(assessment_id: AssessmentId, account: AccountId = ACCOUNT) -> CollectorStatus:
    """Return the status of an account that was asked an hour ago, whose log files could not be had since."""
    return CollectorStatus(
        id=f"{assessment_id}/{account}",
        assessment_id=assessment_id,
        account=account,
        created_at=YESTERDAY,
        since=YESTERDAY,
        live=Effort(due_at=NOW + timedelta(hours=12), ran_at=NOW - timedelta(hours=1)),
        logs=Effort(due_at=NOW + timedelta(minutes=5)),
        checks=Effort(due_at=NOW + timedelta(hours=12)),
        seen_update=YESTERDAY,
        refusing=2,
    )


def keep_status(made: Application, status: CollectorStatus, **changed: object) -> CollectorStatus:
    """Keep a status, with some of it changed, and return it."""
    kept = replace(status, **changed)  # type: ignore[arg-type]  # as the caller names them
    made.store.change(lambda books: books.statuses.put(kept))
    return kept
