"""Reports are made one by one, by whoever has time: begun anew where the maker is gone, finished by one alone.

Steps of one report, in the order that makes a crash at any point harmless:
1. it is claimed for a while, and the claim is renewed as long as work goes on;
2. the evidence of one moment becomes a report folder, and that a zip, both on the local disk;
3. the zip is put in its place, under a name that belongs to the report alone;
4. the report is complete, if the claim still stands.
A crash before 4 leaves a claim that runs out, and then the report is made again, to the same name.
"""

import tempfile
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Final, NamedTuple

from probative.app.application import Application
from probative.app.chosen_evidence import ChosenEvidence
from probative.app.custom_content import to_framework
from probative.app.evidence_folders import chosen_by_folder, find_folder
from probative.app.report_statements import found_by
from probative.app.reporting import object_key
from probative.app.summaries import summary_of
from probative.assess.choosing import Chosen
from probative.books import Books
from probative.domain.engagements import AssessmentReport, Engagement, ReportStatus
from probative.domain.errors import DomainError, NotFoundError, PortError
from probative.domain.frameworks import Framework
from probative.domain.summaries import AssessmentSummary
from probative.ports.lake import EvidenceMoment, EvidenceView
from probative.reports.archive import write_archive
from probative.reports.names import clean

CLAIM_LASTS: Final = timedelta(minutes=2)
_PUTTING_LASTS: Final = timedelta(minutes=30)
"""Nothing is told while a zip is put into a bucket, which may be far away."""
_RENEW_AFTER: Final = timedelta(seconds=30)
_ATTEMPTS: Final = 3
"""How often a report is begun: one that kills its maker each time would otherwise do so for ever."""
_NAME_LENGTH: Final = 40
_FAILURE_LENGTH: Final = 500
_ONLY_FOUND: Final = (
    "This report holds only the evidence that a query found: {count} of {total} items that the assessment has. "
    "Counts and standings are those of the evidence found. The query: {query}"
)
_ONLY_CHOSEN: Final = (
    "This report holds only the evidence that was chosen for it: {count} of {total} items that the assessment has. "
    "Counts and standings are those of the chosen evidence."
)


class _ClaimLostError(Exception):
    """Somebody else makes the report now: what was made here is left aside."""


class _Commission(NamedTuple):
    """What is to be made: all that was read of the books."""

    engagement: Engagement
    framework: Framework
    chosen: dict[str, Chosen]
    """By folder; nothing: all evidence, where there is no query."""
    query: str


class _Made(NamedTuple):
    """The zip of a report: where it lies, its size, and its SHA-256."""

    place: str
    bytes: int
    sha256: str


_NOTHING_MADE: Final = _Made("", 0, "")


def make_next_report(application: Application) -> bool:
    """Make the report that has waited longest; return whether there was one.

    A report that cannot be made has failed, and says why; that is no error here.

    Raises:
        StoreError: The books failed: the report is made again later.
    """
    report = application.store.change(lambda books: _claim(application, books))
    if report is None:
        return False
    if report.status is ReportStatus.FAILED:
        return True
    try:
        made = _make(application, report)
    except _ClaimLostError:
        return True
    except (DomainError, PortError, OSError) as error:
        told = " ".join(str(error).split())[:_FAILURE_LENGTH]
        _settle(application, report, status=ReportStatus.FAILED, failure=told)
    else:
        _settle(application, report, status=ReportStatus.COMPLETE, failure="", made=made)
    return True


def _claim(application: Application, books: Books) -> AssessmentReport | None:
    now = application.clock()
    waiting = books.reports.select(status=ReportStatus.IN_PROGRESS)
    report = next((report for report in waiting if not _is_claimed(report, now)), None)
    if report is None:
        return None
    if report.attempts >= _ATTEMPTS:
        told = f"it was begun {report.attempts} times, and whoever made it never came to its end"
        claimed = replace(report, status=ReportStatus.FAILED, failure=told, claim="", claimed_until=None)
    else:
        claimed = replace(
            report, claim=application.new_id(), claimed_until=now + CLAIM_LASTS, attempts=report.attempts + 1
        )
    books.reports.put(claimed)
    return claimed


