"""The main job: an assessment of a framework over a scope, from the plan to the summary.

Steps: plan the slots; survey which platforms are in use; collect from AWS, from log files and from people;
summarise. Each can be repeated: what is answered already is not asked again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from probative.app.collection import COMMIT_EVERY, Committer, LogWork, collect_live, collect_logs, collect_manual
from probative.app.survey import Place, survey
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.assess.summary import summarise
from probative.domain.assessments import Assessment, PlatformUse, Scope, UseStatus
from probative.domain.evidence_sources import ApiCallSource, AutomatedSource, ManualSource, chain_key, questions_of
from probative.domain.frameworks import Framework, manual_sources
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
    Planner,
    Progress,
    Question,
    Records,
    Wanted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where evidence may come from; None: not in this run."""

    planner: Planner | None
    """What AWS should be asked, also where it is not: what nobody asked is missing from the coverage."""
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

    Another framework, scope or period is another assessment.
    """
    place = (*scope.accounts, "|", *scope.regions)
    span = (period.since.isoformat(), period.until.isoformat())
    return Assessment(
        id=AssessmentId(name_based_uuid("assessment", name, framework.id, framework.digest, *place, *span)),
        name=name,
        framework_id=framework.id,
        framework_digest=framework.digest,
        scope=scope,
        since=period.since,
        until=period.until,
        created_at=period.now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An assessment, and all that is needed to carry it out."""

    assessment: Assessment
    framework: Framework
    sources: Sources
    stores: Stores
    progress: Progress
    commit_every: timedelta = COMMIT_EVERY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A job under way: what its first steps found out."""

    job: Job
    period: Period
    log_files: Sequence[LogFile]
    uses: Sequence[PlatformUse]
    weigher: Weigher
    committer: Committer


def assess(job: Job) -> AssessmentSummary:
    """Collect what the assessment asks for and is not answered yet, and return where it stands."""
    stores = job.stores
    stores.records.save_assessment(job.assessment)
    # A run that goes on keeps the assessment as it was first created.
    assessment = stores.records.find_assessment(job.assessment.id) or job.assessment
    job = replace(job, assessment=assessment)
    period = Period(assessment.since, assessment.until, stores.clock())
    if job.sources.manual:
        # First, so that a wrong description is told before an hour of asking.
        _collect_manual(_run(job, period, [], []), job.sources.manual)
    run = _survey(job, period)
    slots = _plan_live(run, job.sources.planner) if job.sources.planner else []
    if job.sources.live:
        _collect_live(run, job.sources.live, slots)
    if run.weigher.events:
        _plan_logs(run)
    if run.weigher.events and job.sources.logs:
        _collect_logs(run, job.sources.logs)
    return summarise(
        assessment,
        job.framework,
        slots=stores.records.slots(assessment.id),
        counts=stores.lake.counts(assessment.id),
        uses=stores.records.uses(assessment.id),
        now=stores.clock(),
    )


def _survey(job: Job, period: Period) -> _Run:
    log_files = _list_logs(job)
    by_place: dict[Place, list[LogFile]] = defaultdict(list)
    for file in log_files:
        by_place[Place(file.account, file.region)].append(file)
    logs = (job.sources.logs, by_place) if job.sources.logs else None
    scope, platforms = job.assessment.scope, job.framework.platforms
    uses = list(survey(platforms, scope, period, live=job.sources.live, logs=logs, progress=job.progress))
    job.stores.records.save_uses(job.assessment.id, uses)
    return _run(job, period, log_files, uses)


def _run(job: Job, period: Period, log_files: Sequence[LogFile], uses: Sequence[PlatformUse]) -> _Run:
    return _Run(
        job=job,
        period=period,
        log_files=log_files,
        uses=uses,
        weigher=Weigher(job.assessment.id, job.framework, Applicability(uses), now=period.now),
        committer=Committer(job.assessment.id, job.stores.lake, job.stores.records, job.stores.clock, job.commit_every),
    )


def _collect_live(run: _Run, live: LiveSource, slots: Sequence[Slot]) -> None:
    collect_live(
        slots,
        _questions(run.job.framework),
        live=live,
        weigher=run.weigher,
        committer=run.committer,
        progress=run.job.progress,
    )


def _plan_live(run: _Run, planner: Planner) -> list[Slot]:
    """Write down the slots that the framework asks for, and return those that are due, or were refused."""
    assessment, records = run.job.assessment, run.job.stores.records
    sources = list(_automated(run.job.framework))
    asking: dict[str, list[AutomatedSource]] = defaultdict(list)
    for source in sources:
        for question in questions_of(source):
            asking[question].append(source)
    applicability = Applicability(run.uses)
    planned = {slot.id: slot for slot in planner.plan(sources, assessment.scope, run.period)}
    applies = {id_ for id_, slot in planned.items() if _applies(slot, asking[slot.question], applicability)}
    records.plan(assessment.id, [slot for id_, slot in planned.items() if id_ in applies])
    records.plan(assessment.id, [slot for id_, slot in planned.items() if id_ not in applies], SlotState.NOT_APPLICABLE)
    states = records.states(assessment.id)
    return [slot for id_, slot in planned.items() if states[id_] in {SlotState.DUE, SlotState.REFUSED}]


def _plan_logs(run: _Run) -> None:
    """Write down the days of log that the framework asks for, also where no log is at hand: nobody saw them then."""
    assessment = run.job.assessment
    places = [(account, region) for account in assessment.scope.accounts for region in assessment.scope.regions]
    expected = {log_slot(*place, day) for place in places for day in _days(run.period)}
    # What a file is of may lie beside that: a folder that cannot be listed, whose name reads as another account.
    found = {log_slot(file.account, file.region, file.day) for file in run.log_files}
    run.job.stores.records.plan(assessment.id, expected | found)


def _collect_logs(run: _Run, logs: LogSource) -> None:
    assessment, records = run.job.assessment, run.job.stores.records
    collect_logs(
        _unread(run.log_files, records.files_read(assessment.id)),
        _wanted(assessment, run.weigher),
        logs=logs,
        work=LogWork(weigher=run.weigher, stage=run.job.stores.lake.stage(), clock=run.job.stores.clock),
        committer=run.committer,
        progress=run.job.progress,
    )


def _collect_manual(run: _Run, folder: ManualFolder) -> None:
    by_control = _manual_slots(run.job.assessment, run.job.framework)
    by_id = {slot.id: slot for slots in by_control.values() for slot in slots.values()}
    run.job.stores.records.plan(run.job.assessment.id, by_id.values())
    said = folder.collect(by_control, run.period.now)
    collect_manual(said, by_id, weigher=run.weigher, committer=run.committer)


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
        judged=weigher.judged,
    )


def _list_logs(job: Job) -> list[LogFile]:
    if job.sources.logs is None:
        return []
    job.progress.stage("Listing CloudTrail logs", None)
    files = []
    for file in job.sources.logs.list_files(job.assessment.scope, job.assessment.since, job.assessment.until):
        files.append(file)
        job.progress.step()
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
