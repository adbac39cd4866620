"""Service events: what happened to an assessment, told to an event bus for whoever automates what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from probative.domain.engagements import Change, ChangeAction, ChangedObject
from probative.domain.ids import AccountId


class EventType(StrEnum):
    """What an event is about: its `detail-type`, with the names that Audit Manager's events have."""

    ASSESSMENT_CREATED = "Assessment Created"
    ASSESSMENT_UPDATED = "Assessment Updated"
    ASSESSMENT_DELETED = "Assessment Deleted"
    DELEGATION_CREATED = "Assessment ControlSet Delegation Created"
    CONTROL_SET_UNDER_REVIEW = "Assessment ControlSet Under Review"
    CONTROL_SET_REVIEWED = "Assessment ControlSet Reviewed"
    CONTROL_REVIEWED = "Assessment Control Reviewed"


_TYPES: Final[Mapping[tuple[ChangedObject, ChangeAction], EventType]] = {
    (ChangedObject.ASSESSMENT, ChangeAction.CREATE): EventType.ASSESSMENT_CREATED,
    (ChangedObject.ASSESSMENT, ChangeAction.UPDATE_METADATA): EventType.ASSESSMENT_UPDATED,
    (ChangedObject.ASSESSMENT, ChangeAction.INACTIVE): EventType.ASSESSMENT_UPDATED,
    (ChangedObject.ASSESSMENT, ChangeAction.DELETE): EventType.ASSESSMENT_DELETED,
    (ChangedObject.DELEGATION, ChangeAction.CREATE): EventType.DELEGATION_CREATED,
    (ChangedObject.CONTROL_SET, ChangeAction.UNDER_REVIEW): EventType.CONTROL_SET_UNDER_REVIEW,
    (ChangedObject.CONTROL_SET, ChangeAction.REVIEWED): EventType.CONTROL_SET_REVIEWED,
    (ChangedObject.CONTROL, ChangeAction.REVIEWED): EventType.CONTROL_REVIEWED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEvent:
    """A change that the bus is told of, kept until the bus has taken it."""

    type: EventType
    change: Change
    account: AccountId
    """That the server speaks for."""
    assessment_name: str
    """As it was called then."""
    assessment_arn: str

    @property
    def id(self) -> str:
        """That of the change: the same each time the event is sent."""
        return self.change.id

    @property
    def created_at(self) -> datetime:
        """When it happened."""
        return self.change.created_at


def event_type(change: Change) -> EventType | None:
    """Return what an event of `change` is about; None: no bus is told of such changes."""
    return _TYPES.get((change.object_type, change.action))