def _is_claimed(report: AssessmentReport, now: datetime) -> bool:
    # A claim from far ahead was made while the clock ran ahead, and would hold for as long.
    until = report.claimed_until
    return until is not None and now < until <= now + 2 * _PUTTING_LASTS


def _settle(
    application: Application,
    report: AssessmentReport,
    *,
    status: ReportStatus,
    failure: str,
    made: _Made = _NOTHING_MADE,
) -> None:
    def act(books: Books) -> None:
        held = books.reports.find(report.id)
        if held is not None and held.claim == report.claim:
            settled = replace(held, status=status, failure=failure, claim="", claimed_until=None, **made._asdict())
            books.reports.put(settled)

    application.store.change(act)


def _make(application: Application, report: AssessmentReport) -> _Made:
    """Make the report, and return what came of it."""
    from probative.reports.folder import write_report  # noqa: PLC0415  what draws stays in memory from then on

    commission = application.store.read(lambda books: _commission(application, books, report))
    # All from one moment: what is collected meanwhile is for the next report.
    moment = application.lake.pinned()
    summary, evidence = _summarised(application, commission, moment)
    heartbeat = _Heartbeat(application, report)
    with tempfile.TemporaryDirectory(prefix="probative-report-") as folder:
        name = f"{clean(report.name, _NAME_LENGTH)}-{report.id}"
        built, archive = Path(folder) / name, Path(folder) / f"{name}.zip"
        write_report(built, summary, evidence, application.signer, heartbeat, id_=report.id)
        write_archive(built, archive, at=summary.generated_at, progress=heartbeat)
        heartbeat.renew(_PUTTING_LASTS)
        assessment = f"{clean(report.assessment_name, _NAME_LENGTH)}-{report.assessment_id}"
        place = f"{report.destination.rstrip('/')}/{assessment}/{archive.name}"
        with archive.open("rb") as file:
            made = _Made(place, archive.stat().st_size, file_digest(file, "sha256").hexdigest())
        application.objects.put(object_key(place), archive)
    return made


def _commission(application: Application, books: Books, report: AssessmentReport) -> _Commission:
    engagement = books.engagements.find(report.assessment_id)
    if engagement is None:
        raise NotFoundError("assessment", report.assessment_id)
    chosen = {id_: chosen for id_, chosen in chosen_by_folder(books, engagement.id).items() if chosen}
    return _Commission(engagement, to_framework(application, books, engagement), chosen, report.query)


def _summarised(
    application: Application, commission: _Commission, moment: EvidenceMoment
) -> tuple[AssessmentSummary, EvidenceView]:
    engagement, framework, chosen, query = commission
    counts = moment.counts(engagement.id)
    if not chosen and not query:
        return summary_of(application, engagement, framework, counts), moment
    if query:
        kept, note = found_by(application, moment, engagement, query), _ONLY_FOUND
    else:
        folders = [(find_folder(application, engagement.id, id_), held) for id_, held in chosen.items()]
        kept, note = {(folder.control_id, folder.day): held for folder, held in folders}, _ONLY_CHOSEN
    evidence, total = ChosenEvidence(moment, kept), sum(count.count for count in counts)
    counts = evidence.counts(engagement.id)
    told = note.format(count=sum(count.count for count in counts), total=total, query=" ".join(query.split()))
    return replace(summary_of(application, engagement, framework, counts), note=told), evidence


@dataclass(slots=True)
class _Heartbeat:
    """Renews the claim while the report is being made; as progress, since that is told at every step of it."""

    application: Application
    report: AssessmentReport
    _renewed_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._renewed_at = self.application.clock()

    def stage(self, name: str, total: int | None) -> None:
        """Tell that a stage begins."""
        del name, total
        self.step()

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Tell that some steps are done."""
        del count, note
        if self.application.clock() - self._renewed_at >= _RENEW_AFTER:
            self.renew()

    def renew(self, lasts: timedelta = CLAIM_LASTS) -> None:
        """Hold the report for a while longer.

        Raises:
            _ClaimLostError: Somebody else has it, or it is gone.
        """
        until = self.application.clock() + lasts

        def act(books: Books) -> None:
            held = books.reports.find(self.report.id)
            if held is None or held.claim != self.report.claim:
                raise _ClaimLostError
            books.reports.put(replace(held, claimed_until=until))

        self.application.store.change(act)
        self._renewed_at = self.application.clock()
