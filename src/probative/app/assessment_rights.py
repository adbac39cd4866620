"""What a caller may do to an assessment and its control sets, for doors that offer only what would be done.

Policies decide it. Whether the assessment is in a state for it is told by the assessment itself.
"""

from typing import Final, Literal, TypeAlias, get_args

from probative.app.access import Opened, may
from probative.app.application import Application
from probative.domain.people import Caller

AssessmentAction: TypeAlias = Literal[
    "AssociateAssessmentReportEvidenceFolder",
    "BatchAssociateAssessmentReportEvidence",
    "BatchCreateDelegationByAssessment",
    "BatchDeleteDelegationByAssessment",
    "BatchDisassociateAssessmentReportEvidence",
    "CreateAssessmentReport",
    "DeleteAssessment",
    "DeleteAssessmentReport",
    "DisassociateAssessmentReportEvidenceFolder",
    "GetAssessmentReportUrl",
    "GetChangeLogs",
    "GetCoverage",
    "GetDelegations",
    "GetEvidenceFoldersByAssessment",
    "ListAssessmentReports",
    "QueryEvidence",
    "TagResource",
    "UntagResource",
    "UpdateAssessment",
    "UpdateAssessmentStatus",
    "ValidateAssessmentReportIntegrity",
]
"""Actions that policies may permit on an assessment as a whole, and that somebody who sees it may lack."""

ControlSetAction: TypeAlias = Literal[
    "BatchImportEvidenceToAssessmentControl",
    "GetChangeLogs",
    "GetEvidence",
    "GetEvidenceByEvidenceFolder",
    "GetEvidenceFolder",
    "GetEvidenceFoldersByAssessmentControl",
    "QueryEvidence",
    "UpdateAssessmentControl",
    "UpdateAssessmentControlSetStatus",
]
"""Actions that policies may permit on a control set, and that somebody who sees it may lack."""

ASSESSMENT_ACTIONS: Final[tuple[AssessmentAction, ...]] = get_args(AssessmentAction)
CONTROL_SET_ACTIONS: Final[tuple[ControlSetAction, ...]] = get_args(ControlSetAction)


def assessment_rights_of(application: Application, caller: Caller, opened: Opened) -> list[AssessmentAction]:
    """Return those of `ASSESSMENT_ACTIONS` that the caller may do to the assessment now."""
    return [action for action in ASSESSMENT_ACTIONS if may(application, caller, action, opened)]


def control_set_rights_of(
    application: Application, caller: Caller, opened: Opened, control_set_id: str
) -> list[ControlSetAction]:
    """Return those of `CONTROL_SET_ACTIONS` that the caller may do to the control set now."""
    return [action for action in CONTROL_SET_ACTIONS if may(application, caller, action, opened, control_set_id)]
