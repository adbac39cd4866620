"""Operations on the change log."""

from probative.api.operations.context import Context, Shape, to_place, to_position
from probative.app.change_log import LogPart, list_changes
from probative.books import Position
from probative.domain.engagements import Change


def get_change_logs(context: Context, request: Shape) -> Shape:
    """Answer `GetChangeLogs`."""
    page = context.page
    part = LogPart(request["assessmentId"], request.get("controlSetId") or "", request.get("controlId") or "")
    found = list_changes(context.application, context.caller, part, after=to_position(page.after), limit=page.limit)
    fitting, token = page.cut(found, _place_of)
    return {"changeLogs": [_shape(change) for change in fitting], "nextToken": token}


def _place_of(change: Change) -> str:
    return to_place(Position(change.created_at, change.id))


def _shape(change: Change) -> Shape:
    return {
        "objectType": change.object_type.value,
        "objectName": change.object_name,
        "action": change.action.value,
        "createdAt": change.created_at,
        "createdBy": change.created_by,
    }
