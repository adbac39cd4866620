"""Assessments, summaries and a lake in memory, of any size, for the tests of reports."""

import hashlib
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from probative.domain.assessments import Assessment, PlatformUse, Scope, UseStatus
from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict
from probative.domain.evidence_sources import (
    ApiCallSource,
    CallStep,
    CloudTrailSource,
    ConfigRuleSource,
    EventName,
    EvidenceSource,
    Frequency,
    ManualSource,
    Rule,
    Subject,
    WhenEmpty,
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
)
from probative.domain.ids import (
    AccountId,
    AssessmentId,
    BatchId,
    ControlId,
    ControlSetId,
    EvidenceId,
    FactId,
    FrameworkId,
    PlatformId,
    Region,
    SlotId,
    SourceId,
    name_based_uuid,
    time_ordered_uuid,
)
from probative.domain.slots import REMEDY, RefusalReason, SourceKind
from probative.domain.summaries import (
    AssessmentSummary,
    ControlSummary,
    Coverage,
    CoverageCell,
    RefusalLine,
    Standing,
)
from probative.keys.local import LocalSigner
from probative.ports.lake import FolderCount, Stage, Staged

SINCE: Final = datetime(2026, 11, 1, tzinfo=UTC)
BEDROCK: Final = PlatformId("amazon_bedrock")


class Silence:
    """Progress that nobody watches; it counts its steps."""

    def __init__(self) -> None:
        self.steps = 0

    def stage(self, name: str, total: int | None) -> None:
        """Take note of nothing."""

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Count."""
        del note
        self.steps += count


class MemoryLake:
    """Evidence and facts in memory, in the order that the port promises."""

    def __init__(self, evidence: Iterable[Evidence], facts: Iterable[Fact]) -> None:
        self._facts = {fact.id: fact for fact in facts}
        self._evidence: dict[ControlId, list[Evidence]] = defaultdict(list)
        for item in evidence:
            self._evidence[item.control_id].append(item)
        for items in self._evidence.values():
            items.sort(key=lambda item: (item.day, item.time, item.id))

    def counts(self, assessment_id: AssessmentId, days: Collection[date] | None = None) -> Sequence[FolderCount]:
        """Count what is held, on these days or all."""
        held = itertools.chain.from_iterable(self._evidence.values())
        every = (item for item in held if days is None or item.day in days)
        keys = Counter(
            (e.control_id, str(e.source_id), e.account, e.region, e.day, e.kind, e.verdict)
            for e in every
            if e.assessment_id == assessment_id
        )
        return [
            FolderCount(
                control_id=control, source_id=source, account=account, region=region, day=day, kind=kind,
                verdict=verdict, count=count,
            )
            for (control, source, account, region, day, kind, verdict), count in sorted(keys.items())
        ]  # fmt: skip

    def evidence(self, assessment_id: AssessmentId, control_id: ControlId) -> Iterator[Evidence]:
        """Yield what is held of a control."""
        return (item for item in self._evidence[control_id] if item.assessment_id == assessment_id)

    def facts(self, ids: Sequence[FactId]) -> Iterator[Fact]:
        """Yield the facts that are held."""
        return (self._facts[id_] for id_ in ids if id_ in self._facts)

    def has_batch(self, batch_id: BatchId) -> bool:
        """Nothing is ever committed here."""
        raise NotImplementedError

    def stage(self) -> Stage:
        """Nothing is ever staged here."""
        raise NotImplementedError

    def commit(self, batch_id: BatchId, staged: Sequence[Staged]) -> None:
        """Nothing is ever committed here."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of nothing."""


