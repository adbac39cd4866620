"""From counts and slots to a summary: where each control stands, and how much of what should be seen was seen.

Everything here is derived anew from the lake's counts and the slots: no count is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from probative.assess.applicability import Applicability, region_of_event
from probative.domain.assessments import Assessment, PlatformUse, UseStatus
from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import AutomatedSource, CloudTrailSource, ManualSource, questions_of
from probative.domain.frameworks import Control, Framework, manual_sources
from probative.domain.ids import AccountId, ControlId, Region
from probative.domain.slots import REMEDY, SlotState, SourceKind
from probative.domain.summaries import (
    AssessmentSummary,
    ControlSummary,
    Coverage,
    CoverageCell,
    RefusalLine,
    Standing,
)
from probative.ports.lake import FolderCount
from probative.ports.records import SlotRecord


class _Place(NamedTuple):
    """A cell of the coverage statement."""

    account: AccountId
    region: Region
    day: date


def summarise(
    assessment: Assessment,
    framework: Framework,
    *,
    slots: Iterable[SlotRecord],
    counts: Sequence[FolderCount],
    uses: Sequence[PlatformUse],
    now: datetime,
) -> AssessmentSummary:
    """Return the summary of `assessment` as it stands at `now`."""
    by_question: dict[str, list[SlotRecord]] = defaultdict(list)
    for record in slots:
        by_question[record.slot.question].append(record)
    records = [record for held in by_question.values() for record in held]
    brought = frozenset(count.source_id for count in counts if count.kind is SourceKind.MANUAL)
    ledger = _Ledger(by_question, Applicability(uses), _verdicts(counts), brought)
    automated = [record for record in records if record.slot.kind is not SourceKind.MANUAL]
    return AssessmentSummary(
        assessment=assessment,
        framework=framework,
        controls={control.id: _control(control, ledger) for control in framework.controls},
        coverage=_sum(map(_coverage, automated)),
        coverage_by_set={
            control_set.id: _sum(coverage for _, coverage in _asked(control_set.controls, ledger))
            for control_set in framework.control_sets
        },
        cells=_cells((record, _coverage(record)) for record in automated),
        refusals=tuple(_refusals(records)),
        uses=tuple(uses),
        evidence_count=sum(count.count for count in counts),
        generated_at=now,
    )


def standing_of(verdicts: Mapping[Verdict, int], coverage: Coverage) -> Standing:
    """Return where a control stands that has these verdicts and this coverage."""
    if verdicts.get(Verdict.NON_COMPLIANT):
        return Standing.NON_COMPLIANT
    if verdicts.get(Verdict.COMPLIANT):
        return Standing.COMPLIANT
    if verdicts.get(Verdict.INCONCLUSIVE):
        return Standing.INCONCLUSIVE
    silent = not coverage.expected and coverage.not_applicable
    if silent or (verdicts.get(Verdict.NOT_APPLICABLE) and not coverage.refused and not coverage.partial):
        return Standing.NOT_APPLICABLE
    return Standing.NO_EVIDENCE


class _Ledger(NamedTuple):
    """What is known, looked up by what controls ask."""

    by_question: Mapping[str, Sequence[SlotRecord]]
    applicability: Applicability
    verdicts: Mapping[ControlId, Counter[Verdict]]
    brought: frozenset[str]


def _control(control: Control, ledger: _Ledger) -> ControlSummary:
    asked = list(_asked((control,), ledger))
    coverage = _sum(coverage for _, coverage in asked)
    verdicts = ledger.verdicts.get(control.id, Counter())
    manual = [source for source in control.sources if isinstance(source, ManualSource)]
    own = [held for source in manual_sources(control) for held in ledger.by_question.get(f"manual:{source.id}", ())]
    return ControlSummary(
        control_id=control.id,
        standing=standing_of(verdicts, coverage),
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
        coverage=coverage,
        cells=_cells(asked),
        refusals=tuple(_refusals([*(record for record, _ in asked), *own])),
        awaiting_people=tuple(source.id for source in manual if source.id not in ledger.brought),
    )


def _asked(controls: Iterable[Control], ledger: _Ledger) -> Iterator[tuple[SlotRecord, Coverage]]:
    """Yield each slot that the controls ask for once, with its coverage as they see it."""
    # By object, not by id: the ledger holds each slot once, and the id of a slot is worked out at every look.
    seen: dict[int, tuple[SlotRecord, Coverage]] = {}
    for source in (source for control in controls for source in control.sources):
        if isinstance(source, ManualSource):
            continue
        for record in (held for question in questions_of(source) for held in ledger.by_question.get(question, ())):
            coverage = _coverage(record) if _applies(source, record, ledger) else Coverage(not_applicable=1)
            known = seen.get(id(record))
            if known is None or known[1].not_applicable:
                seen[id(record)] = (record, coverage)
    yield from seen.values()


def _applies(source: AutomatedSource, record: SlotRecord, ledger: _Ledger) -> bool:
    regions = {record.slot.region}
    if isinstance(source, CloudTrailSource):
        regions = {region_of_event(event.source, record.slot.region) for event in source.events}
    return any(
        ledger.applicability.status(source.platforms, record.slot.account, region) is not UseStatus.NOT_IN_USE
        for region in regions
    )


def coverage_of(state: SlotState, slots_count: int = 1, *, is_refused: bool) -> Coverage:
    """Return the coverage of slots that stand so; refusals may stand beside what was answered."""
    match state:
        case SlotState.ANSWERED:
            return Coverage(partial=slots_count) if is_refused else Coverage(answered=slots_count)
        case SlotState.REFUSED:
            return Coverage(refused=slots_count)
        case SlotState.NOT_APPLICABLE:
            return Coverage(not_applicable=slots_count)
        case SlotState.DUE:
            return Coverage(unseen=slots_count)


def _coverage(record: SlotRecord) -> Coverage:
    return coverage_of(record.state, is_refused=bool(record.refusals))


def _sum(coverages: Iterable[Coverage]) -> Coverage:
    return sum(coverages, Coverage())


def _cells(asked: Iterable[tuple[SlotRecord, Coverage]]) -> tuple[CoverageCell, ...]:
    cells: dict[_Place, Coverage] = defaultdict(Coverage)
    for record, coverage in asked:
        cells[_place(record)] += coverage
    return tuple(CoverageCell(**place._asdict(), coverage=cells[place]) for place in sorted(cells))


def _place(record: SlotRecord) -> _Place:
    """Return the cell of a slot; one that spans several days counts on its last."""
    slot = record.slot
    return _Place(slot.account, slot.region, (slot.until - timedelta(microseconds=1)).date())


def _verdicts(counts: Iterable[FolderCount]) -> dict[ControlId, Counter[Verdict]]:
    verdicts: dict[ControlId, Counter[Verdict]] = defaultdict(Counter)
    for count in counts:
        verdicts[count.control_id][count.verdict] += count.count
    return verdicts


def _refusals(records: Iterable[SlotRecord]) -> Iterator[RefusalLine]:
    for record in records:
        for refusal in record.refusals:
            yield RefusalLine(
                kind=record.slot.kind,
                question=record.slot.question,
                account=record.slot.account,
                region=record.slot.region,
                day=_place(record).day,
                unit=refusal.unit,
                reason=refusal.reason,
                message=refusal.message,
                remedy=REMEDY[refusal.reason],
                attempts=refusal.attempts,
            )
