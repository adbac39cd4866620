"""Assessment reports: asked for, listed, fetched, checked and dropped; `report_making` makes them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from probative.app.access import Opened, check_account, may, open_engagement
from probative.app.application import Application
from probative.app.change_log import Act, Deed, record
from probative.app.files import download_address
from probative.app.report_statements import check_statement
from probative.app.walking import walk
from probative.books import Books, Position
from probative.domain.engagements import AssessmentReport, ChangeAction, ChangedObject, ReportStatus
from probative.domain.errors import Finding, InvalidError, NotFoundError, StoreError, WrongStateError
from probative.domain.people import Caller
from probative.reports.archive import ArchiveCheck, check_archive
from probative.reports.names import clean

_SCHEME: Final = "s3://"
_NAME_LENGTH: Final = 100
_KIND: Final = "assessment report"
_LIST: Final = "ListAssessmentReports"


class ReportLink(NamedTuple):
    """Where a report can be fetched for a while, and what its file is called."""

    name: str
    url: str


def object_key(place: str, field: str = "s3RelativePath") -> str:
    """Return under which key lies what is called `place`, `s3://bucket/key`: a bucket is a folder of that name.

    `field` is what is at fault where it is no such place.

    Raises:
        InvalidError: It names no bucket, or leaves it.
    """
    if place[: len(_SCHEME)].lower() != _SCHEME:
        raise InvalidError(Finding(field, "should begin with s3://"))
    parts = [part for part in place[len(_SCHEME) :].split("/") if part]
    if not parts or {".", ".."} & set(parts):
        raise InvalidError(Finding(field, "names no place in a bucket"))
    return "/".join(parts)


def create_report(
    application: Application,
    caller: Caller,
    assessment_id: str,
    *,
    name: str,
    description: str | None,
    query: str | None,
) -> AssessmentReport:
    """Ask for a report of an assessment: of what `query` finds, else of what is chosen for it, or of all its evidence.

    `query` is a statement of the evidence finder; what it finds is decided when the report is made.

    Raises:
        InvalidError: The statement cannot be understood, or is of another assessment, or the evidence finder is
            disabled; or the assessment does not say where reports go.
    """
    now, id_ = application.clock(), application.new_id()

    def act(books: Books) -> AssessmentReport:
        engagement = open_engagement(application, books, caller, "CreateAssessmentReport", assessment_id).engagement
        if query is not None:
            check_statement(application, books, engagement, query)
        settings = books.settings.find(application.account)
        default = settings.report_destination if settings else None
        destination = engagement.destination.url or (default.url if default else None)
        if not destination:
            told = "the assessment does not say where reports go: give it an assessmentReportsDestination"
            raise InvalidError(Finding("assessmentReportsDestination", told))
        object_key(destination, "assessmentReportsDestination")
        report = AssessmentReport(
            id=id_,
            name=name,
            description=description,
            assessment_id=engagement.id,
            assessment_name=engagement.name,
            author=caller.name,
            status=ReportStatus.IN_PROGRESS,
            created_at=now,
            place="",
            query=query or "",
            destination=destination,
        )
        books.reports.add(report)
        deed = Deed(ChangedObject.ASSESSMENT_REPORT, name, ChangeAction.CREATE)
        record(application, books, Act(by=caller, at=now, assessment_id=engagement.id), [deed])
        return report

    report = application.store.change(act)
    application.wake()
    return report


def delete_report(application: Application, caller: Caller, assessment_id: str, report_id: str) -> None:
    """Drop a report and its zip.

    Raises:
        NotFoundError: The assessment has no such report.
        WrongStateError: It is being made.
    """
    now = application.clock()

    def act(books: Books) -> AssessmentReport:
        report = _open_report(application, books, caller, "DeleteAssessmentReport", (assessment_id, report_id))
        if report.status is ReportStatus.IN_PROGRESS:
            raise WrongStateError(_KIND, report.status, "be deleted: wait until it is made")
        books.reports.remove(report.id)
        deed = Deed(ChangedObject.ASSESSMENT_REPORT, report.name, ChangeAction.DELETE)
        record(application, books, Act(by=caller, at=now, assessment_id=report.assessment_id), [deed])
        return report

    report = application.store.change(act)
    if report.place:
        try:
            application.objects.remove(object_key(report.place))
        except StoreError:
            # As Audit Manager: what is to go is the report; a bucket that does not let go of the file keeps it.
            return


def report_link(
    application: Application, caller: Caller, assessment_id: str, report_id: str, *, base_url: str
) -> ReportLink:
    """Return where a report can be fetched.

    Raises:
        NotFoundError: The assessment has no such report.
        WrongStateError: It is not there yet, or failed.
    """

    def act(books: Books) -> AssessmentReport:
        return _open_report(application, books, caller, "GetAssessmentReportUrl", (assessment_id, report_id))

    report = application.store.read(act)
    if report.status is not ReportStatus.COMPLETE:
        why = f": {report.failure}" if report.failure else ""
        raise WrongStateError(_KIND, report.status, f"be fetched{why}")
    name = f"{clean(report.name, _NAME_LENGTH)}.zip"
    url = download_address(application, object_key(report.place), name=name, base_url=base_url)
    return ReportLink(name, url)


def get_report(application: Application, caller: Caller, assessment_id: str, report_id: str) -> AssessmentReport:
    """Return a report, as whoever may list it sees it.

    Raises:
        NotFoundError: The assessment has no such report.
    """
    address = (assessment_id, report_id)
    return application.store.read(lambda books: _open_report(application, books, caller, _LIST, address))


def list_reports(
    application: Application, caller: Caller, *, after: Position | None, limit: int
) -> Sequence[AssessmentReport]:
    """Return the reports that `caller` may list, newest first, one more than `limit` if there are more."""
    check_account(application, caller, _LIST)

    def act(books: Books) -> Sequence[AssessmentReport]:
        sight = _Sight(application, books, caller, _LIST)
        return walk(books.reports, lambda piece: filter(sight.shows, piece), after=after, limit=limit)

    return application.store.read(act)


def report_position(report: AssessmentReport) -> Position:
    """Return where a walk stands that has just taken `report`."""
    return Position(report.created_at, report.id)


def check_report(application: Application, caller: Caller, place: str) -> ArchiveCheck:
    """Return what is wrong with the zip of a report at `place`, `s3://bucket/key`, and what it says of its signature.

    Raises:
        NotFoundError: No report that `caller` sees lies there.
    """
    check_account(application, caller, "ValidateAssessmentReportIntegrity")
    key = object_key(place)

    def act(books: Books) -> bool:
        sight = _Sight(application, books, caller, "ValidateAssessmentReportIntegrity")
        there = (report for report in books.reports.select() if report.place and object_key(report.place) == key)
        return any(map(sight.shows, there))

    if not application.store.read(act):
        raise NotFoundError(_KIND, place)
    pieces = application.objects.stream(key)
    with tempfile.TemporaryDirectory(prefix="probative-check-") as folder:
        path = Path(folder) / "report.zip"
        with path.open("wb") as file:
            file.writelines(pieces)
        return check_archive(path, key_id=application.signer.key_id)


def _open_report(  # noqa: PLR0917  who does what to which report
    application: Application, books: Books, caller: Caller, action: str, address: tuple[str, str]
) -> AssessmentReport:
    assessment_id, report_id = address
    engagement = open_engagement(application, books, caller, action, assessment_id).engagement
    report = books.reports.find(report_id)
    if report is None or report.assessment_id != engagement.id:
        raise NotFoundError(_KIND, report_id)
    return report


class _Sight:
    """Which reports a caller may do something to, asked once for each assessment; of one that is gone, none."""

    def __init__(self, application: Application, books: Books, caller: Caller, action: str) -> None:
        self._application = application
        self._books = books
        self._caller = caller
        self._action = action
        self._known: dict[str, bool] = {}

    def shows(self, report: AssessmentReport) -> bool:
        """Say whether the caller may."""
        id_ = report.assessment_id
        if id_ not in self._known:
            self._known[id_] = self._asks(id_)
        return self._known[id_]

    def _asks(self, id_: str) -> bool:
        engagement = self._books.engagements.find(id_)
        if engagement is None:
            return False
        opened = Opened(engagement, tuple(self._books.delegations.select(assessment_id=id_)))
        return may(self._application, self._caller, self._action, opened)
