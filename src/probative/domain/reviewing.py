"""The review of an assessment as a state machine: which moves are legal, and what follows from them.

One rule holds: the delegations of a control set stand where its review stands (`FOLLOWS`), so that a set that waits for
its owner has no delegate at work, and one that is reviewed has none with access.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from probative.domain.engagements import (
    AssessedControl,
    AssessedControlSet,
    AssessmentStatus,
    Comment,
    ControlSetStatus,
    ControlStatus,
    Delegation,
    DelegationStatus,
    Engagement,
)
from probative.domain.errors import WrongStateError

_ASSESSMENT_MOVES: Final[Mapping[AssessmentStatus, frozenset[AssessmentStatus]]] = {
    AssessmentStatus.ACTIVE: frozenset({AssessmentStatus.INACTIVE}),
    AssessmentStatus.INACTIVE: frozenset(),
}

_CONTROL_MOVES: Final[Mapping[ControlStatus, frozenset[ControlStatus]]] = {
    ControlStatus.UNDER_REVIEW: frozenset({ControlStatus.REVIEWED, ControlStatus.INACTIVE}),
    ControlStatus.INACTIVE: frozenset({ControlStatus.REVIEWED, ControlStatus.UNDER_REVIEW}),
    ControlStatus.REVIEWED: frozenset(),
}

_SET_MOVES: Final[Mapping[ControlSetStatus, frozenset[ControlSetStatus]]] = {
    # An owner who delegates nothing completes a set without submitting it to itself.
    ControlSetStatus.ACTIVE: frozenset({ControlSetStatus.UNDER_REVIEW, ControlSetStatus.REVIEWED}),
    # Back to ACTIVE: the owner wants more of the delegates.
    ControlSetStatus.UNDER_REVIEW: frozenset({ControlSetStatus.REVIEWED, ControlSetStatus.ACTIVE}),
    ControlSetStatus.REVIEWED: frozenset(),
}

FOLLOWS: Final[Mapping[ControlSetStatus, DelegationStatus]] = {
    ControlSetStatus.ACTIVE: DelegationStatus.IN_PROGRESS,
    ControlSetStatus.UNDER_REVIEW: DelegationStatus.UNDER_REVIEW,
    ControlSetStatus.REVIEWED: DelegationStatus.COMPLETE,
}
"""Where the delegations of a control set stand while its review stands there."""


def check_active(engagement: Engagement, wanted: str) -> None:
    """Return if the assessment may still be changed.

    Raises:
        WrongStateError: It is inactive: only reports can still be made of it.
    """
    if engagement.status is not AssessmentStatus.ACTIVE:
        raise WrongStateError("assessment", engagement.status, wanted)


def moved_control(control: AssessedControl, status: ControlStatus) -> AssessedControl:
    """Return the control as it stands once moved to `status`; where it stands already, nothing happens.

    Raises:
        WrongStateError: It is reviewed, which is final.
    """
    if status not in _CONTROL_MOVES[control.status] and (
        status is not control.status or control.status is ControlStatus.REVIEWED
    ):
        raise WrongStateError("control", control.status, f"become {status}")
    return replace(control, status=status)


def commented(control: AssessedControl, comment: Comment) -> AssessedControl:
    """Return the control with one comment more."""
    return replace(control, comments=(*control.comments, comment))


def moved_set(control_set: AssessedControlSet, status: ControlSetStatus, *, by: str) -> AssessedControlSet:
    """Return the control set as it stands once moved to `status` by whoever has the ARN `by`.

    Who submits it has prepared it; sent back to its delegates, nobody has.

    Raises:
        WrongStateError: The review process knows no such move.
    """
    if status not in _SET_MOVES[control_set.status]:
        raise WrongStateError("control set", control_set.status, f"become {status}")
    prepared_by = {ControlSetStatus.UNDER_REVIEW: by, ControlSetStatus.ACTIVE: ""}.get(status, control_set.prepared_by)
    return replace(control_set, status=status, prepared_by=prepared_by)


def followed(
    delegations: Iterable[Delegation], control_set: AssessedControlSet, at: datetime
) -> tuple[Delegation, ...]:
    """Return those delegations of the control set that its status moves on, as they stand after it."""
    status = FOLLOWS[control_set.status]
    return tuple(
        replace(delegation, status=status, updated_at=at)
        for delegation in delegations
        if delegation.control_set_id == control_set.id and delegation.status is not status
    )


def with_control(control_set: AssessedControlSet, control: AssessedControl) -> AssessedControlSet:
    """Return the control set with `control` in place of the one with its id."""
    return replace(
        control_set, controls=tuple(control if old.id == control.id else old for old in control_set.controls)
    )


def with_set(engagement: Engagement, control_set: AssessedControlSet, at: datetime) -> Engagement:
    """Return the assessment with `control_set` in place of the one with its id, changed `at`."""
    return replace(
        engagement,
        updated_at=at,
        control_sets=tuple(control_set if old.id == control_set.id else old for old in engagement.control_sets),
    )


def moved_assessment(engagement: Engagement, status: AssessmentStatus, at: datetime) -> Engagement:
    """Return the assessment as it stands once moved to `status`: inactive, all sets and all open controls are reviewed.

    Raises:
        WrongStateError: There is no way to it: none leads back from inactive.
    """
    if status not in _ASSESSMENT_MOVES[engagement.status]:
        raise WrongStateError("assessment", engagement.status, f"become {status}")
    sets = tuple(_closed(control_set) for control_set in engagement.control_sets)
    return replace(engagement, status=status, updated_at=at, control_sets=sets)


def _closed(control_set: AssessedControlSet) -> AssessedControlSet:
    controls = tuple(
        replace(control, status=ControlStatus.REVIEWED) if control.status is ControlStatus.UNDER_REVIEW else control
        for control in control_set.controls
    )
    return replace(control_set, status=ControlSetStatus.REVIEWED, controls=controls)
