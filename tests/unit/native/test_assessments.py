"""Regions and separation of duties are shown and changed by the assessment's owner."""

from dataclasses import replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.assessment_rights import ASSESSMENT_ACTIONS, CONTROL_SET_ACTIONS
from probative.app.change_log import LogPart, list_changes
from probative.app.engagements import update_status
from probative.app.reviewing import SetReview, review_control_set
from probative.domain.custom import SourceType
from probative.domain.engagements import AssessmentStatus, ControlSetStatus, Engagement
from probative.domain.people import Auditing, Standing
from tests.support.covered import hand_over
from tests.support.engaging import FIRST, OLIVIA, SECOND, STRANGER, engage, kept, serving
from tests.support.library import new_control, new_engagement, new_framework, set_draft, source
from tests.support.native import native
from tests.support.serving import ACCOUNT, NOW, REGION, SetClock, caller, standard_framework


@pytest.fixture
def woken() -> list[str]:
    return []


@pytest.fixture
def server(tmp_path: Path, woken: list[str]) -> Application:
    return replace(serving(tmp_path, SetClock()), wake=lambda: woken.append("woken"))


@pytest.fixture
def engagement(server: Application, woken: list[str]) -> Engagement:
    made = engage(server).engagement
    woken.clear()
    return made


def test_an_assessment_is_shown_with_what_audit_manager_leaves_out(server: Application, engagement: Engagement) -> None:
    answer = native(server).get(f"/v1/assessments/{engagement.id}")

    assert answer.json() == {
        "id": engagement.id,
        "name": "Quarter 4",
        "status": "ACTIVE",
        "accounts": [ACCOUNT],
        "regions": [REGION],
        "services": [],
        "separatesDuties": False,
        "isDormant": False,
        "controlSets": [
            {"id": id_, "status": "ACTIVE", "preparedBy": "", "comments": [], "rights": list(CONTROL_SET_ACTIONS)}
            for id_ in (FIRST, SECOND)
        ],
        "rights": list(ASSESSMENT_ACTIONS),
    }


def test_what_was_said_of_a_control_set_is_shown(server: Application, engagement: Engagement) -> None:
    review = SetReview(engagement.id, FIRST, ControlSetStatus.UNDER_REVIEW, "All there but one.")
    review_control_set(server, OLIVIA, review)

    (shown, _) = native(server).get(f"/v1/assessments/{engagement.id}").json()["controlSets"]

    assert shown["preparedBy"] == OLIVIA.arn
    assert [(each["author"], each["text"]) for each in shown["comments"]] == [("olivia", "All there but one.")]
    assert shown["comments"][0]["postedAt"].startswith(NOW.date().isoformat())


def test_a_delegate_is_shown_its_control_set_alone(server: Application, engagement: Engagement) -> None:
    answer = native(server, hand_over(server, engagement)).get(f"/v1/assessments/{engagement.id}")

    assert [each["id"] for each in answer.json()["controlSets"]] == [FIRST]


def test_a_delegate_is_told_what_it_may_do_to_its_control_set(server: Application, engagement: Engagement) -> None:
    told = native(server, hand_over(server, engagement)).get(f"/v1/assessments/{engagement.id}").json()

    assert told["rights"] == ["GetDelegations"]
    assert told["controlSets"][0]["rights"] == list(CONTROL_SET_ACTIONS)


def test_an_auditor_is_told_that_it_only_reads(server: Application, engagement: Engagement) -> None:
    auditor = replace(caller("aki", Standing.AUDITOR), auditing=Auditing(assessments=(engagement.id,), until=None))

    told = native(server, auditor).get(f"/v1/assessments/{engagement.id}").json()

    assert {"GetCoverage", "GetChangeLogs", "QueryEvidence"} <= set(told["rights"])
    offered = {*told["rights"], *(right for each in told["controlSets"] for right in each["rights"])}
    assert not {right for right in offered if not right.startswith(("Get", "List", "Query", "Validate"))}


def test_regions_change_wake_the_collector_and_are_in_the_log(
    server: Application, engagement: Engagement, woken: list[str]
) -> None:
    given = {"regions": ["eu-west-1", "us-east-1", "eu-west-1"]}
    answer = native(server).patch(f"/v1/assessments/{engagement.id}", json=given)

    assert answer.json()["regions"] == ["eu-west-1", "us-east-1"]
    assert answer.json()["separatesDuties"] is False
    assert kept(server, engagement.id).regions == ("eu-west-1", "us-east-1")
    assert woken == ["woken"]
    (change, _) = list_changes(server, OLIVIA, LogPart(engagement.id), after=None, limit=9)
    assert (change.object_type, change.action) == ("ASSESSMENT", "UPDATE_METADATA")


def test_services_of_a_custom_framework_are_chosen_and_all_of_them_again(server: Application) -> None:
    control = new_control(server, source(), source("bedrock_CreateGuardrail", SourceType.CLOUDTRAIL)).control
    made = new_engagement(server, new_framework(server, set_draft("Ours", control.id)).id)
    client = native(server)

    chosen = client.patch(f"/v1/assessments/{made.id}", json={"services": ["bedrock", "bedrock"]})
    assert chosen.json()["services"] == ["bedrock"]
    assert kept(server, made.id).services == ("bedrock",)
    refused = client.patch(f"/v1/assessments/{made.id}", json={"services": ["s3", "ec2"]})
    assert (refused.status_code, [each["name"] for each in refused.json()["fields"]]) == (400, ["services"])
    assert "ec2" in refused.text
    assert client.patch(f"/v1/assessments/{made.id}", json={"services": []}).json()["services"] == []


def test_services_of_a_standard_framework_are_not_chosen(server: Application) -> None:
    made = new_engagement(server, standard_framework().uuid)

    answer = native(server).patch(f"/v1/assessments/{made.id}", json={"services": ["s3"]})

    assert answer.status_code == 400
    assert "make a custom framework" in answer.text
    assert native(server).patch(f"/v1/assessments/{made.id}", json={"services": []}).status_code == 200


def test_duties_are_separated_for_good(server: Application, engagement: Engagement) -> None:
    client = native(server)

    assert client.patch(f"/v1/assessments/{engagement.id}", json={"separatesDuties": True}).json()["separatesDuties"]
    assert client.patch(f"/v1/assessments/{engagement.id}", json={"separatesDuties": False}).status_code == 409
    assert kept(server, engagement.id).separates_duties


@pytest.mark.parametrize(
    "given", [{"regions": []}, {"regions": ["mars-1"]}, {"regions": None}, {"separatesDuties": "yes"}, {"name": "x"}]
)
def test_what_cannot_be_is_refused_by_field(server: Application, engagement: Engagement, given: object) -> None:
    answer = native(server).patch(f"/v1/assessments/{engagement.id}", json=given)

    assert answer.status_code == 400
    assert answer.json()["fields"]
    assert kept(server, engagement.id) == engagement


def test_an_inactive_assessment_stays_as_it_was(server: Application, engagement: Engagement) -> None:
    update_status(server, OLIVIA, engagement.id, AssessmentStatus.INACTIVE)

    answer = native(server).patch(f"/v1/assessments/{engagement.id}", json={"regions": ["eu-west-1"]})

    assert answer.status_code == 409


def test_only_its_owner_changes_it_and_strangers_learn_nothing(server: Application, engagement: Engagement) -> None:
    path = f"/v1/assessments/{engagement.id}"

    assert native(server, caller("adam")).patch(path, json={"separatesDuties": True}).status_code == 403
    assert native(server, STRANGER).patch(path, json={"separatesDuties": True}).status_code == 404
    assert native(server, STRANGER).get(path).status_code == 404
