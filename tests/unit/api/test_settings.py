"""The settings of the account, as clients see them: what was sent comes back, part by part or whole."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from probative.api.operations import settings
from probative.api.operations.account import register_organization_admin_account
from probative.api.protocol.model import service
from probative.api.protocol.serialize import to_json
from probative.app.application import Application
from probative.domain.errors import ForbiddenError, InvalidError
from probative.domain.people import Standing
from tests.support.operating import ask
from tests.support.people import guarded
from tests.support.serving import caller

OWNER = {"roleType": "PROCESS_OWNER", "roleArn": "arn:aws:iam::111122223333:role/Audit-Owner"}
REPORTS = {"destinationType": "S3", "destination": "s3://Reports-Bucket/some/Prefix"}
EXPORTS = {"destinationType": "S3", "destination": "s3://exports"}
ALL_SENT = {
    "snsTopic": "arn:aws:sns:us-east-1:111122223333:Audit-Topic",
    "defaultAssessmentReportsDestination": REPORTS,
    "defaultProcessOwners": [OWNER],
    "kmsKey": "arn:aws:kms:us-east-1:111122223333:key/1",
    "evidenceFinderEnabled": False,
    "deregistrationPolicy": {"deleteResources": "ALL"},
    "defaultExportDestination": EXPORTS,
}
ALL_BACK = {
    "isAwsOrgEnabled": False,
    "snsTopic": "Audit-Topic",
    "defaultAssessmentReportsDestination": REPORTS,
    "defaultProcessOwners": [OWNER],
    "kmsKey": "arn:aws:kms:us-east-1:111122223333:key/1",
    "evidenceFinderEnablement": {"enablementStatus": "DISABLED", "backfillStatus": "NOT_STARTED"},
    "deregistrationPolicy": {"deleteResources": "ALL"},
    "defaultExportDestination": EXPORTS,
}
ATTRIBUTES = {
    "IS_AWS_ORG_ENABLED": "isAwsOrgEnabled",
    "SNS_TOPIC": "snsTopic",
    "DEFAULT_ASSESSMENT_REPORTS_DESTINATION": "defaultAssessmentReportsDestination",
    "DEFAULT_PROCESS_OWNERS": "defaultProcessOwners",
    "EVIDENCE_FINDER_ENABLEMENT": "evidenceFinderEnablement",
    "DEREGISTRATION_POLICY": "deregistrationPolicy",
    "DEFAULT_EXPORT_DESTINATION": "defaultExportDestination",
}


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return guarded(tmp_path)


def update(server: Application, **request: Any) -> dict[str, Any]:
    return on_the_wire("UpdateSettings", ask(server, "UpdateSettings", settings.update_settings, request))


def get(server: Application, attribute: str = "ALL") -> dict[str, Any]:
    request = {"attribute": attribute}
    return on_the_wire("GetSettings", ask(server, "GetSettings", settings.get_settings, request))


def on_the_wire(operation: str, output: Mapping[str, Any]) -> dict[str, Any]:
    answered: dict[str, Any] = json.loads(to_json(service().operations[operation].output, output))
    return dict(answered["settings"])


def test_before_anything_is_set_the_defaults_are_told(server: Application) -> None:
    got = get(server)

    store = got["evidenceFinderEnablement"].pop("eventDataStoreArn")
    assert store.startswith("arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/")
    assert got == {
        "isAwsOrgEnabled": False,
        "defaultProcessOwners": [],
        "kmsKey": "DEFAULT",
        "evidenceFinderEnablement": {"enablementStatus": "ENABLED", "backfillStatus": "COMPLETED"},
        "deregistrationPolicy": {"deleteResources": "DEFAULT"},
    }


def test_what_is_sent_comes_back(server: Application) -> None:
    assert update(server, **ALL_SENT) == ALL_BACK
    assert get(server) == ALL_BACK


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_an_attribute_is_told_alone(server: Application, attribute: str) -> None:
    update(server, **ALL_SENT)
    member = ATTRIBUTES[attribute]

    assert get(server, attribute) == {member: ALL_BACK[member]}


@pytest.mark.parametrize("member", ALL_SENT)
def test_what_is_not_sent_stays(server: Application, member: str) -> None:
    update(server, **ALL_SENT)

    assert update(server, **{member: ALL_SENT[member]}) == ALL_BACK


def test_owners_are_replaced_by_none(server: Application) -> None:
    update(server, defaultProcessOwners=[OWNER])

    assert update(server, defaultProcessOwners=[])["defaultProcessOwners"] == []


def test_a_topic_is_taken_away_by_none(server: Application) -> None:
    update(server, snsTopic="arn:aws:sns:us-east-1:111122223333:Topic.fifo")
    assert get(server, "SNS_TOPIC") == {"snsTopic": "Topic.fifo"}

    assert update(server, snsTopic="NONE")["snsTopic"] == "NONE"


def test_the_evidence_finder_can_be_switched_off_and_on_again(server: Application) -> None:
    before = get(server, "EVIDENCE_FINDER_ENABLEMENT")

    update(server, evidenceFinderEnabled=False)
    update(server, evidenceFinderEnabled=True)

    assert get(server, "EVIDENCE_FINDER_ENABLEMENT") == before


def test_a_delegate_is_no_default_owner(server: Application) -> None:
    with pytest.raises(InvalidError) as refused:
        update(server, defaultProcessOwners=[OWNER, {**OWNER, "roleType": "RESOURCE_OWNER"}])

    assert refused.value.findings[0].path == "defaultProcessOwners.2.member.roleType"
    assert get(server)["defaultProcessOwners"] == []


def test_a_delegated_administrator_makes_an_organization(server: Application) -> None:
    ask(
        server,
        "RegisterOrganizationAdminAccount",
        register_organization_admin_account,
        {"adminAccountId": "444455556666"},
    )

    assert get(server, "IS_AWS_ORG_ENABLED") == {"isAwsOrgEnabled": True}


@pytest.mark.parametrize("standing", [Standing.MEMBER, Standing.AUDITOR, Standing.COLLECTOR])
def test_only_administrators_change_settings(server: Application, standing: Standing) -> None:
    with pytest.raises(ForbiddenError):
        ask(server, "UpdateSettings", settings.update_settings, ALL_SENT, by=caller("other", standing))


@pytest.mark.parametrize("standing", [Standing.AUDITOR, Standing.COLLECTOR])
def test_who_owns_nothing_reads_no_settings(server: Application, standing: Standing) -> None:
    with pytest.raises(ForbiddenError):
        ask(server, "GetSettings", settings.get_settings, {"attribute": "ALL"}, by=caller("other", standing))


def test_a_member_reads_the_settings(server: Application) -> None:
    read = ask(server, "GetSettings", settings.get_settings, {"attribute": "ALL"}, by=caller("m", Standing.MEMBER))

    assert read["settings"]["kmsKey"] == "DEFAULT"
