"""Assessments with what Audit Manager's shapes have no place for: regions, services, separated duties, and rights."""

from datetime import datetime
from typing import Any, Final

from msgspec import UNSET, UnsetType

from probative.app.access import Opened
from probative.app.assessment_rights import (
    AssessmentAction,
    ControlSetAction,
    assessment_rights_of,
    control_set_rights_of,
)
from probative.app.engagements import AssessmentEdits, update_assessment
from probative.app.viewing import View, get_assessment
from probative.domain.engagements import AssessedControlSet, AssessmentStatus, ControlSetStatus
from probative.domain.ids import Region
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

ASSESSMENT: Final = "/v1/assessments/{assessment_id}"


class AssessmentGiven(Input):
    """What is to change; what is left out stays. Separation of duties is for good once it is set."""

    regions: list[str] | UnsetType = UNSET
    services: list[str] | UnsetType = UNSET
    """The only services to look at, as `GetServicesInScope` calls them, for a custom framework; none: all it asks."""
    separates_duties: bool | UnsetType = UNSET


class CommentShown(Output):
    """What somebody said of a control set when they submitted it, sent it back or completed it."""

    author: str
    text: str
    posted_at: datetime


class ReviewShown(Output):
    """Where the review of a control set stands, and who submitted it: with duties separated, another completes it."""

    id: str
    status: ControlSetStatus
    prepared_by: str
    comments: list[CommentShown]
    rights: list[ControlSetAction]
    """What policies let the caller do to it."""


class AssessmentShown(Output):
    """An assessment, beside what Audit Manager shows of it; control sets that the caller may not see are left out."""

    id: str
    name: str
    status: AssessmentStatus
    accounts: list[str]
    regions: list[str]
    services: list[str]
    """The only services that are looked at; none: all that the framework asks."""
    separates_duties: bool
    is_dormant: bool
    """Whether nothing is collected until it is edited and saved: the account was registered again since."""
    control_sets: list[ReviewShown]
    rights: list[AssessmentAction]
    """What policies let the caller do to the assessment as a whole; an inactive one takes no changes even so."""


def get(asked: Asked, _query: Nothing, _body: Nothing) -> AssessmentShown:
    """Return an assessment."""
    return _shown(asked, get_assessment(asked.application, asked.caller, asked.path["assessment_id"]))


def change(asked: Asked, _query: Nothing, given: AssessmentGiven) -> AssessmentShown:
    """Change an assessment, and return it."""
    edits = AssessmentEdits(
        regions=None if given.regions is UNSET else tuple(map(Region, dict.fromkeys(given.regions))),
        services=None if given.services is UNSET else tuple(dict.fromkeys(given.services)),
        separates_duties=None if given.separates_duties is UNSET else given.separates_duties,
    )
    return _shown(asked, update_assessment(asked.application, asked.caller, asked.path["assessment_id"], edits))


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint(
        "GET",
        ASSESSMENT,
        "Show where an assessment collects, of which services, whether it separates duties, and what you may do to it.",
        get,
    ),
    endpoint(
        "PATCH",
        ASSESSMENT,
        "Change where an assessment collects, and of which services, or have it separate duties.",
        change,
    ),
)


def _shown(asked: Asked, view: View) -> AssessmentShown:
    engagement = view.engagement
    opened = Opened(engagement, view.delegations)
    return AssessmentShown(
        id=engagement.id,
        name=engagement.name,
        status=engagement.status,
        accounts=[account.id for account in engagement.accounts],
        regions=list(engagement.regions),
        services=list(engagement.services),
        separates_duties=engagement.separates_duties,
        is_dormant=engagement.is_dormant,
        control_sets=[_review(asked, opened, control_set) for control_set in engagement.control_sets],
        rights=assessment_rights_of(asked.application, asked.caller, opened),
    )


def _review(asked: Asked, opened: Opened, control_set: AssessedControlSet) -> ReviewShown:
    return ReviewShown(
        id=control_set.id,
        status=control_set.status,
        prepared_by=control_set.prepared_by,
        comments=[
            CommentShown(author=comment.author, text=comment.text, posted_at=comment.posted_at)
            for comment in control_set.comments
        ],
        rights=control_set_rights_of(asked.application, asked.caller, opened, control_set.id),
    )
