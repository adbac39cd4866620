"""Facts and evidence for tests of the lake, by number: the same number gives the same item."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict, evidence_id, fact_id
from probative.domain.ids import AccountId, AssessmentId, ControlId, ControlSetId, Region, SourceId
from probative.domain.slots import Slot, log_slot

ACCOUNT: Final = AccountId("111122223333")
REGION: Final = Region("us-east-1")
ASSESSMENT: Final = AssessmentId("2f9c1d52-6a0e-5c6e-9d5c-3a4bb0a3f6d1")
CONTROL: Final = ControlId("SAFE-1.2")
START: Final = datetime(2026, 11, 1, tzinfo=UTC)
COLLECTED: Final = datetime(2026, 11, 8, 12, tzinfo=UTC)


def a_log_slot(days: int = 0) -> Slot:
    return log_slot(ACCOUNT, REGION, START.date() + timedelta(days=days))


def a_fact(number: int, collected_at: datetime = COLLECTED) -> Fact:
    at = START + timedelta(seconds=number)
    slot = log_slot(ACCOUNT, REGION, at.date())
    content = f'{{"eventID": "{number}"}}'.encode()
    return Fact(
        id=fact_id(slot, at, str(number)),
        slot_id=slot.id,
        kind=slot.kind,
        account=ACCOUNT,
        region=REGION,
        question=slot.question,
        part="",
        event_source="bedrock.amazonaws.com",
        event_name="DeleteGuardrail",
        principal=f"arn:aws:iam::{ACCOUNT}:user/analyst",
        time=at,
        collected_at=collected_at,
        content=content,
        content_sha256=sha256(content).hexdigest(),
        provenance={"file": f"logs/{number // 10}.json.gz"},
    )


def some_evidence(
    fact: Fact, *, assessment: AssessmentId = ASSESSMENT, control: ControlId = CONTROL, source: str = "safe-1.2-deleted"
) -> Evidence:
    return Evidence(
        id=evidence_id(assessment, SourceId(source), fact.id),
        assessment_id=assessment,
        control_set_id=ControlSetId("safe"),
        control_id=control,
        source_id=SourceId(source),
        fact_id=fact.id,
        slot_id=fact.slot_id,
        kind=fact.kind,
        by_type=EvidenceByType.USER_ACTIVITY,
        account=fact.account,
        region=fact.region,
        event_source=fact.event_source,
        event_name=fact.event_name,
        principal=fact.principal,
        resource="",
        time=fact.time,
        collected_at=fact.collected_at,
        verdict=Verdict.NON_COMPLIANT,
        rule="false",
        reason="A guardrail was deleted.",
        attributes={"guardrail": fact.event_name},
    )
