"""Operations on assessments, as the wire has them: what is sent comes back, and round trips are stable."""

from pathlib import Path
from typing import Any

import pytest

from probative.api.operations import assessments, delegations, reviews
from probative.app.application import Application
from probative.domain.errors import InvalidError, WrongStateError
from probative.domain.slots import SourceKind
from tests.support.assessed import keep_some
from tests.support.engaging import (
    DAN,
    FIRST,
    FRAMEWORK_ID,
    OLIVIA,
    OWN_CONTROL,
    ROLE,
    SECOND,
    serving,
    standard_controls,
)
from tests.support.operating import ask
from tests.support.serving import ACCOUNT, NOW, SetClock, standard_framework

OWNERS = [
    {"roleType": "PROCESS_OWNER", "roleArn": "arn:aws:iam::111122223333:role/Path/Owner"},
    {"roleType": "PROCESS_OWNER", "roleArn": "arn:aws:iam::111122223333:root"},
]
SENT: dict[str, Any] = {
    "name": "Quarter 4: <all>",
    "description": "",
    "assessmentReportsDestination": {"destinationType": "S3", "destination": "S3://Reports/Here"},
    "scope": {
        "awsAccounts": [
            {"id": "999988887777", "emailAddress": "Ops@Example.org", "name": "Ops"},
            {"id": ACCOUNT},
        ],
        "awsServices": [{"serviceName": "s3"}],
    },
    "roles": OWNERS,
    "frameworkId": FRAMEWORK_ID,
    "tags": {"Team": "Blue", "empty": ""},
}


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


def create(server: Application, **changed: Any) -> dict[str, Any]:
    sent = {**SENT, **changed}
    created: dict[str, Any] = ask(server, "CreateAssessment", assessments.create_assessment, sent)["assessment"]
    return created


def get(server: Application, id_: str, **who: Any) -> dict[str, Any]:
    return ask(server, "GetAssessment", assessments.get_assessment, {"assessmentId": id_}, **who)


def update(server: Application, id_: str, **changed: Any) -> dict[str, Any]:
    request = {"assessmentId": id_, "scope": SENT["scope"], **changed}
    updated: dict[str, Any] = ask(server, "UpdateAssessment", assessments.update_assessment, request)["assessment"]
    return updated


def set_status(server: Application, id_: str, status: str) -> dict[str, Any]:
    request = {"assessmentId": id_, "status": status}
    ended: dict[str, Any] = ask(server, "UpdateAssessmentStatus", assessments.update_assessment_status, request)[
        "assessment"
    ]
    return ended


def listed(server: Application, request: dict[str, Any] | None = None, **page: Any) -> dict[str, Any]:
    return ask(server, "ListAssessments", assessments.list_assessments, request or {}, **page)


def delegate(server: Application, id_: str, control_set_id: str, arn: str) -> None:
    asked = {"controlSetId": control_set_id, "roleArn": arn, "roleType": "RESOURCE_OWNER"}
    request = {"assessmentId": id_, "createDelegationRequests": [asked]}
    answer = ask(
        server,
        "BatchCreateDelegationByAssessment",
        delegations.batch_create_delegation_by_assessment,
        request,
    )
    assert answer["errors"] == []


def test_what_was_sent_comes_back_as_it_was(server: Application) -> None:
    created = create(server)

    id_ = created["metadata"]["id"]
    arn = f"arn:aws:auditmanager:us-east-1:{ACCOUNT}:assessment/{id_}"
    assert created["arn"] == arn
    assert created["awsAccount"] == {"id": ACCOUNT}
    assert created["tags"] == SENT["tags"]
    metadata = created["metadata"]
    assert metadata["name"] == SENT["name"]
    assert metadata["description"] == ""
    assert metadata["assessmentReportsDestination"] == SENT["assessmentReportsDestination"]
    assert metadata["roles"] == OWNERS
    accounts = [{k: v for k, v in each.items() if v is not None} for each in metadata["scope"]["awsAccounts"]]
    assert accounts == SENT["scope"]["awsAccounts"]
    assert metadata["scope"]["awsServices"] == []
    assert (metadata["status"], metadata["complianceType"]) == ("ACTIVE", "house rules")
    assert metadata["delegations"] == []
    assert (metadata["creationTime"], metadata["lastUpdated"]) == (NOW, NOW)


