"""Operations of the review of controls and control sets."""

from probative.api.operations.assessment_shapes import control_set_shape, control_shape
from probative.api.operations.context import Context, Shape
from probative.app.evidence_folders import ControlAddress
from probative.app.reviewing import SetReview, review_control_set, update_control
from probative.domain.engagements import ControlSetStatus, ControlStatus


def update_assessment_control(context: Context, request: Shape) -> Shape:
    """Answer `UpdateAssessmentControl`."""
    status = request.get("controlStatus")
    reviewed = update_control(
        context.application,
        context.caller,
        ControlAddress(request["assessmentId"], request["controlSetId"], request["controlId"]),
        status=None if status is None else ControlStatus(status),
        comment=request.get("commentBody"),
    )
    return {"control": control_shape(reviewed.view, reviewed.control)}


def update_assessment_control_set_status(context: Context, request: Shape) -> Shape:
    """Answer `UpdateAssessmentControlSetStatus`."""
    review = SetReview(
        request["assessmentId"], request["controlSetId"], ControlSetStatus(request["status"]), request["comment"]
    )
    reviewed = review_control_set(context.application, context.caller, review)
    return {"controlSet": control_set_shape(reviewed.view, reviewed.control_set)}
