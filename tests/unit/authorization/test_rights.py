"""Who may do what: each operation of the service model, for each role, against the table written out here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probative.api.protocol.model import service
from probative.authorization.cedar import CedarAuthorizer
from probative.domain.access import AccountResource, AssessmentResource, ControlSetResource, Resource
from probative.domain.ids import AccountId, AssessmentId
from probative.domain.people import Auditing, Caller, Standing

ACCOUNT: Final = AccountId("111122223333")
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
END: Final = NOW + timedelta(days=30)
AUTHORIZER: Final = CedarAuthorizer.load()


def a_caller(name: str, standing: Standing, auditing: Auditing | None = None, *roles: str) -> Caller:
    return Caller(
        account=ACCOUNT,
        arn=f"arn:aws:iam::{ACCOUNT}:user/{name}",
        name=name,
        standing=standing,
        role_arns=frozenset(roles),
        auditing=auditing,
    )


OWNING_ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/Audit-Owners"
MINE: Final = AssessmentId("a0000000-0000-4000-8000-000000000001")
OTHERS: Final = AssessmentId("a0000000-0000-4000-8000-000000000002")

CALLERS: Final = {
    "administrator": a_caller("Ada", Standing.ADMINISTRATOR),
    "owner": a_caller("Olivia", Standing.MEMBER, None, OWNING_ROLE),
    "delegate": a_caller("Dan", Standing.MEMBER),
    "member": a_caller("Mia", Standing.MEMBER),
    "auditor": a_caller("Aki", Standing.AUDITOR, Auditing(assessments=(MINE,), until=END)),
    "collector": a_caller("Cole", Standing.COLLECTOR),
}

ACCOUNT_ITSELF: Final = AccountResource()
ASSESSMENT: Final = AssessmentResource(
    id=MINE, owners=frozenset({OWNING_ROLE.lower()}), delegates=frozenset({CALLERS["delegate"].arn.lower()})
)
DELEGATED_SET: Final = ControlSetResource(
    assessment=ASSESSMENT, id="Access / keys", delegates=frozenset({CALLERS["delegate"].arn.lower()})
)
OTHER_SET: Final = ControlSetResource(assessment=ASSESSMENT, id="Other", delegates=frozenset())
STRANGE: Final = AssessmentResource(
    id=OTHERS, owners=frozenset({f"arn:aws:iam::{ACCOUNT}:user/stranger"}), delegates=frozenset()
)
STRANGE_SET: Final = ControlSetResource(assessment=STRANGE, id="Access / keys", delegates=frozenset())

# A administrator, O owner, D delegate, M member, U auditor, C collector. A role is in a row of ON_... if it may do the
# operation to that resource. Left out: nobody may.
ON_ACCOUNT: Final = {
    "CreateAssessment": "A",
    "CreateAssessmentFramework": "A",
    "CreateControl": "A",
    "DeleteAssessmentFramework": "A",
    "DeleteAssessmentFrameworkShare": "A",
    "DeleteControl": "A",
    "DeregisterAccount": "A",
    "DeregisterOrganizationAdminAccount": "A",
    "GetAccountStatus": "AODMUC",
    "GetAssessmentFramework": "AODMU",
    "GetControl": "AODMU",
    "GetDelegations": "AODMU",
    "GetEvidenceFileUploadUrl": "AODMC",
    "GetInsights": "AODMU",
    "GetOrganizationAdminAccount": "A",
    "GetServicesInScope": "AODMU",
    "GetSettings": "AODM",
    "ListAssessmentFrameworkShareRequests": "A",
    "ListAssessmentFrameworks": "AODMU",
    "ListAssessmentReports": "AODMU",
    "ListAssessments": "AODMU",
    "ListControlDomainInsights": "AODMU",
    "ListControlInsightsByControlDomain": "AODMU",
    "ListControls": "AODMU",
    "ListKeywordsForDataSource": "AODMU",
    "ListNotifications": "AODMU",
    "ListTagsForResource": "AODMU",
    "RegisterAccount": "A",
    "RegisterOrganizationAdminAccount": "A",
    "StartAssessmentFrameworkShare": "A",
    "TagResource": "A",
    "UntagResource": "A",
    "UpdateAssessmentFramework": "A",
    "UpdateAssessmentFrameworkShare": "A",
    "UpdateControl": "A",
    "UpdateSettings": "A",
    "FindPeople": "AODM",
    "KeepDrafts": "AODM",
    "ValidateAssessmentReportIntegrity": "AODMU",
    "ManageUsers": "A",
    "ManageAccounts": "A",
    "WriteRules": "A",
    "QueryEvidence": "AODMU",
}
ON_ASSESSMENT: Final = {
    "AssociateAssessmentReportEvidenceFolder": "O",
    "BatchAssociateAssessmentReportEvidence": "O",
    "BatchCreateDelegationByAssessment": "O",
    "BatchDeleteDelegationByAssessment": "O",
    "BatchDisassociateAssessmentReportEvidence": "O",
    "CreateAssessmentReport": "O",
    "DeleteAssessment": "O",
    "DeleteAssessmentReport": "O",
    "DisassociateAssessmentReportEvidenceFolder": "O",
    "GetAssessment": "ODU",
    "GetAssessmentReportUrl": "OU",
    "GetChangeLogs": "OU",
    "GetDelegations": "ODU",
    "GetEvidenceFoldersByAssessment": "OU",
    "GetInsights": "AODU",
    "GetInsightsByAssessment": "AODU",
    "ListAssessmentControlInsightsByControlDomain": "AODU",
    "ListAssessmentReports": "OU",
    "ListAssessments": "AODU",
    "ListControlDomainInsights": "AODU",
    "ListControlDomainInsightsByAssessment": "AODU",
    "ListControlInsightsByControlDomain": "AODU",
    "ListTagsForResource": "AODU",
    "TagResource": "O",
    "UntagResource": "O",
    "UpdateAssessment": "O",
    "UpdateAssessmentStatus": "O",
    "ValidateAssessmentReportIntegrity": "OU",
    "GetCoverage": "AOU",
    "QueryEvidence": "OU",
}
ON_DELEGATED_SET: Final = {
    "BatchImportEvidenceToAssessmentControl": "ODC",
    "GetAssessment": "ODU",
    "GetChangeLogs": "ODU",
    "GetEvidence": "ODU",
    "GetEvidenceByEvidenceFolder": "ODU",
    "GetEvidenceFolder": "ODU",
    "GetEvidenceFoldersByAssessmentControl": "ODU",
    "UpdateAssessmentControl": "OD",
    "UpdateAssessmentControlSetStatus": "OD",
    "QueryEvidence": "ODU",
}
ON_OTHER_SET: Final = {operation: roles.replace("D", "") for operation, roles in ON_DELEGATED_SET.items()}
ON_STRANGE: Final = {operation: "A" for operation, roles in ON_ASSESSMENT.items() if "A" in roles}
"""What an administrator may do to an assessment that does not name it; nobody else may do anything."""
ON_STRANGE_SET: Final = {"BatchImportEvidenceToAssessmentControl": "C"}

TABLES: Final[Mapping[str, tuple[Resource, Mapping[str, str]]]] = {
    "account": (ACCOUNT_ITSELF, ON_ACCOUNT),
    "assessment": (ASSESSMENT, ON_ASSESSMENT),
    "delegated set": (DELEGATED_SET, ON_DELEGATED_SET),
    "other set": (OTHER_SET, ON_OTHER_SET),
    "strange assessment": (STRANGE, ON_STRANGE),
    "strange set": (STRANGE_SET, ON_STRANGE_SET),
}
LETTERS: Final = dict(zip(CALLERS, "AODMUC", strict=True))
BESIDE_THE_MODEL: Final = {
    "ManageUsers",
    "ManageAccounts",
    "WriteRules",
    "GetCoverage",
    "QueryEvidence",
    "FindPeople",
    "KeepDrafts",
}
OPERATIONS: Final = sorted({*service().operations, *BESIDE_THE_MODEL})


def test_each_of_the_62_operations_has_its_place() -> None:
    placed = {*ON_ACCOUNT, *ON_ASSESSMENT, *ON_DELEGATED_SET}

    assert placed == set(OPERATIONS)
    assert len(placed - BESIDE_THE_MODEL) == 62


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("role", CALLERS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: str, operation: str) -> None:
    allowed = {
        name for name, (resource, _) in TABLES.items() if AUTHORIZER.allows(CALLERS[role], operation, resource, NOW)
    }

    assert allowed == {name for name, (_, table) in TABLES.items() if LETTERS[role] in table.get(operation, "")}


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name != "GetAccountStatus"])
@pytest.mark.parametrize("resource", [ACCOUNT_ITSELF, ASSESSMENT, DELEGATED_SET], ids=lambda it: type(it).__name__)
def test_an_auditor_may_do_nothing_from_its_end_on(operation: str, resource: Resource) -> None:
    assert not AUTHORIZER.allows(CALLERS["auditor"], operation, resource, END)


def test_an_auditor_reads_until_the_last_second() -> None:
    assert AUTHORIZER.allows(CALLERS["auditor"], "GetEvidence", DELEGATED_SET, END - timedelta(seconds=1))


def test_an_auditor_without_an_end_reads_on() -> None:
    endless = a_caller("Aki", Standing.AUDITOR, Auditing(assessments=(MINE,), until=None))

    assert AUTHORIZER.allows(endless, "GetEvidence", DELEGATED_SET, NOW + timedelta(days=36500))


def test_an_auditor_of_nothing_sees_no_assessment() -> None:
    nobody = a_caller("Aki", Standing.AUDITOR)

    assert not AUTHORIZER.allows(nobody, "ListAssessments", ASSESSMENT, NOW)


@pytest.mark.parametrize("standing", [Standing.AUDITOR, Standing.COLLECTOR])
def test_who_must_not_write_does_not_even_as_an_owner(standing: Standing) -> None:
    named = a_caller("Olivia", standing, Auditing(assessments=(MINE,), until=None), OWNING_ROLE)

    assert not AUTHORIZER.allows(named, "UpdateAssessment", ASSESSMENT, NOW)
    assert not AUTHORIZER.allows(named, "UpdateAssessmentControl", DELEGATED_SET, NOW)


def test_an_auditor_that_is_named_an_owner_elsewhere_does_not_see_it() -> None:
    named = a_caller("stranger", Standing.AUDITOR, Auditing(assessments=(MINE,), until=None))

    assert not AUTHORIZER.allows(named, "ListAssessments", STRANGE, NOW)
    assert not AUTHORIZER.allows(named, "GetEvidence", STRANGE_SET, NOW)


def test_an_arn_is_compared_without_case() -> None:
    shouting = a_caller("Olivia", Standing.MEMBER, None, OWNING_ROLE.upper())

    assert AUTHORIZER.allows(shouting, "UpdateAssessment", ASSESSMENT, NOW)


def test_what_no_policy_knows_is_denied() -> None:
    assert not AUTHORIZER.allows(CALLERS["owner"], "GetAssessment", STRANGE, NOW)
    assert not AUTHORIZER.allows(CALLERS["member"], "NoSuchOperation", ACCOUNT_ITSELF, NOW)


@given(name=st.text(min_size=1, max_size=300), action=st.text(max_size=50))
def test_any_name_has_an_answer(name: str, action: str) -> None:
    strange = ControlSetResource(assessment=STRANGE, id=name, delegates=frozenset())

    assert not AUTHORIZER.allows(a_caller(name, Standing.MEMBER), action, strange, NOW)


@given(st.sampled_from(sorted(ON_DELEGATED_SET)), st.text(min_size=1))
def test_a_set_of_the_same_name_elsewhere_gives_no_rights(operation: str, name: str) -> None:
    mine = ControlSetResource(assessment=ASSESSMENT, id=name, delegates=frozenset({CALLERS["delegate"].arn.lower()}))
    theirs = ControlSetResource(assessment=STRANGE, id=name, delegates=frozenset())

    assert AUTHORIZER.allows(CALLERS["delegate"], operation, mine, NOW)
    assert not AUTHORIZER.allows(CALLERS["delegate"], operation, theirs, NOW)


def test_a_decision_is_kept_for_the_day() -> None:
    fresh = CedarAuthorizer.load()
    for hour in (0, 1, 11, 12):
        assert fresh.allows(CALLERS["owner"], "GetEvidence", DELEGATED_SET, NOW + timedelta(hours=hour))

    assert fresh._decide.cache_info().misses == 2


def test_no_decision_is_kept_for_whom_it_was_not_made() -> None:
    fresh = CedarAuthorizer.load()

    assert fresh.allows(CALLERS["owner"], "UpdateAssessment", ASSESSMENT, NOW)
    assert not fresh.allows(replace(CALLERS["owner"], role_arns=frozenset()), "UpdateAssessment", ASSESSMENT, NOW)
    assert not fresh.allows(CALLERS["owner"], "UpdateAssessment", replace(ASSESSMENT, owners=frozenset()), NOW)
