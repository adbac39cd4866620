"""What is chosen for the next report."""

from probative.api.operations.context import Context, Shape
from probative.app import selecting
from probative.app.evidence_folders import FolderAddress
from probative.app.selecting import ChoiceResult


def associate_assessment_report_evidence_folder(context: Context, request: Shape) -> Shape:
    """Answer `AssociateAssessmentReportEvidenceFolder`."""
    selecting.choose_folder(context.application, context.caller, context.operation, _address(request))
    return {}


def disassociate_assessment_report_evidence_folder(context: Context, request: Shape) -> Shape:
    """Answer `DisassociateAssessmentReportEvidenceFolder`."""
    selecting.let_folder_go(context.application, context.caller, context.operation, _address(request))
    return {}


def batch_associate_assessment_report_evidence(context: Context, request: Shape) -> Shape:
    """Answer `BatchAssociateAssessmentReportEvidence`."""
    result = selecting.choose_items(
        context.application, context.caller, context.operation, _address(request), ids=request["evidenceIds"]
    )
    return _shape(result)


def batch_disassociate_assessment_report_evidence(context: Context, request: Shape) -> Shape:
    """Answer `BatchDisassociateAssessmentReportEvidence`."""
    result = selecting.let_items_go(
        context.application, context.caller, context.operation, _address(request), ids=request["evidenceIds"]
    )
    return _shape(result)


def _address(request: Shape) -> FolderAddress:
    return FolderAddress(request["assessmentId"], request["evidenceFolderId"])


def _shape(result: ChoiceResult) -> Shape:
    return {
        "evidenceIds": list(result.taken),
        "errors": [
            {"evidenceId": id_, "errorCode": "404", "errorMessage": "no evidence in this folder has this id"}
            for id_ in result.unknown
        ],
    }
