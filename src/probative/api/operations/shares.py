"""Operations of framework sharing."""

from probative.api.operations.context import Context, Shape, to_place, to_position
from probative.app import shares
from probative.books import Position
from probative.domain.custom import FrameworkShare
from probative.domain.ids import AccountId
from probative.domain.sharing import ShareAction, ShareSide


def start_assessment_framework_share(context: Context, request: Shape) -> Shape:
    """Answer `StartAssessmentFrameworkShare`."""
    share = shares.start_share(
        context.application,
        context.caller,
        request["frameworkId"],
        AccountId(request["destinationAccount"]),
        request["destinationRegion"],
        request.get("comment"),
    )
    return {"assessmentFrameworkShareRequest": _share_shape(share)}


def list_assessment_framework_share_requests(context: Context, request: Shape) -> Shape:
    """Answer `ListAssessmentFrameworkShareRequests`."""
    page = context.page
    found = shares.list_shares(
        context.application,
        context.caller,
        ShareSide(request["requestType"]),
        after=to_position(page.after),
        limit=page.limit + 1,
    )
    fitting, token = page.cut(found, lambda share: to_place(Position(share.created_at, share.id)))
    return {"assessmentFrameworkShareRequests": [_share_shape(share) for share in fitting], "nextToken": token}


def update_assessment_framework_share(context: Context, request: Shape) -> Shape:
    """Answer `UpdateAssessmentFrameworkShare`."""
    share = shares.update_share(
        context.application,
        context.caller,
        request["requestId"],
        side=ShareSide(request["requestType"]),
        action=ShareAction(request["action"]),
    )
    return {"assessmentFrameworkShareRequest": _share_shape(share)}


def delete_assessment_framework_share(context: Context, request: Shape) -> Shape:
    """Answer `DeleteAssessmentFrameworkShare`."""
    side = ShareSide(request["requestType"])
    shares.delete_share(context.application, context.caller, request["requestId"], side=side)
    return {}


def _share_shape(share: FrameworkShare) -> Shape:
    controls = sum(len(control_set.control_ids) for control_set in share.framework.control_sets)
    return {
        "id": share.id,
        "frameworkId": share.framework.id,
        "frameworkName": share.framework.name,
        "frameworkDescription": share.framework.description,
        "status": share.status,
        "sourceAccount": share.source_account,
        "destinationAccount": share.destination_account,
        "destinationRegion": share.destination_region,
        "expirationTime": share.expires_at,
        "creationTime": share.created_at,
        "lastUpdated": share.updated_at,
        "comment": share.comment,
        "standardControlsCount": controls - len(share.controls),
        "customControlsCount": len(share.controls),
        "complianceType": share.framework.compliance_type,
    }
