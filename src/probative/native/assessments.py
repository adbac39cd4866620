"""Assessments with what Audit Manager's shapes have no place for: regions, and the separation of duties."""

from typing import Any, Final

from msgspec import UNSET, UnsetType

from probative.app.engagements import AssessmentEdits, update_assessment
from probative.app.viewing import View, get_assessment
from probative.domain.engagements import AssessedControlSet, AssessmentStatus, ControlSetStatus
from probative.domain.ids import Region
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

ASSESSMENT: Final = "/v1/assessments/{assessment_id}"


class AssessmentGiven(Input):
    """What is to change; what is left out stays. Separation of duties is for good once it is set."""

    regions: list[str] | UnsetType = UNSET
    separates_duties: bool | UnsetType = UNSET


class ReviewShown(Output):
    """Where the review of a control set stands, and who submitted it: with duties separated, another completes it."""

    id: str
    status: ControlSetStatus
    prepared_by: str


class AssessmentShown(Output):
    """An assessment, beside what Audit Manager shows of it; control sets that the caller may not see are left out."""

    id: str
    name: str
    status: AssessmentStatus
    accounts: list[str]
    regions: list[str]
    separates_duties: bool
    control_sets: list[ReviewShown]


def get(asked: Asked, _query: Nothing, _body: Nothing) -> AssessmentShown:
    """Return an assessment."""
    return _shown(get_assessment(asked.application, asked.caller, asked.path["assessment_id"]))


def change(asked: Asked, _query: Nothing, given: AssessmentGiven) -> AssessmentShown:
    """Change an assessment, and return it."""
    edits = AssessmentEdits(
        regions=None if given.regions is UNSET else tuple(map(Region, dict.fromkeys(given.regions))),
        separates_duties=None if given.separates_duties is UNSET else given.separates_duties,
    )
    return _shown(update_assessment(asked.application, asked.caller, asked.path["assessment_id"], edits))


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", ASSESSMENT, "Show where an assessment collects, and whether it separates duties.", get),
    endpoint("PATCH", ASSESSMENT, "Change where an assessment collects, or have it separate duties.", change),
)


def _shown(view: View) -> AssessmentShown:
    engagement = view.engagement
    return AssessmentShown(
        id=engagement.id,
        name=engagement.name,
        status=engagement.status,
        accounts=[account.id for account in engagement.accounts],
        regions=list(engagement.regions),
        separates_duties=engagement.separates_duties,
        control_sets=[_review(control_set) for control_set in engagement.control_sets],
    )


def _review(control_set: AssessedControlSet) -> ReviewShown:
    return ReviewShown(id=control_set.id, status=control_set.status, prepared_by=control_set.prepared_by)