def fixed_signer() -> LocalSigner:
    """Return a signer whose key is always the same."""
    return LocalSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def api_source(id_: str, name: str = "Prompt attack filter of each guardrail") -> ApiCallSource:
    """Return a source that lists and gets guardrails, with a rule."""
    steps = (
        CallStep(service="bedrock", operation="ListGuardrails"),
        CallStep(
            service="bedrock", operation="GetGuardrail", for_each="guardrails", hand_over={"guardrailIdentifier": "id"}
        ),
    )
    return ApiCallSource(
        id=SourceId(id_),
        name=name,
        chain=steps,
        each=None,
        resource_id="guardrailArn",
        subject=Subject.RESOURCE,
        frequency=Frequency.DAILY,
        platforms=(BEDROCK,),
        rule=Rule(
            expression="has(resource.contentPolicy) && has(resource.contentPolicy.filters) &&\n"
            'resource.contentPolicy.filters.exists(f, f.type == "PROMPT_ATTACK" && '
            "f.inputStrength in params.strengths)",
            reason_fail="The guardrail has no prompt-attack filter at medium or high strength",
            decided_when="size(params.strengths) > 0",
            when_empty=WhenEmpty.FAIL,
        ),
    )


def manual_source(id_: str) -> ManualSource:
    """Return a source that a person must bring."""
    return ManualSource(
        id=SourceId(id_),
        name="Red team report",
        artefact="The report of the last red team exercise, with the findings that are still open",
        accepts=("file",),
        review_interval_days=365,
    )


def _sources(control_id: str) -> tuple[EvidenceSource, ...]:
    low = control_id.lower()
    return (
        api_source(f"{low}-filter"),
        CloudTrailSource(
            id=SourceId(f"{low}-deleted"),
            name="A guardrail was deleted",
            events=(EventName(source="bedrock.amazonaws.com", name="DeleteGuardrail"),),
            rule=Rule(expression="false", reason_fail="A guardrail was deleted"),
        ),
        ConfigRuleSource(id=SourceId(f"{low}-config"), name="Trails are on", rules=("CLOUD_TRAIL_ENABLED",)),
        manual_source(f"{low}-red-team"),
    )


def control(control_id: str, name: str, objective_id: str) -> Control:
    """Return a control with texts of ordinary length."""
    return Control(
        id=ControlId(control_id),
        uuid=name_based_uuid("control", control_id),
        name=name,
        objective_id=objective_id,
        layer=Layer.INPUT_DATA,
        platforms=(BEDROCK,),
        description="Input to generative AI applications is filtered for prompt attacks, so that instructions hidden "
        "in what users and documents say cannot change what the model may do. The filter is at least of medium "
        "strength, and it is attached wherever a model is invoked for people outside the team.",
        testing_information="Look at each guardrail and at the strength of its filter for prompt attacks. Ask how "
        "the strength was chosen, and take three invocations of the period to see that a guardrail was applied. "
        "A guardrail in draft that no application names is not enough.",
        action_plan_title="Attach a guardrail with a prompt attack filter",
        action_plan_instructions="Create or update a guardrail with a PROMPT_ATTACK filter at MEDIUM or HIGH for "
        "input, publish a version, and name that version in every invocation. Deny invocations without a guardrail "
        "by policy (condition key bedrock:GuardrailIdentifier).",
        parameters=(
            Parameter(
                name="strengths",
                type=ParameterType.STRING_LIST,
                default=["MEDIUM", "HIGH"],
                meaning="Strengths of the filter that are enough",
            ),
        ),
        sources=_sources(control_id),
    )


def framework(sets: Mapping[str, Sequence[str]], *, controls_each: int = 2) -> Framework:
    """Return a framework: names of control sets with the names of their objectives."""
    return Framework(
        id=FrameworkId("ai-trial"),
        uuid=name_based_uuid("framework", "ai-trial"),
        name="Generative AI best practices",
        version="1.0",
        description="For trials.",
        compliance_type="Generative AI",
        platforms=(Platform(id=BEDROCK, name="Amazon Bedrock", probes=(), events=()),),
        control_sets=tuple(_control_set(name, objectives, controls_each) for name, objectives in sets.items()),
        digest=hashlib.sha256(repr(sorted(sets)).encode()).hexdigest(),
    )


