"""Assessment reports."""

from probative.api.operations.context import Context, Shape, to_place, to_position
from probative.app import reporting
from probative.domain.engagements import AssessmentReport

_ERROR_LENGTH = 1000


def create_assessment_report(context: Context, request: Shape) -> Shape:
    """Answer `CreateAssessmentReport`: it is made afterwards."""
    report = reporting.create_report(
        context.application,
        context.caller,
        request["assessmentId"],
        name=request["name"],
        description=request.get("description"),
        query=request.get("queryStatement"),
    )
    return {"assessmentReport": {**_metadata(report), "awsAccountId": context.application.account}}


def delete_assessment_report(context: Context, request: Shape) -> Shape:
    """Answer `DeleteAssessmentReport`."""
    reporting.delete_report(context.application, context.caller, request["assessmentId"], request["assessmentReportId"])
    return {}


def get_assessment_report_url(context: Context, request: Shape) -> Shape:
    """Answer `GetAssessmentReportUrl`."""
    link = reporting.report_link(
        context.application,
        context.caller,
        request["assessmentId"],
        request["assessmentReportId"],
        base_url=context.base_url,
    )
    return {"preSignedUrl": {"hyperlinkName": link.name, "link": link.url}}


def list_assessment_reports(context: Context, request: Shape) -> Shape:
    """Answer `ListAssessmentReports`: newest first."""
    del request
    after = to_position(context.page.after)
    found = reporting.list_reports(context.application, context.caller, after=after, limit=context.page.limit)
    fitting, token = context.page.cut(found, lambda report: to_place(reporting.report_position(report)))
    return {"assessmentReports": [_metadata(report) for report in fitting], "nextToken": token}


def validate_assessment_report_integrity(context: Context, request: Shape) -> Shape:
    """Answer `ValidateAssessmentReportIntegrity`: every error is told, none ends the check."""
    check = reporting.check_report(context.application, context.caller, request["s3RelativePath"])
    return {
        "signatureValid": check.is_signed,
        "signatureAlgorithm": check.algorithm or None,
        "signatureDateTime": check.signed_at or None,
        "signatureKeyId": check.key_id or None,
        "validationErrors": [f"{flaw.path}: {flaw.reason}"[:_ERROR_LENGTH] for flaw in check.flaws],
    }


def _metadata(report: AssessmentReport) -> Shape:
    return {
        "id": report.id,
        "name": report.name,
        "description": report.description,
        "assessmentId": report.assessment_id,
        "assessmentName": report.assessment_name,
        "author": report.author,
        "status": report.status.value,
        "creationTime": report.created_at,
    }
