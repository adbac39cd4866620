"""Small frameworks, slots and facts, built by hand for tests of weighing and summarising."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from json import dumps

from probative.domain.assessments import Assessment, PlatformUse, Scope, UseStatus
from probative.domain.evidence import Fact, Verdict, fact_id
from probative.domain.evidence_sources import (
    ApiCallSource,
    CallStep,
    CloudTrailSource,
    EventName,
    EvidenceSource,
    Frequency,
    Json,
    ManualSource,
    Rule,
    Subject,
    WhenEmpty,
    chain_key,
)
from probative.domain.frameworks import (
    Control,
    ControlSet,
    Framework,
    Layer,
    Objective,
    Parameter,
    ParameterType,
    Platform,
    Probe,
)
from probative.domain.ids import (
    AccountId,
    AssessmentId,
    ControlId,
    ControlSetId,
    FrameworkId,
    PlatformId,
    Region,
    SourceId,
)
from probative.domain.slots import Answer, Refusal, RefusalReason, Slot, SourceKind, log_slot

NOW = datetime(2026, 11, 8, 12, tzinfo=UTC)
TODAY = datetime(2026, 11, 8, tzinfo=UTC)
ACCOUNT = AccountId("111122223333")
REGION = Region("us-east-1")
BEDROCK = PlatformId("amazon_bedrock")
LIST_GUARDRAILS = CallStep(service="bedrock", operation="ListGuardrails")


def a_rule(expression: str = "resource.ok", when_empty: WhenEmpty | None = WhenEmpty.FAIL) -> Rule:
    return Rule(expression=expression, reason_fail="It is not as it should be.", when_empty=when_empty)


def an_api_source(
    id_: str = "safe-1.1-guardrails",
    *,
    rule: Rule | None = None,
    subject: Subject = Subject.RESOURCE,
    platforms: tuple[PlatformId, ...] = (),
    capture: tuple[str, ...] = (),
) -> ApiCallSource:
    return ApiCallSource(
        id=SourceId(id_),
        name="Guardrails",
        chain=(LIST_GUARDRAILS,),
        each="guardrails",
        resource_id="arn",
        subject=subject,
        frequency=Frequency.DAILY,
        platforms=platforms,
        capture=capture,
        rule=rule,
    )


def an_event_source(id_: str = "safe-1.1-deleted", platforms: tuple[PlatformId, ...] = ()) -> CloudTrailSource:
    return CloudTrailSource(
        id=SourceId(id_),
        name="Guardrail deleted",
        events=(EventName(source="bedrock.amazonaws.com", name="DeleteGuardrail"),),
        platforms=platforms,
        rule=Rule(expression="false", reason_fail="A guardrail was deleted."),
    )


def a_manual_source(id_: str = "safe-1.1-report") -> ManualSource:
    return ManualSource(
        id=SourceId(id_), name="Report", artefact="A report", accepts=("file",), review_interval_days=90
    )


def a_control(*sources: EvidenceSource, id_: str = "SAFE-1.1", parameters: Mapping[str, Json] | None = None) -> Control:
    return Control(
        id=ControlId(id_),
        uuid="00000000-0000-5000-8000-000000000001",
        name="Guarded inputs",
        objective_id="SAFE-1",
        layer=Layer.INPUT_DATA,
        platforms=(BEDROCK,),
        description="Inputs are guarded.",
        testing_information="Look at the guardrails.",
        action_plan_title="Guard inputs",
        action_plan_instructions="Make a guardrail.",
        parameters=tuple(
            Parameter(name=name, type=ParameterType.STRING_LIST, default=value, meaning="For tests")
            for name, value in (parameters or {}).items()
        ),
        sources=sources,
    )


def a_framework(*controls: Control, platforms: tuple[Platform, ...] = ()) -> Framework:
    return Framework(
        id=FrameworkId("small"),
        uuid="00000000-0000-5000-8000-000000000002",
        name="Small framework",
        version="1",
        description="For tests",
        compliance_type="Tests",
        platforms=platforms,
        control_sets=(
            ControlSet(
                id=ControlSetId("SAFE"),
                uuid="00000000-0000-5000-8000-000000000003",
                name="Safe",
                purpose="No harm",
                objectives=(
                    Objective(
                        id="SAFE-1",
                        name="Safe inputs",
                        layer=Layer.INPUT_DATA,
                        purpose="Inputs are safe",
                        controls=controls,
                    ),
                ),
            ),
        ),
        digest="0" * 64,
    )


def bedrock_platform() -> Platform:
    return Platform(
        id=BEDROCK,
        name="Amazon Bedrock",
        probes=(Probe(chain=(LIST_GUARDRAILS,), each="guardrails"),),
        events=(EventName(source="bedrock.amazonaws.com", name="InvokeModel"),),
    )


def use(status: UseStatus, region: Region = REGION) -> PlatformUse:
    return PlatformUse(platform_id=BEDROCK, account=ACCOUNT, region=region, status=status, because="tests say so")


def an_assessment(scope: Scope | None = None) -> Assessment:
    return Assessment(
        id=AssessmentId("00000000-0000-5000-8000-00000000000a"),
        name="Test assessment",
        framework_id=FrameworkId("small"),
        framework_digest="0" * 64,
        scope=scope or Scope(accounts=(ACCOUNT,), regions=(REGION,)),
        since=TODAY - timedelta(days=2),
        until=NOW,
        created_at=NOW,
    )


def guardrails_slot(region: Region = REGION) -> Slot:
    return Slot(
        kind=SourceKind.API_CALL,
        question=chain_key((LIST_GUARDRAILS,)),
        account=ACCOUNT,
        region=region,
        since=TODAY,
        until=TODAY + timedelta(days=1),
    )


def a_resource(slot: Slot, part: str = "guardrails", compliance: Verdict | None = None, **value: Json) -> Fact:
    content = dumps(value).encode()
    digest = sha256(content).hexdigest()
    return Fact(
        id=fact_id(slot, slot.since, part, digest),
        slot_id=slot.id,
        kind=slot.kind,
        account=slot.account,
        region=slot.region,
        question=slot.question,
        part=part,
        event_source="bedrock.amazonaws.com",
        event_name="ListGuardrails",
        principal="",
        time=NOW,
        collected_at=NOW,
        content=content,
        content_sha256=digest,
        value=value,
        compliance=compliance,
    )


def an_event(name: str = "DeleteGuardrail", event_id: str = "e1", region: Region = REGION) -> Fact:
    slot = log_slot(ACCOUNT, region, TODAY.date())
    content = dumps({"eventName": name, "eventID": event_id}).encode()
    return Fact(
        id=fact_id(slot, NOW, event_id),
        slot_id=slot.id,
        kind=SourceKind.CLOUDTRAIL,
        account=ACCOUNT,
        region=region,
        question=slot.question,
        part="",
        event_source="bedrock.amazonaws.com",
        event_name=name,
        principal="arn:aws:iam::111122223333:role/Admin",
        time=NOW,
        collected_at=NOW,
        content=content,
        content_sha256=sha256(content).hexdigest(),
        value={"eventName": name, "eventID": event_id},
    )


def an_answer(slot: Slot, count: int) -> Answer:
    return Answer(slot_id=slot.id, answered_at=NOW, facts_count=count)


def a_refusal(slot: Slot, reason: RefusalReason = RefusalReason.ACCESS_DENIED, unit: str = "") -> Refusal:
    return Refusal(slot_id=slot.id, unit=unit, reason=reason, message="no", refused_at=NOW)
