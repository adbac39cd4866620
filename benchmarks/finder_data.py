"""A million evidence items in a lake, in as many files as their assessments and days make."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict, evidence_id, fact_id
from probative.domain.ids import AccountId, AssessmentId, BatchId, ControlId, ControlSetId, FactId, Region, SourceId
from probative.domain.slots import SourceKind, log_slot
from probative.lake.iceberg import IcebergLake

DAYS: Final = 30
FACTS_A_DAY: Final = 334
SHARES: Final = 100
"""So many items are made of each fact."""
ITEMS: Final = DAYS * FACTS_A_DAY * SHARES
START: Final = datetime(2026, 10, 1, 12, tzinfo=UTC)

_MADE: Final = "made"
_CALLS: Final = (
    ("bedrock.amazonaws.com", "ListGuardrails", "bedrock:{region}:{account}:guardrail/g{number}"),
    ("bedrock.amazonaws.com", "ListCustomModels", "bedrock:{region}:{account}:custom-model/m{number}"),
    ("sagemaker.amazonaws.com", "ListEndpoints", "sagemaker:{region}:{account}:endpoint/e{number}"),
    ("bedrock.amazonaws.com", "InvokeModel", "bedrock:{region}::foundation-model/f{number}"),
    ("bedrock.amazonaws.com", "Converse", "bedrock:{region}::foundation-model/f{number}"),
    ("s3.amazonaws.com", "GetBucketPolicy", "s3:::bucket-{number}"),
    ("kms.amazonaws.com", "DescribeKey", "kms:{region}:{account}:key/k{number}"),
    ("iam.amazonaws.com", "GetRole", "iam::{account}:role/r{number}"),
)
_REGIONS: Final = ("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-2")


def assessments(count: int) -> Sequence[AssessmentId]:
    """Return the ids of the assessments of a lake with `count` of them."""
    return [AssessmentId(sha256(str(number).encode()).hexdigest()[:36]) for number in range(count)]


def control(number: int) -> ControlId:
    """Return one of 26 controls."""
    return ControlId(f"CONTROL-{number % 26}")


def domains() -> Mapping[ControlId, str]:
    """Return the domains that most of the controls are in."""
    return {control(number): f"domain-{number % 7}" for number in range(20)}


def prepared(folder: Path, count: int) -> Path:
    """Return a lake with the items spread over `count` assessments, made now unless it lies there from an earlier run.

    Each day of an assessment is a file.
    """
    if not (folder / _MADE).exists():
        shutil.rmtree(folder, ignore_errors=True)
        lake = IcebergLake(folder)
        for day in range(DAYS):
            facts = list(_facts(day))
            staged = lake.stage().write(facts, _evidence(facts, assessments(count)))
            lake.commit(BatchId(f"day-{day}"), [staged])
        lake.close()
        (folder / _MADE).touch()
    return folder


def _facts(day: int) -> Iterator[Fact]:
    collected = START + timedelta(days=day)
    for number in range(FACTS_A_DAY):
        at = collected - timedelta(seconds=60 * number + 60)
        account, region = AccountId(f"11112222333{number % 5}"), Region(_REGIONS[number // 5 % 4])
        source, name, resource = _CALLS[number % 7 * number % 8]
        kind = SourceKind.API_CALL if name.startswith("List") else SourceKind.CLOUDTRAIL
        slot = log_slot(account, region, at.date())
        content = json.dumps({"name": f"thing-{number}", "status": "READY", "text": "x" * 500}).encode()
        yield Fact(
            id=fact_id(slot, at, str(number)),
            slot_id=slot.id,
            kind=kind,
            account=account,
            region=region,
            question=name,
            part="",
            event_source=source,
            event_name=name,
            principal=f"arn:aws:sts::{account}:assumed-role/analyst/session-{number % 50}",
            resource="arn:aws:" + resource.format(region=region, account=account, number=number % 40),
            time=at,
            collected_at=collected,
            content=content,
            content_sha256=sha256(content).hexdigest(),
            provenance={"file": f"AWSLogs/{number // 20}.json.gz"},
        )


def _evidence(facts: Sequence[Fact], held: Sequence[AssessmentId]) -> Iterator[Evidence]:
    for share in range(SHARES):
        assessment = held[share % len(held)]
        for number, fact in enumerate(facts):
            yield _item(fact, assessment, share, number)


def _item(fact: Fact, assessment: AssessmentId, share: int, number: int) -> Evidence:
    source = SourceId(f"source-{number % 60}-{share}")
    return Evidence(
        id=evidence_id(assessment, source, FactId(fact.id)),
        assessment_id=assessment,
        control_set_id=ControlSetId(f"set-{number % 26 % 6}"),
        control_id=control(number),
        source_id=SourceId(f"source-{number % 60}"),
        fact_id=fact.id,
        slot_id=fact.slot_id,
        kind=fact.kind,
        by_type=EvidenceByType.USER_ACTIVITY,
        account=fact.account,
        region=fact.region,
        event_source=fact.event_source,
        event_name=fact.event_name,
        principal=fact.principal,
        resource=fact.resource,
        time=fact.time,
        collected_at=fact.collected_at,
        verdict=list(Verdict)[(number + share) % 3],
        rule="event.requestParameters.modelId in params.approved_models",
        reason="" if number % 3 else "The model is not one of those that are approved.",
        attributes={"modelId": f"model-{number % 9}", "status": "READY"},
    )
