from datetime import timedelta

import pytest

from probative.assess.summary import standing_of, summarise
from probative.domain.assessments import UseStatus
from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import EvidenceSource
from probative.domain.frameworks import Framework
from probative.domain.ids import ControlId, Region
from probative.domain.slots import REMEDY, Refusal, RefusalReason, Slot, SlotState, SourceKind, log_slot
from probative.domain.summaries import AssessmentSummary, Coverage, Standing
from probative.ports.lake import FolderCount
from probative.ports.records import SlotRecord
from tests.support.assessing import (
    ACCOUNT,
    BEDROCK,
    NOW,
    REGION,
    TODAY,
    a_control,
    a_framework,
    a_manual_source,
    a_refusal,
    an_api_source,
    an_assessment,
    an_event_source,
    guardrails_slot,
    use,
)

CONTROL = ControlId("SAFE-1.1")


def record(slot: Slot, state: SlotState, *refusals: Refusal) -> SlotRecord:
    answered = NOW if state is SlotState.ANSWERED else None
    return SlotRecord(slot=slot, state=state, answered_at=answered, facts_count=0, refusals=refusals)


def count(verdict: Verdict, number: int = 1, source_id: str = "safe-1.1-guardrails") -> FolderCount:
    return FolderCount(
        control_id=CONTROL,
        source_id=source_id,
        account=ACCOUNT,
        region=REGION,
        day=TODAY.date(),
        kind=SourceKind.MANUAL if "report" in source_id else SourceKind.API_CALL,
        verdict=verdict,
        count=number,
    )


def summary(
    *sources: EvidenceSource,
    slots: tuple[SlotRecord, ...] = (),
    counts: tuple[FolderCount, ...] = (),
    status: UseStatus = UseStatus.IN_USE,
) -> AssessmentSummary:
    framework: Framework = a_framework(a_control(*sources))
    return summarise(an_assessment(), framework, slots=slots, counts=counts, uses=[use(status)], now=NOW)


@pytest.mark.parametrize(
    ("verdicts", "coverage", "standing"),
    [
        ({Verdict.NON_COMPLIANT: 1, Verdict.COMPLIANT: 9}, Coverage(answered=1), Standing.NON_COMPLIANT),
        ({Verdict.COMPLIANT: 1, Verdict.INCONCLUSIVE: 9}, Coverage(answered=1, refused=1), Standing.COMPLIANT),
        ({Verdict.INCONCLUSIVE: 1, Verdict.NOT_APPLICABLE: 9}, Coverage(answered=1), Standing.INCONCLUSIVE),
        ({Verdict.NOT_APPLICABLE: 1}, Coverage(answered=1), Standing.NOT_APPLICABLE),
        ({Verdict.NOT_APPLICABLE: 1}, Coverage(answered=1, refused=1), Standing.NO_EVIDENCE),
        ({}, Coverage(not_applicable=3), Standing.NOT_APPLICABLE),
        ({}, Coverage(refused=3), Standing.NO_EVIDENCE),
        ({}, Coverage(unseen=1, not_applicable=3), Standing.NO_EVIDENCE),
        ({}, Coverage(), Standing.NO_EVIDENCE),
    ],
)
def test_a_control_stands_where_its_evidence_puts_it(
    verdicts: dict[Verdict, int], coverage: Coverage, standing: Standing
) -> None:
    assert standing_of(verdicts, coverage) is standing


def test_coverage_tells_answered_partial_refused_and_unseen_apart() -> None:
    day = timedelta(days=1)
    slots = (
        record(guardrails_slot(), SlotState.ANSWERED),
        record(guardrails_slot(Region("eu-west-1")), SlotState.ANSWERED, a_refusal(guardrails_slot())),
        record(guardrails_slot(Region("eu-west-2")), SlotState.REFUSED, a_refusal(guardrails_slot())),
        record(log_slot(ACCOUNT, REGION, (TODAY - day).date()), SlotState.DUE),
        record(log_slot(ACCOUNT, REGION, TODAY.date()), SlotState.ANSWERED),
        record(guardrails_slot(Region("eu-west-3")), SlotState.NOT_APPLICABLE),
    )

    told = summary(an_api_source(), an_event_source(), slots=slots).controls[CONTROL]

    assert told.coverage == Coverage(answered=2, partial=1, refused=1, unseen=1, not_applicable=1)
    assert told.coverage.expected == 5
    assert told.coverage.share == 0.4
    assert [(cell.region, cell.day) for cell in told.cells] == [
        ("eu-west-1", TODAY.date()),
        ("eu-west-2", TODAY.date()),
        ("eu-west-3", TODAY.date()),
        ("us-east-1", (TODAY - day).date()),
        ("us-east-1", TODAY.date()),
    ]


def test_every_refusal_comes_with_its_remedy() -> None:
    refusal = a_refusal(guardrails_slot(), RefusalReason.NOT_ENABLED, unit="bedrock:ListGuardrails")

    told = summary(an_api_source(), slots=(record(guardrails_slot(), SlotState.REFUSED, refusal),))

    (line,) = told.refusals
    assert (line.reason, line.unit, line.remedy) == (
        RefusalReason.NOT_ENABLED,
        "bedrock:ListGuardrails",
        REMEDY[RefusalReason.NOT_ENABLED],
    )
    assert told.controls[CONTROL].refusals == told.refusals


def test_every_reason_has_a_remedy() -> None:
    assert set(REMEDY) == set(RefusalReason)
    assert all(REMEDY.values())


def test_a_slot_counts_once_however_many_sources_ask_for_it() -> None:
    slots = (record(guardrails_slot(), SlotState.ANSWERED),)

    told = summary(an_api_source("one"), an_api_source("two"), slots=slots)

    assert told.controls[CONTROL].coverage == Coverage(answered=1)
    assert told.coverage == Coverage(answered=1)


def test_a_slot_answered_for_others_does_not_apply_where_the_platform_is_not_in_use() -> None:
    slots = (record(guardrails_slot(), SlotState.ANSWERED),)

    told = summary(an_api_source(platforms=(BEDROCK,)), slots=slots, status=UseStatus.NOT_IN_USE)

    assert told.controls[CONTROL].coverage == Coverage(not_applicable=1)
    assert told.controls[CONTROL].standing is Standing.NOT_APPLICABLE
    assert told.coverage == Coverage(answered=1)


def test_manual_sources_wait_until_something_is_brought() -> None:
    sources = (an_api_source(), a_manual_source())

    assert summary(*sources).controls[CONTROL].awaiting_people == ("safe-1.1-report",)
    brought = (count(Verdict.INCONCLUSIVE, source_id="safe-1.1-report"),)
    assert summary(*sources, counts=brought).controls[CONTROL].awaiting_people == ()


def test_verdicts_add_up() -> None:
    counts = (count(Verdict.COMPLIANT, 3), count(Verdict.COMPLIANT, 4), count(Verdict.NON_COMPLIANT))

    told = summary(an_api_source(), counts=counts)

    assert told.controls[CONTROL].verdicts[Verdict.COMPLIANT] == 7
    assert told.evidence_count == 8
    assert told.controls[CONTROL].standing is Standing.NON_COMPLIANT
