"""What a caller may do beside assessments, for doors that offer only what would be done."""

from typing import Final, Literal, TypeAlias, get_args

from probative.app.application import Application
from probative.domain.access import AccountResource
from probative.domain.people import Caller

AccountAction: TypeAlias = Literal[
    "CreateAssessment",
    "CreateAssessmentFramework",
    "CreateControl",
    "DeleteAssessmentFramework",
    "DeleteAssessmentFrameworkShare",
    "DeleteControl",
    "DeregisterAccount",
    "DeregisterOrganizationAdminAccount",
    "FindPeople",
    "GetAccountStatus",
    "GetAssessmentFramework",
    "GetControl",
    "GetDelegations",
    "GetEvidenceFileUploadUrl",
    "GetInsights",
    "GetOrganizationAdminAccount",
    "GetServicesInScope",
    "GetSettings",
    "KeepDrafts",
    "ListAssessmentFrameworkShareRequests",
    "ListAssessmentFrameworks",
    "ListAssessmentReports",
    "ListAssessments",
    "ListControlDomainInsights",
    "ListControlInsightsByControlDomain",
    "ListControls",
    "ListKeywordsForDataSource",
    "ListNotifications",
    "ListTagsForResource",
    "ManageAccounts",
    "ManageUsers",
    "QueryEvidence",
    "RegisterAccount",
    "RegisterOrganizationAdminAccount",
    "StartAssessmentFrameworkShare",
    "TagResource",
    "UntagResource",
    "UpdateAssessmentFramework",
    "UpdateAssessmentFrameworkShare",
    "UpdateControl",
    "UpdateSettings",
    "ValidateAssessmentReportIntegrity",
    "WriteRules",
]
"""Every action that policies may permit on the account, by name."""

ACCOUNT_ACTIONS: Final[tuple[AccountAction, ...]] = get_args(AccountAction)


def rights_of(application: Application, caller: Caller) -> list[AccountAction]:
    """Return those of `ACCOUNT_ACTIONS` that the caller may do now; what it may do to an assessment, that one says."""
    now = application.clock()
    allows = application.authorizer.allows
    return [action for action in ACCOUNT_ACTIONS if allows(caller, action, AccountResource(), now)]
