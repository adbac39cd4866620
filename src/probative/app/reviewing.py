"""The review: controls get a status and comments, control sets are submitted by delegates and completed by owners."""

from dataclasses import replace
from typing import Final, NamedTuple

from probative.app.access import Opened, open_engagement
from probative.app.application import Application
from probative.app.change_log import Act, Deed, record
from probative.app.evidence_folders import ControlAddress, find_assessed
from probative.app.notifying import News, Told, announce, notify
from probative.app.viewing import View, counted, view
from probative.books import Books
from probative.domain.engagements import (
    AssessedControl,
    AssessedControlSet,
    ChangeAction,
    ChangedObject,
    Comment,
    ControlSetStatus,
    ControlStatus,
    Engagement,
)
from probative.domain.errors import ForbiddenError, WrongStateError
from probative.domain.people import Caller
from probative.domain.reviewing import (
    check_active,
    commented,
    followed,
    moved_control,
    moved_set,
    with_control,
    with_set,
)

_REVIEW: Final = "UpdateAssessmentControlSetStatus"
_LOGGED: Final = {
    ControlSetStatus.ACTIVE: ChangeAction.ACTIVE,
    ControlSetStatus.UNDER_REVIEW: ChangeAction.UNDER_REVIEW,
    ControlSetStatus.REVIEWED: ChangeAction.REVIEWED,
}
_SAID: Final = {
    ControlSetStatus.ACTIVE: "sent the control set {} back to its delegates",
    ControlSetStatus.UNDER_REVIEW: "submitted the control set {} for review",
    ControlSetStatus.REVIEWED: "completed the review of the control set {}",
}


class SetReview(NamedTuple):
    """What is to become of a control set, and what is said of it."""

    assessment_id: str
    control_set_id: str
    status: ControlSetStatus
    comment: str


class ReviewedControl(NamedTuple):
    """A control as it stands, and the assessment that it is part of, cut to its control set."""

    control: AssessedControl
    view: View


class ReviewedSet(NamedTuple):
    """A control set as it stands, and the assessment that it is part of, cut to it."""

    control_set: AssessedControlSet
    view: View


def update_control(
    application: Application,
    caller: Caller,
    address: ControlAddress,
    *,
    status: ControlStatus | None,
    comment: str | None,
) -> ReviewedControl:
    """Give the control a status, a comment, or both, and return it.

    Raises:
        NotFoundError: There is no such assessment, set or control, or the caller has nothing to do with it.
        ForbiddenError: The caller may not review this control set.
        WrongStateError: The assessment is inactive, or the control is reviewed, which is final.
    """

    def change(books: Books) -> ReviewedControl:
        opened = open_engagement(
            application,
            books,
            caller,
            "UpdateAssessmentControl",
            address.assessment_id,
            control_set_id=address.control_set_id,
        )
        check_active(opened.engagement, "be reviewed")
        control_set = opened.control_set(address.control_set_id)
        before = find_assessed(control_set, address.control_id)
        act = Act(caller, application.clock(), opened.engagement.id)
        after = before if status is None else moved_control(before, status)
        if comment:
            after = commented(after, Comment(author=caller.name, text=comment, posted_at=act.at))
        changed = with_control(control_set, after)
        if after != before:
            books.engagements.put(with_set(opened.engagement, changed, act.at))
            action = ChangeAction.UPDATE_METADATA if after.status is before.status else ChangeAction(after.status)
            deed = Deed(ChangedObject.CONTROL, after.name, action, control_set.id, after.id)
            record(application, books, act, [deed])
        return ReviewedControl(after, _cut(application, books, caller, opened, changed))

    reviewed = application.store.change(change)
    if status is not None:
        application.wake()
    return reviewed._replace(view=counted(application, reviewed.view))


def review_control_set(application: Application, caller: Caller, review: SetReview) -> ReviewedSet:
    """Submit the control set for review, complete its review, or send it back; its delegations follow.

    Delegates submit; only owners complete and send back. Where duties are separated, somebody has to submit first, and
    somebody else completes.

    Raises:
        NotFoundError: There is no such assessment or control set, or the caller has nothing to do with it.
        ForbiddenError: The caller may not review this control set, or not complete it.
        WrongStateError: The assessment is inactive, or the set does not stand where this can follow.
    """

    def change(books: Books) -> tuple[ReviewedSet, Told]:
        opened = open_engagement(
            application, books, caller, _REVIEW, review.assessment_id, control_set_id=review.control_set_id
        )
        check_active(opened.engagement, "be reviewed")
        before = opened.control_set(review.control_set_id)
        _check_duties(caller, opened.engagement, before, review.status)
        act = Act(caller, application.clock(), opened.engagement.id)
        after = moved_set(before, review.status, by=caller.arn)
        if review.comment:
            said = Comment(author=caller.name, text=review.comment, posted_at=act.at)
            after = replace(after, comments=(*after.comments, said))
        books.engagements.put(with_set(opened.engagement, after, act.at))
        moved = {delegation.id: delegation for delegation in followed(opened.delegations, after, act.at)}
        for delegation in moved.values():
            books.delegations.put(delegation)
        record(application, books, act, [Deed(ChangedObject.CONTROL_SET, after.id, _LOGGED[after.status], after.id)])
        stands = opened._replace(delegations=tuple(moved.get(old.id, old) for old in opened.delegations))
        told = notify(application, books, act, _news(stands, after, act, review.comment))
        return ReviewedSet(after, _cut(application, books, caller, stands, after)), told

    reviewed, told = application.store.change(change)
    announce(application, [told])
    return reviewed._replace(view=counted(application, reviewed.view))


def _check_duties(
    caller: Caller, engagement: Engagement, control_set: AssessedControlSet, status: ControlSetStatus
) -> None:
    """Return if it is for `caller` to move the control set to `status`."""
    if status is ControlSetStatus.UNDER_REVIEW:
        return
    if not caller.arns & engagement.owners():
        raise ForbiddenError(caller.arn, _REVIEW)
    if not engagement.separates_duties or status is not ControlSetStatus.REVIEWED:
        return
    if control_set.status is ControlSetStatus.ACTIVE:
        raise WrongStateError("control set", control_set.status, "be completed before somebody has submitted it")
    if control_set.prepared_by.lower() in caller.arns:
        raise ForbiddenError(caller.arn, _REVIEW)


def _news(opened: Opened, control_set: AssessedControlSet, act: Act, comment: str) -> News:
    """Return what is told of a review: to the owners that it waits for them, to the delegates what came of it."""
    if control_set.status is ControlSetStatus.UNDER_REVIEW:
        recipients = opened.engagement.owners()
    else:
        of_set = (delegation for delegation in opened.delegations if delegation.control_set_id == control_set.id)
        recipients = frozenset(delegation.role.arn for delegation in of_set)
    said = f": {comment}" if comment else ""
    description = f"{act.by.name} {_SAID[control_set.status].format(control_set.id)}{said}"
    return News(opened.engagement, control_set.id, description, recipients)


def _cut(  # noqa: PLR0917  the view, of one control set
    application: Application, books: Books, caller: Caller, opened: Opened, control_set: AssessedControlSet
) -> View:
    engagement = replace(opened.engagement, control_sets=(control_set,))
    of_set = tuple(delegation for delegation in opened.delegations if delegation.control_set_id == control_set.id)
    return view(application, books, caller, Opened(engagement, of_set))
