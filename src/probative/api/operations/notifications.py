"""Operations on notifications."""

from probative.api.operations.context import Context, Shape, to_place, to_position
from probative.app import notifying
from probative.books import Position
from probative.domain.engagements import Notification


def list_notifications(context: Context, request: Shape) -> Shape:
    """Answer `ListNotifications`."""
    del request
    page = context.page
    found = notifying.list_notifications(
        context.application, context.caller, after=to_position(page.after), limit=page.limit
    )
    fitting, token = page.cut(found, _place_of)
    return {"notifications": [_shape(notification) for notification in fitting], "nextToken": token}


def _place_of(notification: Notification) -> str:
    return to_place(Position(notification.created_at, notification.id))


def _shape(notification: Notification) -> Shape:
    return {
        "id": notification.id,
        "assessmentId": notification.assessment_id,
        "assessmentName": notification.assessment_name,
        "controlSetId": notification.control_set_id,
        "controlSetName": notification.control_set_name,
        "description": notification.description,
        "eventTime": notification.created_at,
        "source": notification.source,
    }
