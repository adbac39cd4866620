"""A report with what Audit Manager's shapes have no place for: where it lies, what its file is, why it failed."""

from datetime import datetime
from typing import Any, Final

from probative.app.reporting import get_report
from probative.domain.engagements import AssessmentReport, ReportStatus
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, Nothing, Output, endpoint


class ReportShown(Output):
    """A report; `place` is what ValidateAssessmentReportIntegrity takes, `sha256` and `bytes` are of the zip there.

    Place, digest and size are empty or 0 until it is complete, and digest and size of reports made before they were
    kept.
    """

    id: str
    assessment_id: str
    assessment_name: str
    name: str
    description: str
    author: str
    created_at: datetime
    status: ReportStatus
    failure: str
    destination: str
    place: str
    sha256: str
    bytes: int


def show(asked: Asked, _query: Nothing, _body: Nothing) -> ReportShown:
    """Return a report."""
    return _shown(get_report(asked.application, asked.caller, asked.path["assessment_id"], asked.path["report_id"]))


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint(
        "GET",
        f"{ASSESSMENT}/reports/{{report_id}}",
        "Show where a report lies, what its file is, and why it failed where it did.",
        show,
    ),
)


def _shown(report: AssessmentReport) -> ReportShown:
    return ReportShown(
        id=report.id,
        assessment_id=report.assessment_id,
        assessment_name=report.assessment_name,
        name=report.name,
        description=report.description or "",
        author=report.author,
        created_at=report.created_at,
        status=report.status,
        failure=report.failure,
        destination=report.destination,
        place=report.place,
        sha256=report.sha256,
        bytes=report.bytes,
    )
