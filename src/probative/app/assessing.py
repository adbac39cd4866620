"""The main job: an assessment of a framework over a scope, from the plan to the summary.

Steps: plan the slots; survey which platforms are in use; collect from AWS, from log files and from people;
summarise. Each can be repeated: what is answered already is not asked again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from probative.app.collection import Committer, LogWork, collect_live, collect_logs, collect_manual
from probative.app.survey import Place, survey
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.assess.summary import summarise
from probative.domain.assessments import Assessment, PlatformUse, Scope, UseStatus
from probative.domain.frameworks import (
    ApiCallSource,
    AutomatedSource,
    CloudTrailSource,
    Framework,
    ManualSource,
    chain_key,
    manual_sources,
    questions_of,
)
from probative.domain.ids import AssessmentId, ControlId, SourceId, name_based_uuid
from probative.domain.slots import Slot, SlotState, log_slot, manual_slot
from probative.domain.summaries import AssessmentSummary
from probative.ports import (
    Clock,
    Lake,
    LiveSource,
    LogFile,
    LogSource,
    ManualFolder,
    Period,
    Progress,
    Question,
    Records,
    Wanted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where evidence may come from; None: not in this run."""

    live: LiveSource | None
    logs: LogSource | None
    manual: ManualFolder | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where evidence goes, and what is known of it."""

    lake: Lake
    records: Records
    clock: Clock


def new_assessment(name: str, framework: Framework, scope: Scope, period: Period) -> Assessment:
    """Return the assessment of this name: the same arguments name the same assessment, so that a run can go on.

    Another framework, scope or period is another assessment; `until` counts by the day.
    """
    place = (*scope.accounts, "|", *scope.regions)
    days = (period.since.date().isoformat(), _last_day(period).isoformat())
    return Assessment(
        id=AssessmentId(name_based_uuid("assessment", name, framework.id, framework.digest, *place, *days)),
        name=name,
        framework_id=framework.id,
        framework_digest=framework.digest,
        scope=scope,
        since=period.since,
        until=period.until,
        created_at=period.now,
    )


def assess(
    assessment: Assessment, framework: Framework, sources: Sources, stores: Stores, progress: Progress
) -> AssessmentSummary:
    """Collect what `assessment` asks for and is not answered yet, and return where it stands."""
    now = stores.clock()
    period = Period(assessment.since, assessment.until, now)
    stores.records.save_assessment(assessment)
    log_files = _list_logs(sources.logs, assessment, progress)
    by_place: dict[Place, list[LogFile]] = defaultdict(list)
    for file in log_files:
        by_place[Place(file.account, file.region)].append(file)
    logs = (sources.logs, by_place) if sources.logs else None
    uses = list(survey(framework.platforms, assessment.scope, period, live=sources.live, logs=logs, progress=progress))
    stores.records.save_uses(assessment.id, uses)
    _collect(assessment, framework, sources, stores, progress, run=_Run(period, log_files, uses))
    return summarise(
        assessment,
        framework,
        slots=stores.records.slots(assessment.id),
        counts=stores.lake.counts(assessment.id),
        uses=stores.records.uses(assessment.id),
        now=stores.clock(),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """What the first steps of a run found out."""

    period: Period
    log_files: Sequence[LogFile]
    uses: Sequence[PlatformUse]


def _collect(  # noqa: PLR0917  the whole run, in one place
    assessment: Assessment,
    framework: Framework,
    sources: Sources,
    stores: Stores,
    progress: Progress,
    run: _Run,
) -> None:
    weigher = Weigher(assessment.id, framework, Applicability(run.uses), now=run.period.now)
    committer = Committer(assessment.id, stores.lake, stores.records, stores.clock)
    if sources.live:
        slots = _plan_live(assessment, framework, sources.live, stores.records, run)
        collect_live(
            slots, _questions(framework), live=sources.live, weigher=weigher, committer=committer, progress=progress
        )
    if sources.logs:
        _plan_logs(assessment, framework, stores.records, run)
        collect_logs(
            _unread(run.log_files, stores.records.files_read(assessment.id)),
            _wanted(assessment, weigher),
            logs=sources.logs,
            work=LogWork(weigher=weigher, stage=stores.lake.stage(), clock=stores.clock),
            committer=committer,
            progress=progress,
        )
    if sources.manual:
        by_control = _manual_slots(assessment, framework)
        by_id = {slot.id: slot for slots in by_control.values() for slot in slots.values()}
        stores.records.plan(assessment.id, by_id.values())
        collect_manual(sources.manual.collect(by_control, run.period.now), by_id, weigher=weigher, committer=committer)


def _plan_live(
    assessment: Assessment, framework: Framework, live: LiveSource, records: Records, run: _Run
) -> list[Slot]:
    """Write down the slots that the framework asks for, and return those that are due, or were refused."""
    applicability = Applicability(run.uses)
    asking: dict[str, list[AutomatedSource]] = defaultdict(list)
    for source in _automated(framework):
        for question in questions_of(source):
            asking[question].append(source)
    planned = {slot.id: slot for slot in live.plan(_automated(framework), assessment.scope, run.period)}
    applies = {id_: _applies(slot, asking[slot.question], applicability) for id_, slot in planned.items()}
    records.plan(assessment.id, [slot for id_, slot in planned.items() if applies[id_]])
    records.plan(assessment.id, [slot for id_, slot in planned.items() if not applies[id_]], SlotState.NOT_APPLICABLE)
    states = records.states(assessment.id)
    return [slot for id_, slot in planned.items() if states[id_] in {SlotState.DUE, SlotState.REFUSED}]


def _plan_logs(assessment: Assessment, framework: Framework, records: Records, run: _Run) -> None:
    if any(isinstance(source, CloudTrailSource) for source in _automated(framework)):
        places = ((account, region) for account in assessment.scope.accounts for region in assessment.scope.regions)
        records.plan(assessment.id, [log_slot(*place, day) for place in places for day in _days(run.period)])


def _applies(slot: Slot, asking: Iterable[AutomatedSource], applicability: Applicability) -> bool:
    return any(
        applicability.status(source.platforms, slot.account, slot.region) is not UseStatus.NOT_IN_USE
        for source in asking
    )


def _automated(framework: Framework) -> Iterator[AutomatedSource]:
    for _, _, source in framework.sources():
        if not isinstance(source, ManualSource):
            yield source


def _questions(framework: Framework) -> dict[str, Question]:
    """Return what is wanted of each API chain: the parts of all sources that share it."""
    questions: dict[str, Question] = {}
    for source in _automated(framework):
        if isinstance(source, ApiCallSource):
            key = chain_key(source.chain)
            parts = questions[key].parts if key in questions else ()
            part = source.each or ""
            questions[key] = Question(source.chain, parts if part in parts else (*parts, part))
    return questions


def _wanted(assessment: Assessment, weigher: Weigher) -> Wanted:
    return Wanted(
        events=weigher.events,
        accounts=frozenset(assessment.scope.accounts),
        regions=frozenset(assessment.scope.regions),
        since=assessment.since,
        until=assessment.until,
    )


def _list_logs(logs: LogSource | None, assessment: Assessment, progress: Progress) -> list[LogFile]:
    if logs is None:
        return []
    progress.stage("Listing CloudTrail logs", None)
    files = []
    for file in logs.list_files(assessment.scope, assessment.since, assessment.until):
        files.append(file)
        progress.step()
    return files


def _unread(files: Iterable[LogFile], read: Mapping[str, str]) -> list[LogFile]:
    return [file for file in files if read.get(file.key) != file.version]


def _manual_slots(assessment: Assessment, framework: Framework) -> dict[ControlId, dict[SourceId, Slot]]:
    return {
        control.id: {
            source.id: manual_slot(source.id, assessment.since, assessment.until) for source in manual_sources(control)
        }
        for control in framework.controls
    }


def _days(period: Period) -> Iterator[date]:
    day = period.since.date()
    while day <= _last_day(period):
        yield day
        day += timedelta(days=1)


def _last_day(period: Period) -> date:
    """Return the last day that `[since, until)` touches."""
    last: datetime = period.until - timedelta(microseconds=1)
    return last.date()