def _control_set(name: str, objectives: Sequence[str], controls_each: int) -> ControlSet:
    short = name[:4].upper()
    return ControlSet(
        id=ControlSetId(name),
        uuid=name_based_uuid("set", name),
        name=name,
        purpose="Systems do what they are meant to do, and nothing that harms people, whoever speaks to them.",
        objectives=tuple(
            Objective(
                id=f"{short}-{number}",
                name=objective,
                layer=Layer.INPUT_DATA,
                purpose="What comes in is looked at before a model sees it.",
                controls=tuple(
                    control(f"{short}-{number}.{index}", f"{objective}, part {index}", f"{short}-{number}")
                    for index in range(1, controls_each + 1)
                ),
            )
            for number, objective in enumerate(objectives, 1)
        ),
    )


SMALL: Final = {"Safe": ("Safe inputs", "Safe outputs"), "Secure": ("Access to models",)}


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a made-up assessment is."""

    accounts: int = 2
    regions: int = 2
    days: int = 2
    items: int = 5
    """Evidence items of each control."""


REGIONS: Final = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
    "eu-north-1", "eu-south-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2",
    "ca-central-1", "sa-east-1",
)  # fmt: skip


def assessment(of: Framework, size: Size, name: str = "AI platform, autumn review") -> Assessment:
    """Return an assessment over made-up accounts."""
    return Assessment(
        id=AssessmentId(name_based_uuid("assessment", name)),
        name=name,
        framework_id=of.id,
        framework_digest=of.digest,
        scope=Scope(
            accounts=tuple(AccountId(str(111122223333 + 10_000_019 * index)) for index in range(size.accounts)),
            regions=tuple(Region(name) for name in REGIONS[: size.regions]),
        ),
        since=SINCE,
        until=SINCE + timedelta(days=size.days),
        created_at=SINCE,
    )


_VERDICTS: Final = (
    Verdict.COMPLIANT, Verdict.COMPLIANT, Verdict.COMPLIANT, Verdict.INCONCLUSIVE, Verdict.NON_COMPLIANT,
    Verdict.NOT_APPLICABLE, Verdict.COMPLIANT,
)  # fmt: skip


class Place(NamedTuple):
    """What evidence is attached to."""

    assessment: Assessment
    control: Control
    set_id: ControlSetId


def items_of(place: Place, size: Size) -> Iterator[tuple[Evidence, Fact]]:
    """Yield made-up evidence, spread over verdicts, places and days."""
    seed = int(hashlib.sha256(place.control.id.encode()).hexdigest()[:6], 16)
    sources = [source for source in place.control.sources if not isinstance(source, ManualSource)]
    for index in range(size.items if sources else 0):
        yield item_of(place, sources[index % len(sources)], seed + index, index)


def item_of(place: Place, source: EvidenceSource, seed: int, index: int) -> tuple[Evidence, Fact]:
    """Return one made-up item; `seed` decides what it says, `index` its day and its name."""
    of = place.assessment
    at = of.since + timedelta(days=index % (of.until - of.since).days, seconds=seed % 86_000)
    account = of.scope.accounts[seed % len(of.scope.accounts)]
    region = of.scope.regions[seed // 3 % len(of.scope.regions)]
    arn = f"arn:aws:bedrock:{region}:{account}:guardrail/{hashlib.sha256(str(seed).encode()).hexdigest()[:12]}"
    is_event = isinstance(source, CloudTrailSource)
    is_check = isinstance(source, ConfigRuleSource)
    kind = SourceKind.CLOUDTRAIL if is_event else SourceKind.CONFIG if is_check else SourceKind.API_CALL
    content = json.dumps({"guardrailArn": arn, "status": "READY", "n": index}, separators=(",", ":")).encode()
    verdict = Verdict.NON_COMPLIANT if is_event and seed % 3 == 0 else _VERDICTS[seed % len(_VERDICTS)]
    principal = f"arn:aws:sts::{account}:assumed-role/DeployRole/session-{seed % 97}" if is_event else ""
    name = "DeleteGuardrail" if is_event else "CLOUD_TRAIL_ENABLED" if is_check else "GetGuardrail"
    fact = Fact(
        id=FactId(time_ordered_uuid(at, "fact", place.control.id, str(index))),
        slot_id=SlotId(name_based_uuid("slot", str(seed))),
        kind=kind,
        account=account,
        region=region,
        question="bedrock:ListGuardrails/bedrock:GetGuardrail",
        part="",
        event_source="bedrock.amazonaws.com",
        event_name=name,
        principal=principal,
        time=at,
        collected_at=at + timedelta(minutes=2),
        content=content,
        content_sha256=hashlib.sha256(content).hexdigest(),
        provenance={"requestId": name_based_uuid("request", str(seed))},
    )
    return evidence_of(place, source, fact, verdict, resource=arn), fact


_REASONS: Final = {
    Verdict.COMPLIANT: "",
    Verdict.NON_COMPLIANT: "The guardrail has no prompt-attack filter at medium or high strength",
    Verdict.INCONCLUSIVE: "params.strengths is empty: nobody has said which strength is enough",
    Verdict.NOT_APPLICABLE: "The guardrail is in draft, and no application names it",
}


def evidence_of(place: Place, source: EvidenceSource, fact: Fact, verdict: Verdict, *, resource: str = "") -> Evidence:
    """Attach `fact` to a control."""
    return Evidence(
        id=EvidenceId(time_ordered_uuid(fact.time, "evidence", fact.id, source.id)),
        assessment_id=place.assessment.id,
        control_set_id=place.set_id,
        control_id=place.control.id,
        source_id=source.id,
        fact_id=fact.id,
        slot_id=fact.slot_id,
        kind=fact.kind,
        by_type=EvidenceByType.USER_ACTIVITY if fact.principal else EvidenceByType.CONFIGURATION_DATA,
        account=fact.account,
        region=fact.region,
        event_source=fact.event_source,
        event_name=fact.event_name,
        principal=fact.principal,
        resource=resource,
        time=fact.time,
        collected_at=fact.collected_at,
        verdict=verdict,
        rule="resource.status == 'READY'",
        reason=_REASONS[verdict],
        attributes={"status": "READY"},
    )


def summary_of(
    of: Assessment,
    framework_: Framework,
    lake: MemoryLake,
    *,
    refusals: Sequence[RefusalLine] = (),
    cells: Sequence[CoverageCell] = (),
) -> AssessmentSummary:
    """Return the summary of what `lake` holds, with the coverage and refusals given."""
    verdicts: dict[ControlId, Counter[Verdict]] = defaultdict(Counter)
    for count in lake.counts(of.id):
        verdicts[count.control_id][count.verdict] += count.count
    whole = sum((cell.coverage for cell in cells), Coverage())
    controls = {
        each.id: ControlSummary(
            control_id=each.id,
            standing=_standing(verdicts[each.id]),
            verdicts=dict(verdicts[each.id]),
            coverage=whole,
            cells=tuple(cells),
            refusals=tuple(refusals) if number % 3 == 0 else (),
            awaiting_people=tuple(source.id for source in each.sources if isinstance(source, ManualSource)),
        )
        for number, each in enumerate(framework_.controls)
    }
    return AssessmentSummary(
        assessment=of,
        framework=framework_,
        controls=controls,
        coverage=whole,
        cells=tuple(cells),
        refusals=tuple(refusals),
        uses=tuple(_uses(of, framework_)),
        evidence_count=sum(sum(counts.values()) for counts in verdicts.values()),
        generated_at=of.until + timedelta(hours=1),
    )


def _standing(verdicts: Counter[Verdict]) -> Standing:
    for verdict in (Verdict.NON_COMPLIANT, Verdict.COMPLIANT, Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE):
        if verdicts[verdict]:
            return Standing(verdict)
    return Standing.NO_EVIDENCE


def _uses(of: Assessment, framework_: Framework) -> Iterator[PlatformUse]:
    for platform, account, region in itertools.product(framework_.platforms, of.scope.accounts, of.scope.regions):
        in_use = region in {"us-east-1", "eu-west-1"}
        yield PlatformUse(
            platform_id=platform.id,
            account=account,
            region=region,
            status=UseStatus.IN_USE if in_use else UseStatus.NOT_IN_USE,
            because="bedrock:ListGuardrails found 2" if in_use else "no resource, and no activity in 7 days of logs",
        )


def cells_of(of: Assessment, *, answered: bool = True) -> list[CoverageCell]:
    """Return coverage for each account, region and day: nearly whole, or all refused."""
    cells = []
    places = itertools.product(of.scope.accounts, of.scope.regions, range((of.until - of.since).days))
    for number, (account, region, offset) in enumerate(places):
        gap = number * 7 % 11 if number % 3 == 0 else 0
        coverage = Coverage(answered=48 - gap, partial=gap // 3, refused=gap - gap // 3, not_applicable=gap)
        refused = Coverage(refused=48)
        day: date = (of.since + timedelta(days=offset)).date()
        cells.append(CoverageCell(account=account, region=region, day=day, coverage=coverage if answered else refused))
    return cells


def refusal(
    reason: RefusalReason = RefusalReason.ACCESS_DENIED, *, account: str = "111122223333", region: str = "us-east-1",
    question: str = "bedrock:ListGuardrails/bedrock:GetGuardrail(guardrailIdentifier<id, each guardrails)",
    message: str = "User is not authorized to perform: bedrock:ListGuardrails", offset: int = 0,
) -> RefusalLine:  # fmt: skip
    """Return a refusal."""
    return RefusalLine(
        kind=SourceKind.API_CALL,
        question=question,
        account=AccountId(account),
        region=Region(region),
        day=(SINCE + timedelta(days=offset)).date(),
        unit="",
        reason=reason,
        message=message,
        remedy=REMEDY[reason],
        attempts=1,
    )


def some_refusals(of: Assessment) -> list[RefusalLine]:
    """Return refusals of several reasons, questions and places."""
    days = range((of.until - of.since).days)
    lines = [
        refusal(account=account, offset=offset) for account, offset in itertools.product(of.scope.accounts[1:2], days)
    ]
    for account in of.scope.accounts[:2]:
        lines.append(
            refusal(
                RefusalReason.THROTTLED,
                account=account,
                question="sagemaker:ListModels",
                message="Rate exceeded after 12 attempts",
            )
        )
        lines.append(
            refusal(
                RefusalReason.NOT_ENABLED,
                account=account,
                region=of.scope.regions[-1],
                question="securityhub:CloudTrail.1",
                message="Account is not subscribed to AWS Security Hub",
            )
        )
    return lines


def made(size: Size, framework_: Framework | None = None) -> tuple[AssessmentSummary, MemoryLake]:
    """Return an assessment of a made-up size, with all that a report needs."""
    framework_ = framework_ or framework(SMALL)
    of = assessment(framework_, size)
    pairs = [
        pair
        for control_set in framework_.control_sets
        for each in control_set.controls
        for pair in items_of(Place(of, each, control_set.id), size)
    ]
    lake = MemoryLake((evidence for evidence, _ in pairs), (fact for _, fact in pairs))
    summary = summary_of(of, framework_, lake, refusals=some_refusals(of), cells=cells_of(of))
    return summary, lake


def renamed(summary: AssessmentSummary, name: str) -> AssessmentSummary:
    """Return `summary` with an assessment of another name."""
    return replace(summary, assessment=replace(summary.assessment, name=name))


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the content of every file in a folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
