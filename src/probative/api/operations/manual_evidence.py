"""Evidence that people bring."""

from probative.api.operations.context import Context, Shape
from probative.app import files, manual_uploads
from probative.app.evidence_folders import ControlAddress
from probative.app.manual_uploads import ManualItem

_MESSAGE_LENGTH = 300


def get_evidence_file_upload_url(context: Context, request: Shape) -> Shape:
    """Answer `GetEvidenceFileUploadUrl`."""
    place = files.new_upload(context.application, context.caller, request["fileName"], context.base_url)
    return {"evidenceFileName": place.evidence_file_name, "uploadUrl": place.url}


def batch_import_evidence_to_assessment_control(context: Context, request: Shape) -> Shape:
    """Answer `BatchImportEvidenceToAssessmentControl`: what was not taken is told item by item."""
    brought = request["manualEvidence"]
    faults = manual_uploads.import_evidence(
        context.application,
        context.caller,
        ControlAddress(request["assessmentId"], request["controlSetId"], request["controlId"]),
        [_to_item(each) for each in brought],
    )
    return {
        "errors": [
            {
                "manualEvidence": brought[fault.place],
                "errorCode": fault.code,
                "errorMessage": fault.message[:_MESSAGE_LENGTH],
            }
            for fault in faults
        ]
    }


def _to_item(shape: Shape) -> ManualItem:
    return ManualItem(
        link=shape.get("s3ResourcePath"), text=shape.get("textResponse"), file_name=shape.get("evidenceFileName")
    )