def test_the_tree_has_sets_by_name_and_controls_with_what_they_are(server: Application) -> None:
    framework = create(server)["framework"]

    assert framework["id"] == FRAMEWORK_ID
    assert framework["arn"] == f"arn:aws:auditmanager:us-east-1:{ACCOUNT}:assessmentFramework/{FRAMEWORK_ID}"
    assert framework["metadata"] == {"name": "Small", "description": None, "complianceType": "house rules"}
    assert [each["id"] for each in framework["controlSets"]] == [FIRST, SECOND]
    second = framework["controlSets"][1]
    assert (second["status"], second["description"], second["roles"], second["delegations"]) == ("ACTIVE", None, [], [])
    assert (second["systemEvidenceCount"], second["manualEvidenceCount"]) == (0, 0)
    assert second["controls"][1] == {
        "id": OWN_CONTROL,
        "name": "Our own control",
        "status": "UNDER_REVIEW",
        "comments": [],
        "evidenceSources": ["Manual", "AWS CloudTrail"],
        "evidenceCount": 0,
        "assessmentReportEvidenceCount": 0,
    }


def test_a_standard_framework_belongs_to_nobody_and_its_description_fits(server: Application) -> None:
    standard = standard_framework()

    framework = create(server, frameworkId=standard.uuid)["framework"]

    assert framework["arn"] == f"arn:aws:auditmanager:us-east-1::assessmentFramework/{standard.uuid}"
    description = framework["metadata"]["description"]
    assert len(description) == 200
    assert standard.description.startswith(description.removesuffix("…"))
    assert framework["controlSets"][0]["description"] == standard.control_sets[0].purpose
    assert sum(len(each["controls"]) for each in framework["controlSets"]) == len(standard.controls)


def test_members_that_may_be_left_out_are_left_out(server: Application) -> None:
    sent = {member: value for member, value in SENT.items() if member not in {"description", "tags"}}
    bare = {**sent, "scope": {}, "assessmentReportsDestination": {}, "roles": []}

    created = ask(server, "CreateAssessment", assessments.create_assessment, bare)["assessment"]

    assert created["metadata"]["description"] is None
    assert created["metadata"]["scope"]["awsAccounts"] == []
    assert created["tags"] == {}


def test_reading_twice_and_writing_the_same_changes_nothing(server: Application, clock: SetClock) -> None:
    created = create(server)
    id_ = created["metadata"]["id"]
    clock.advance(hours=1)

    first = get(server, id_)
    same = update(
        server,
        id_,
        assessmentName=SENT["name"],
        assessmentDescription="",
        assessmentReportsDestination=SENT["assessmentReportsDestination"],
        roles=OWNERS,
    )

    assert first["assessment"] == created == same == get(server, id_)["assessment"]
    assert first["userRole"] == {"roleType": "PROCESS_OWNER", "roleArn": OLIVIA.arn}


def test_an_update_changes_what_it_names(server: Application, clock: SetClock) -> None:
    created = create(server)
    id_ = created["metadata"]["id"]
    clock.advance(hours=1)
    destination = {"destinationType": "S3", "destination": "s3://other"}

    renamed = update(server, id_, assessmentName="Renamed", scope={})
    updated = update(
        server,
        id_,
        assessmentDescription="All of it",
        assessmentReportsDestination=destination,
        roles=OWNERS[1:],
        scope={"awsAccounts": [{"id": ACCOUNT}], "awsServices": [{"serviceName": "ec2"}]},
    )

    before = {**created["metadata"], "name": "Renamed", "lastUpdated": clock.at}
    assert renamed["metadata"] == before
    assert updated["metadata"] == {
        **before,
        "description": "All of it",
        "assessmentReportsDestination": destination,
        "roles": OWNERS[1:],
        "scope": {"awsAccounts": [{"id": ACCOUNT, "emailAddress": None, "name": None}], "awsServices": []},
    }
    assert get(server, id_)["assessment"] == updated


def test_a_delegate_is_told_its_role_and_shown_its_set(server: Application) -> None:
    id_ = create(server)["metadata"]["id"]
    delegate(server, id_, FIRST, DAN.arn)
    delegate(server, id_, SECOND, ROLE)

    shown = get(server, id_, by=DAN)

    assert shown["userRole"] == {"roleType": "RESOURCE_OWNER", "roleArn": DAN.arn}
    assert [each["id"] for each in shown["assessment"]["framework"]["controlSets"]] == [FIRST]
    (of_assessment,) = shown["assessment"]["metadata"]["delegations"]
    (control_set,) = shown["assessment"]["framework"]["controlSets"]
    assert control_set["delegations"] == [of_assessment]
    assert control_set["roles"] == [{"roleType": "RESOURCE_OWNER", "roleArn": DAN.arn}]
    assert of_assessment["controlSetId"] == FIRST
    whole = get(server, id_)["assessment"]
    assert len(whole["metadata"]["delegations"]) == 2
    assert [len(each["delegations"]) for each in whole["framework"]["controlSets"]] == [1, 1]


