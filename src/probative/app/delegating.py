"""Delegations: control sets handed to people for review, many at once, each with its own success."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from probative.app.access import Opened, check_account, may, open_engagement
from probative.app.application import Application
from probative.app.change_log import Act, Deed, record
from probative.app.notifying import News, Told, announce, notify
from probative.app.viewing import LOOK
from probative.app.walking import walk
from probative.books import Books, Position
from probative.domain.engagements import (
    AssessedControlSet,
    ChangeAction,
    ChangedObject,
    ControlSetStatus,
    Delegation,
    Engagement,
)
from probative.domain.people import Caller, Role, RoleType, Standing
from probative.domain.reviewing import FOLLOWS, check_active

_LIST: Final = "GetDelegations"
_WRONG: Final = 400
_UNKNOWN: Final = 404
_TAKEN: Final = 409


class Request(NamedTuple):
    """A delegation that is asked for, as it was sent; None: not sent."""

    control_set_id: str | None
    role_arn: str | None
    role_type: RoleType | None
    comment: str | None


class Failure(NamedTuple):
    """Why one of many was not done, in the terms of HTTP."""

    code: int
    reason: str


class Refused(NamedTuple):
    """A delegation that was not made, and why."""

    request: Request
    failure: Failure


class Created(NamedTuple):
    """All delegations of an assessment after some were asked for, and those that were not made."""

    assessment_name: str
    delegations: tuple[Delegation, ...]
    refused: tuple[Refused, ...]


def create_delegations(
    application: Application, caller: Caller, assessment_id: str, requests: Sequence[Request]
) -> Created:
    """Delegate control sets, and tell the delegates; what cannot be done is told and stops nothing else.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not delegate.
        WrongStateError: The assessment is inactive.
    """

    def change(books: Books) -> tuple[Created, list[Told]]:
        opened = open_engagement(application, books, caller, "BatchCreateDelegationByAssessment", assessment_id)
        check_active(opened.engagement, "be delegated")
        act = Act(caller, application.clock(), opened.engagement.id)
        delegations, refused, told = list(opened.delegations), list[Refused](), list[Told]()
        for request in requests:
            made = _delegation(application, act, Opened(opened.engagement, tuple(delegations)), request)
            if isinstance(made, Failure):
                refused.append(Refused(request, made))
                continue
            books.delegations.add(made)
            delegations.append(made)
            told.append(notify(application, books, act, _news(opened.engagement, made)))
            record(application, books, act, [_deed(made, ChangeAction.CREATE)])
        return Created(opened.engagement.name, tuple(delegations), tuple(refused)), told

    created, told = application.store.change(change)
    announce(application, told)
    return created


def _delegation(application: Application, act: Act, opened: Opened, request: Request) -> Delegation | Failure:
    if request.role_type is not RoleType.RESOURCE_OWNER:
        return Failure(_WRONG, "A delegate is a RESOURCE_OWNER.")
    if not request.role_arn or not request.control_set_id:
        return Failure(_WRONG, "A delegation needs a control set and the ARN of a role or user.")
    control_set = _find(opened.engagement, request.control_set_id)
    if control_set is None:
        return Failure(_UNKNOWN, "The assessment has no such control set.")
    if control_set.status is not ControlSetStatus.ACTIVE:
        return Failure(_WRONG, f"The control set is {control_set.status}: only an ACTIVE one can be delegated.")
    taken = {(given.control_set_id, given.role.arn.lower()) for given in opened.delegations}
    if (control_set.id, request.role_arn.lower()) in taken:
        return Failure(_TAKEN, "The control set is delegated to this role already.")
    return Delegation(
        id=application.new_id(),
        assessment_id=opened.engagement.id,
        control_set_id=control_set.id,
        role=Role(type=request.role_type, arn=request.role_arn),
        status=FOLLOWS[control_set.status],
        comment=request.comment,
        created_at=act.at,
        updated_at=act.at,
        created_by=act.by.name,
    )


def _find(engagement: Engagement, control_set_id: str) -> AssessedControlSet | None:
    return next((control_set for control_set in engagement.control_sets if control_set.id == control_set_id), None)


def _news(engagement: Engagement, made: Delegation) -> News:
    said = f": {made.comment}" if made.comment else ""
    description = f"{made.created_by} delegated the control set {made.control_set_id} to you{said}"
    return News(engagement, made.control_set_id, description, frozenset({made.role.arn}))


def _deed(delegation: Delegation, action: ChangeAction) -> Deed:
    return Deed(ChangedObject.DELEGATION, delegation.control_set_id, action, delegation.control_set_id)


class NotDeleted(NamedTuple):
    """A delegation that was not cancelled, by id, and why."""

    id: str
    failure: Failure


def delete_delegations(
    application: Application, caller: Caller, assessment_id: str, ids: Sequence[str]
) -> tuple[NotDeleted, ...]:
    """Cancel delegations, open or completed, and return those that were not there; control sets stay as they are.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not cancel delegations.
        WrongStateError: The assessment is inactive: what was delegated then is part of its history.
    """

    def change(books: Books) -> tuple[NotDeleted, ...]:
        opened = open_engagement(application, books, caller, "BatchDeleteDelegationByAssessment", assessment_id)
        check_active(opened.engagement, "be changed")
        act = Act(caller, application.clock(), opened.engagement.id)
        there = {delegation.id: delegation for delegation in opened.delegations}
        failed: list[NotDeleted] = []
        for id_ in ids:
            delegation = there.pop(id_, None)
            if delegation is None:
                failed.append(NotDeleted(id_, Failure(_UNKNOWN, "The assessment has no such delegation.")))
                continue
            books.delegations.remove(id_)
            record(application, books, act, [_deed(delegation, ChangeAction.DELETE)])
        return tuple(failed)

    return application.store.change(change)


class ListedDelegation(NamedTuple):
    """A delegation, and the assessment that it belongs to as that is called now."""

    delegation: Delegation
    assessment_name: str


def list_delegations(
    application: Application, caller: Caller, *, after: Position | None, limit: int
) -> Sequence[ListedDelegation]:
    """Return the delegations that concern `caller`, across assessments, newest first, one more than `limit` if any.

    Owners see those of their assessments, delegates their own, completed ones too.

    Raises:
        ForbiddenError: The caller may not list delegations.
    """
    check_account(application, caller, _LIST)

    def read(books: Books) -> Sequence[ListedDelegation]:
        opened: dict[str, Opened] = {}

        def look(piece: Sequence[Delegation]) -> Iterator[ListedDelegation]:
            for delegation in piece:
                if delegation.assessment_id not in opened:
                    opened[delegation.assessment_id] = _open(books, delegation.assessment_id)
                if _concerns(application, caller, delegation, of := opened[delegation.assessment_id]):
                    yield ListedDelegation(delegation, of.engagement.name)

        return walk(books.delegations, look, after=after, limit=limit)

    return application.store.read(read)


def _open(books: Books, assessment_id: str) -> Opened:
    delegations = tuple(books.delegations.select(assessment_id=assessment_id))
    return Opened(books.engagements.get(assessment_id), delegations)


def _concerns(application: Application, caller: Caller, delegation: Delegation, opened: Opened) -> bool:
    # What somebody was given to do stays known to them when it is done; an auditor is no delegate.
    if delegation.role.arn.lower() in caller.arns and caller.standing is not Standing.AUDITOR:
        return True
    return may(application, caller, _LIST, opened) and may(application, caller, LOOK, opened, delegation.control_set_id)
