"""Evidence folders and the evidence in them."""

from datetime import date

from probative.api.operations.context import Context, Shape
from probative.api.operations.evidence_shapes import evidence_shape, folder_shape, page_shapes
from probative.app import evidence_folders, evidence_reading
from probative.app.evidence_folders import ControlAddress, FolderAddress, FolderSeen, FolderSpot
from probative.domain.ids import ControlId


def get_evidence_folder(context: Context, request: Shape) -> Shape:
    """Answer `GetEvidenceFolder`."""
    seen = evidence_folders.get_folder(context.application, context.caller, _address(request))
    return {"evidenceFolder": folder_shape(seen)}


def get_evidence_folders_by_assessment(context: Context, request: Shape) -> Shape:
    """Answer `GetEvidenceFoldersByAssessment`: newest day first."""
    found = evidence_folders.list_folders(
        context.application,
        context.caller,
        request["assessmentId"],
        after=_to_spot(context.page.after),
        limit=context.page.limit + 1,
    )
    fitting, token = context.page.cut(found, _place_of)
    return {"evidenceFolders": [folder_shape(seen) for seen in fitting], "nextToken": token}


def get_evidence_folders_by_assessment_control(context: Context, request: Shape) -> Shape:
    """Answer `GetEvidenceFoldersByAssessmentControl`: newest day first."""
    found = evidence_folders.list_control_folders(
        context.application,
        context.caller,
        ControlAddress(request["assessmentId"], request["controlSetId"], request["controlId"]),
        after=_to_spot(context.page.after),
        limit=context.page.limit + 1,
    )
    fitting, token = context.page.cut(found, _place_of)
    return {"evidenceFolders": [folder_shape(seen) for seen in fitting], "nextToken": token}


def get_evidence_by_evidence_folder(context: Context, request: Shape) -> Shape:
    """Answer `GetEvidenceByEvidenceFolder`: by id, which is by the time when it held."""
    seen, page = evidence_reading.list_evidence(
        context.application,
        context.caller,
        _address(request),
        after=context.page.after,
        limit=context.page.limit + 1,
    )
    shapes = page_shapes(seen, page, context.application.account)
    fitting, token = context.page.cut(shapes, lambda shape: str(shape["id"]))
    return {"evidence": fitting, "nextToken": token}


def get_evidence(context: Context, request: Shape) -> Shape:
    """Answer `GetEvidence`."""
    seen, shown = evidence_reading.get_evidence(
        context.application, context.caller, _address(request), request["evidenceId"]
    )
    return {"evidence": evidence_shape(seen, shown, context.application.account)}


def _address(request: Shape) -> FolderAddress:
    return FolderAddress(request["assessmentId"], request["evidenceFolderId"], request["controlSetId"])


def _place_of(seen: FolderSeen) -> str:
    return f"{seen.folder.day.isoformat()} {seen.folder.control_id}"


def _to_spot(place: str | None) -> FolderSpot | None:
    if place is None:
        return None
    day, _, control_id = place.partition(" ")
    return FolderSpot(date.fromisoformat(day), ControlId(control_id))
