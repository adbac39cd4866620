"""What a caller may do, decided before anything is shown: a stranger to an assessment never learns of it."""

from typing import NamedTuple

from probative.app.application import Application
from probative.books import Books
from probative.domain.access import AccountResource, AssessmentResource, ControlSetResource, Resource
from probative.domain.engagements import (
    AssessedControlSet,
    AssessmentStatus,
    Delegation,
    DelegationStatus,
    Engagement,
)
from probative.domain.errors import ForbiddenError, NotFoundError
from probative.domain.people import Caller


class Opened(NamedTuple):
    """An assessment that the caller may act on, with its delegations."""

    engagement: Engagement
    delegations: tuple[Delegation, ...]

    def control_set(self, id_: str) -> AssessedControlSet:
        """Return the control set with this id.

        Raises:
            NotFoundError: The assessment has none.
        """
        for control_set in self.engagement.control_sets:
            if control_set.id == id_:
                return control_set
        raise NotFoundError("control set", id_)


def check_account(application: Application, caller: Caller, action: str) -> None:
    """Return if `caller` may do `action` to what lies beside assessments.

    Raises:
        ForbiddenError: It may not.
    """
    if not application.authorizer.allows(caller, action, AccountResource(), application.clock()):
        raise ForbiddenError(caller.arn, action)


def open_engagement(  # noqa: PLR0917  who does what to which
    application: Application, books: Books, caller: Caller, action: str, assessment_id: str, control_set_id: str = ""
) -> Opened:
    """Return the assessment, if `caller` may do `action` to it, or to the control set that is named.

    Raises:
        NotFoundError: There is no such assessment or control set, or the caller has nothing to do with it.
        ForbiddenError: The caller knows of it, and may not.
    """
    engagement = books.engagements.get(assessment_id)
    delegations = tuple(books.delegations.select(assessment_id=assessment_id))
    if control_set_id:
        _check(application, caller, action, control_set_resource_of(engagement, delegations, control_set_id))
    else:
        _check(application, caller, action, resource_of(engagement, delegations))
    opened = Opened(engagement, delegations)
    if control_set_id:
        opened.control_set(control_set_id)
    return opened


def can_see(
    application: Application, caller: Caller, engagement: Engagement, delegations: tuple[Delegation, ...]
) -> bool:
    """Say whether `caller` may know that the assessment is there; what is in it is decided by other actions."""
    return _sees(application, caller, resource_of(engagement, delegations))


def may(  # noqa: PLR0917  who does what to which
    application: Application, caller: Caller, action: str, opened: Opened, control_set_id: str = ""
) -> bool:
    """Say whether `caller` may do `action` to the assessment, or to the control set that is named.

    For lists over assessments and control sets, which show what is allowed and leave out the rest.
    """
    resource: Resource = resource_of(opened.engagement, opened.delegations)
    if control_set_id:
        resource = control_set_resource_of(opened.engagement, opened.delegations, control_set_id)
    return application.authorizer.allows(caller, action, resource, application.clock())


def resource_of(engagement: Engagement, delegations: tuple[Delegation, ...]) -> AssessmentResource:
    """Return the assessment as authorization sees it."""
    return AssessmentResource(
        id=engagement.id, owners=engagement.owners(), delegates=_delegates(engagement, delegations, None)
    )


def control_set_resource_of(
    engagement: Engagement, delegations: tuple[Delegation, ...], control_set_id: str
) -> ControlSetResource:
    """Return a control set of the assessment as authorization sees it."""
    return ControlSetResource(
        assessment=resource_of(engagement, delegations),
        id=control_set_id,
        delegates=_delegates(engagement, delegations, control_set_id),
    )


def _delegates(
    engagement: Engagement, delegations: tuple[Delegation, ...], control_set_id: str | None
) -> frozenset[str]:
    if engagement.status is AssessmentStatus.INACTIVE:
        return frozenset()
    return frozenset(
        delegation.role.arn.lower()
        for delegation in delegations
        if delegation.status is not DelegationStatus.COMPLETE and control_set_id in {None, delegation.control_set_id}
    )


def _check(application: Application, caller: Caller, action: str, resource: Resource) -> None:
    if application.authorizer.allows(caller, action, resource, application.clock()):
        return
    assessment = resource.assessment if isinstance(resource, ControlSetResource) else resource
    if isinstance(assessment, AssessmentResource) and not _sees(application, caller, assessment):
        raise NotFoundError("assessment", assessment.id)
    raise ForbiddenError(caller.arn, action)


def _sees(application: Application, caller: Caller, resource: AssessmentResource) -> bool:
    return application.authorizer.allows(caller, "ListAssessments", resource, application.clock())
