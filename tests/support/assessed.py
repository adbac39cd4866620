"""Assessments with evidence, for tests of what is read, chosen and reported."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from probative.app.application import Application
from probative.app.evidence_folders import lake_control_id
from probative.domain.engagements import (
    AssessedControl,
    AssessedControlSet,
    AssessmentStatus,
    ControlSetStatus,
    Destination,
    Engagement,
    FrozenFramework,
    ScopedAccount,
)
from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict, evidence_id, fact_id
from probative.domain.ids import AssessmentId, BatchId, ControlSetId, Region, SourceId
from probative.domain.slots import Slot, SourceKind
from tests.support.serving import ACCOUNT, NOW, REGION, caller, standard_framework

ASSESSMENT: Final = AssessmentId("10000000-0000-5000-8000-000000000001")
OTHER_ASSESSMENT: Final = AssessmentId("10000000-0000-5000-8000-000000000002")
BY_TYPE: Final = {
    SourceKind.CLOUDTRAIL: EvidenceByType.USER_ACTIVITY,
    SourceKind.CONFIG: EvidenceByType.COMPLIANCE_CHECK,
    SourceKind.SECURITY_HUB: EvidenceByType.COMPLIANCE_CHECK,
    SourceKind.API_CALL: EvidenceByType.CONFIGURATION_DATA,
    SourceKind.MANUAL: EvidenceByType.MANUAL,
}


def engagement(id_: AssessmentId = ASSESSMENT, *, name: str = "Chat assistant") -> Engagement:
    """Return an active assessment of the shipped framework, created by olivia; it is kept nowhere yet."""
    framework = standard_framework()
    return Engagement(
        id=id_,
        name=name,
        description=None,
        status=AssessmentStatus.ACTIVE,
        destination=Destination(type="S3", url="s3://reports-bucket/audits"),
        accounts=(ScopedAccount(id=ACCOUNT),),
        regions=(REGION,),
        roles=(),
        framework=FrozenFramework(
            id=framework.uuid,
            name=framework.name,
            description=framework.description,
            compliance_type=framework.compliance_type,
            is_standard=True,
        ),
        control_sets=tuple(
            AssessedControlSet(
                id=control_set.name,
                status=ControlSetStatus.ACTIVE,
                controls=tuple(AssessedControl(id=control.uuid) for control in control_set.controls),
            )
            for control_set in framework.control_sets
        ),
        created_at=NOW - timedelta(days=3),
        updated_at=NOW - timedelta(days=3),
        creator_arn=caller().arn,
        created_by="olivia",
    )


def keep_engagement(application: Application, kept: Engagement | None = None) -> Engagement:
    """Keep an assessment in the books, and return it."""
    kept = kept or engagement()
    application.store.change(lambda books: books.engagements.put(kept))
    return kept


def an_item(  # noqa: PLR0913  what it is like
    number: int,
    *,
    control_id: str,
    application: Application,
    kind: SourceKind = SourceKind.API_CALL,
    verdict: Verdict = Verdict.COMPLIANT,
    at: datetime = NOW,
    assessment_id: AssessmentId = ASSESSMENT,
    content: bytes | None = None,
    resource: str = "",
) -> tuple[Fact, Evidence]:
    """Return a fact and its evidence for a control, named by its UUID; the same number is the same item."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    slot = Slot(
        kind=kind, question="q", account=ACCOUNT, region=Region("us-east-1"), since=day, until=day + timedelta(days=1)
    )
    content = content if content is not None else b'{"number":%d}' % number
    source = SourceId("source-1")
    fact = Fact(
        id=fact_id(slot, day + timedelta(seconds=number), str(number), control_id),
        slot_id=slot.id,
        kind=kind,
        account=slot.account,
        region=slot.region,
        question=slot.question,
        part="",
        event_source="bedrock.amazonaws.com",
        event_name="ListGuardrails",
        principal="",
        time=at - timedelta(minutes=5),
        collected_at=at,
        content=content,
        content_sha256=sha256(content).hexdigest(),
    )
    item = Evidence(
        id=evidence_id(assessment_id, source, fact.id),
        assessment_id=assessment_id,
        control_set_id=ControlSetId("set"),
        control_id=lake_control_id(application, control_id),
        source_id=source,
        fact_id=fact.id,
        slot_id=fact.slot_id,
        kind=kind,
        by_type=BY_TYPE[kind],
        account=fact.account,
        region=fact.region,
        event_source=fact.event_source,
        event_name=fact.event_name,
        principal=fact.principal,
        resource=resource,
        time=fact.time,
        collected_at=at,
        verdict=verdict,
        rule="size(item) > 0",
        reason="There is one.",
        attributes={"name": f"guardrail {number}"},
    )
    return fact, item


def keep_items(application: Application, items: Sequence[tuple[Fact, Evidence]]) -> list[Evidence]:
    """Commit items to the lake, and return the evidence by id."""
    facts, evidence = [fact for fact, _ in items], [item for _, item in items]
    lake = application.lake
    lake.commit(BatchId(application.new_id()), [lake.stage().write(facts, evidence)])
    return sorted(evidence, key=lambda item: item.id)


def keep_some(  # noqa: PLR0913  what is to be kept
    application: Application,
    control_id: str,
    count: int = 3,
    *,
    kind: SourceKind = SourceKind.API_CALL,
    verdict: Verdict = Verdict.COMPLIANT,
    at: datetime = NOW,
    first: int = 0,
    assessment_id: AssessmentId = ASSESSMENT,
) -> list[Evidence]:
    """Keep `count` items of a control, and return them by id."""
    return keep_items(
        application,
        [
            an_item(
                number,
                control_id=control_id,
                application=application,
                kind=kind,
                verdict=verdict,
                at=at,
                assessment_id=assessment_id,
            )
            for number in range(first, first + count)
        ],
    )


def with_control_status(kept: Engagement, control_id: str, **changed: object) -> Engagement:
    """Return the assessment with one of its controls changed."""
    sets = tuple(
        replace(
            control_set,
            controls=tuple(
                replace(control, **changed) if control.id == control_id else control  # type: ignore[arg-type]
                for control in control_set.controls
            ),
        )
        for control_set in kept.control_sets
    )
    return replace(kept, control_sets=sets)