def test_evidence_is_counted_for_controls_and_sets(server: Application) -> None:
    id_ = create(server)["metadata"]["id"]
    first, second = standard_controls(2)
    keep_some(server, first, 3, assessment_id=id_)
    keep_some(server, first, 1, assessment_id=id_, kind=SourceKind.MANUAL, first=10)
    keep_some(server, second, 2, assessment_id=id_, first=20)

    tree = get(server, id_)["assessment"]["framework"]["controlSets"]

    assert [(each["systemEvidenceCount"], each["manualEvidenceCount"]) for each in tree] == [(5, 1), (0, 0)]
    assert [each["evidenceCount"] for each in tree[0]["controls"]] == [4, 2]
    assert update(server, id_, assessmentName="Renamed")["framework"]["controlSets"] == tree


def test_inactive_is_the_end(server: Application) -> None:
    id_ = create(server)["metadata"]["id"]

    ended = set_status(server, id_, "INACTIVE")

    assert ended == get(server, id_)["assessment"]
    assert ended["metadata"]["status"] == "INACTIVE"
    assert {each["status"] for each in ended["framework"]["controlSets"]} == {"REVIEWED"}
    for status in ("INACTIVE", "ACTIVE"):
        with pytest.raises(WrongStateError):
            set_status(server, id_, status)


def test_a_deleted_assessment_is_not_listed(server: Application) -> None:
    gone, stays = (create(server, name=name)["metadata"]["id"] for name in ("Gone", "Stays"))

    answer = ask(server, "DeleteAssessment", assessments.delete_assessment, {"assessmentId": gone})

    assert answer == {}
    assert [each["id"] for each in listed(server)["assessmentMetadata"]] == [stays]


def test_a_list_has_what_the_model_gives_an_item(server: Application) -> None:
    id_ = create(server)["metadata"]["id"]
    delegate(server, id_, FIRST, DAN.arn)

    (item,) = listed(server)["assessmentMetadata"]

    whole = get(server, id_)["assessment"]["metadata"]
    assert item == {member: whole[member] for member in item}
    assert set(whole) - set(item) == {"description", "assessmentReportsDestination", "scope"}
    assert len(item["delegations"]) == 1


def test_a_list_goes_on_from_page_to_page(server: Application, clock: SetClock) -> None:
    for number in range(5):
        create(server, name=f"Number {number}")
        clock.advance(minutes=number % 2)
    set_status(server, listed(server)["assessmentMetadata"][0]["id"], "INACTIVE")
    whole = [each["id"] for each in listed(server)["assessmentMetadata"]]

    seen: list[str] = []
    after: str | None = None
    while True:
        page = listed(server, after=after, limit=2)
        seen += [each["id"] for each in page["assessmentMetadata"]]
        after = page.get("nextToken")
        if after is None:
            break

    assert seen == whole
    assert [each["id"] for each in listed(server, {"status": "ACTIVE"})["assessmentMetadata"]] == whole[1:]


def test_refusals_name_the_member_at_fault(server: Application) -> None:
    delegate_role = {"roleType": "RESOURCE_OWNER", "roleArn": ROLE}

    with pytest.raises(InvalidError, match=r"roles\.2\.member\.roleType"):
        create(server, roles=[OWNERS[0], delegate_role])
    with pytest.raises(InvalidError, match=r"scope\.awsAccounts\.1\.member\.id"):
        create(server, scope={"awsAccounts": [{"name": "Ops"}]})


def test_a_control_comes_back_with_its_comments(server: Application, clock: SetClock) -> None:
    id_ = create(server)["metadata"]["id"]
    control_id = standard_controls(1)[0]
    keep_some(server, control_id, 2, assessment_id=id_)
    request = {
        "assessmentId": id_,
        "controlSetId": FIRST,
        "controlId": control_id,
        "controlStatus": "REVIEWED",
        "commentBody": "Sound",
    }
    clock.advance(minutes=1)

    control = ask(server, "UpdateAssessmentControl", reviews.update_assessment_control, request)["control"]

    assert control["status"] == "REVIEWED"
    assert control["comments"] == [{"authorName": "olivia", "commentBody": "Sound", "postedDate": clock.at}]
    assert control["evidenceCount"] == 2
    assert get(server, id_)["assessment"]["framework"]["controlSets"][0]["controls"][0] == control


def test_a_control_set_comes_back_with_its_delegations(server: Application) -> None:
    id_ = create(server)["metadata"]["id"]
    delegate(server, id_, FIRST, DAN.arn)
    delegate(server, id_, SECOND, ROLE)
    request = {"assessmentId": id_, "controlSetId": FIRST, "status": "UNDER_REVIEW", "comment": "done"}

    control_set = ask(
        server,
        "UpdateAssessmentControlSetStatus",
        reviews.update_assessment_control_set_status,
        request,
        by=DAN,
    )["controlSet"]

    assert (control_set["id"], control_set["status"]) == (FIRST, "UNDER_REVIEW")
    assert [each["status"] for each in control_set["delegations"]] == ["UNDER_REVIEW"]
    assert get(server, id_)["assessment"]["framework"]["controlSets"][0] == control_set
