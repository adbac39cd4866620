"""The main job: an assessment of a framework over a scope, from the plan to the summary.

Steps: plan the slots; survey which platforms are in use; collect from AWS, from log files and from people;
summarise. Each can be repeated: what is answered already is not asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from probative.app.collection import (
    COMMIT_EVERY,
    Committer,
    LogReader,
    LogWork,
    collect_live,
    collect_logs,
    collect_manual,
)
from probative.app.planning import (
    automated_in,
    days_of,
    files_by_place,
    plan_live,
    plan_logs,
    questions_in,
    unread,
    wanted_by,
)
from probative.app.survey import survey
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.assess.summary import summarise
from probative.domain.assessments import Assessment, PlatformUse, Scope
from probative.domain.frameworks import Framework, manual_sources
from probative.domain.ids import AssessmentId, ControlId, SourceId, name_based_uuid
from probative.domain.slots import Slot, manual_slot
from probative.domain.summaries import AssessmentSummary
from probative.ports.ambient import Clock, Progress
from probative.ports.asking import LiveSource, Period, Planner
from probative.ports.lake import Lake
from probative.ports.logs import LogFile, LogSource, ManualFolder
from probative.ports.records import Records


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
        days = days_of(assessment.since, assessment.until)
        plan_logs(stores.records, assessment.id, assessment.scope, days=days, files=run.log_files)
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
    logs = (job.sources.logs, files_by_place(log_files)) if job.sources.logs else None
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
        questions_in(run.job.framework),
        live=live,
        weigher=run.weigher,
        committer=run.committer,
        progress=run.job.progress,
    )


def _plan_live(run: _Run, planner: Planner) -> list[Slot]:
    """Write down the slots that the framework asks for, and return those that are due, or were refused."""
    assessment, framework = run.job.assessment, run.job.framework
    slots = planner.plan(list(automated_in(framework)), assessment.scope, run.period)
    return [
        record.slot
        for record in plan_live(run.job.stores.records, assessment.id, framework, slots=slots, uses=run.uses)
    ]


def _collect_logs(run: _Run, logs: LogSource) -> None:
    assessment, stores = run.job.assessment, run.job.stores
    work = LogWork(weigher=run.weigher, stage=stores.lake.stage(), clock=stores.clock, since=assessment.since)
    collect_logs(
        unread(stores.records, assessment.id, run.log_files),
        wanted_by(run.weigher, assessment.scope, assessment.since, assessment.until),
        logs=logs,
        readers=[LogReader(work, run.committer)],
        progress=run.job.progress,
    )


def _collect_manual(run: _Run, folder: ManualFolder) -> None:
    by_control = _manual_slots(run.job.assessment, run.job.framework)
    by_id = {slot.id: slot for slots in by_control.values() for slot in slots.values()}
    run.job.stores.records.plan(run.job.assessment.id, by_id.values())
    said = folder.collect(by_control, run.period.now)
    collect_manual(said, by_id, weigher=run.weigher, committer=run.committer)


def _list_logs(job: Job) -> list[LogFile]:
    if job.sources.logs is None:
        return []
    job.progress.stage("Listing CloudTrail logs", None)
    files = []
    for file in job.sources.logs.list_files(job.assessment.scope, job.assessment.since, job.assessment.until):
        files.append(file)
        job.progress.step()
    return files


def _manual_slots(assessment: Assessment, framework: Framework) -> dict[ControlId, dict[SourceId, Slot]]:
    return {
        control.id: {
            source.id: manual_slot(source.id, assessment.since, assessment.until) for source in manual_sources(control)
        }
        for control in framework.controls
    }
