"""Appends to the lake stay as quick as the first: 2,000 commits of 500 evidence items, each with its fact."""

import resource
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict, evidence_id, fact_id
from probative.domain.ids import AccountId, AssessmentId, BatchId, ControlId, ControlSetId, Region, SourceId
from probative.domain.slots import log_slot
from probative.lake.iceberg import IcebergLake

APPENDS: Final = 2_000
ITEMS: Final = 500
ENDS: Final = 50
"""How many appends at either end are compared."""
LIMIT: Final = 1.5

_ACCOUNT: Final = AccountId("111122223333")
_REGION: Final = Region("us-east-1")
_ASSESSMENT: Final = AssessmentId("2f9c1d52-6a0e-5c6e-9d5c-3a4bb0a3f6d1")
_START: Final = datetime(2026, 11, 1, tzinfo=UTC)
_STEP: Final = timedelta(milliseconds=600)
"""Between two events: the appends of a bench then cover a week, day after day."""


class Took(NamedTuple):
    """How long one append took, on the clock and on the processor."""

    seconds: float
    cpu_seconds: float


def run(scratch: Path) -> list[str]:
    """Append, and return what there is to say; the first line has the ratio and its limit."""
    shutil.rmtree(scratch / "lake", ignore_errors=True)
    lake = IcebergLake(scratch / "lake")
    lake.prepare()
    began = time.perf_counter()
    taken = [_append(lake, number) for number in range(APPENDS)]
    total = time.perf_counter() - began
    asked = time.perf_counter()
    count = sum(folder.count for folder in lake.counts(_ASSESSMENT))
    asked = time.perf_counter() - asked
    lake.close()
    if count != APPENDS * ITEMS:
        raise AssertionError(f"the lake holds {count} items, not {APPENDS * ITEMS}")
    return [
        *_report(taken),
        f"all of it: {total:.0f} s, peak memory {_peak_mb()} MB, counts of {count} in {asked:.2f} s",
    ]


def _report(taken: list[Took]) -> Iterator[str]:
    first, last = _mean(taken[:ENDS]), _mean(taken[-ENDS:])
    ratio = last.seconds / first.seconds
    verdict = "holds" if ratio <= LIMIT else "MISSED"
    yield f"{APPENDS} appends of {ITEMS} items: last {ENDS} / first {ENDS} = {ratio:.2f} (at most {LIMIT}: {verdict})"
    for name, took in (("first", first), ("last", last)):
        yield f"{name} {ENDS}: {took.seconds * 1000:.0f} ms an append, {took.cpu_seconds * 1000:.0f} ms of processor"


def _mean(taken: list[Took]) -> Took:
    return Took(*(sum(values) / len(taken) for values in zip(*taken, strict=True)))


def _append(lake: IcebergLake, number: int) -> Took:
    facts = list(_facts(number))
    evidence = [_evidence(fact) for fact in facts]
    clock, processor = time.perf_counter(), time.process_time()
    staged = lake.stage().write(facts, evidence)
    lake.commit(BatchId(f"batch-{number}"), [staged])
    return Took(time.perf_counter() - clock, time.process_time() - processor)


def _facts(number: int) -> Iterator[Fact]:
    for position in range(number * ITEMS, (number + 1) * ITEMS):
        at = _START + position * _STEP
        slot = log_slot(_ACCOUNT, _REGION, at.date())
        content = f'{{"eventID": "{position}", "eventName": "InvokeModel", "userAgent": "{"x" * 1_000}"}}'.encode()
        yield Fact(
            id=fact_id(slot, at, str(position)),
            slot_id=slot.id,
            kind=slot.kind,
            account=_ACCOUNT,
            region=_REGION,
            question=slot.question,
            part="",
            event_source="bedrock.amazonaws.com",
            event_name="InvokeModel",
            principal=f"arn:aws:sts::{_ACCOUNT}:assumed-role/analyst/{position % 50}",
            time=at,
            collected_at=at + timedelta(minutes=10),
            content=content,
            content_sha256=sha256(content).hexdigest(),
            provenance={"file": f"AWSLogs/{position // 20}.json.gz"},
        )


def _evidence(fact: Fact) -> Evidence:
    source = SourceId("safe-1.2-invocations")
    return Evidence(
        id=evidence_id(_ASSESSMENT, source, fact.id),
        assessment_id=_ASSESSMENT,
        control_set_id=ControlSetId("safe"),
        control_id=ControlId(f"SAFE-1.{int(fact.content_sha256[0], 16) % 7}"),
        source_id=source,
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
        verdict=Verdict.COMPLIANT,
        rule="event.requestParameters.modelId in params.approved_models",
        reason="",
        attributes={"modelId": "anthropic.claude-3-haiku"},
    )


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
