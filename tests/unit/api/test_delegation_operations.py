"""Delegations, change logs and notifications, as the wire has them."""

from pathlib import Path
from typing import Any

import pytest

from probative.api.operations import change_logs, delegations, notifications
from probative.app.application import Application
from tests.support.engaging import DAN, FIRST, OLIVIA, ROLE, SECOND, engage, serving
from tests.support.operating import ask
from tests.support.serving import SetClock

NOWHERE_ID = "99999999-0000-5000-8000-000000000000"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


@pytest.fixture
def assessment_id(server: Application) -> str:
    return engage(server).engagement.id


def asks(control_set_id: str = FIRST, arn: str = DAN.arn, **more: str) -> dict[str, str]:
    return {"controlSetId": control_set_id, "roleArn": arn, "roleType": "RESOURCE_OWNER", **more}


def delegate(server: Application, assessment_id: str, *asked: dict[str, str]) -> dict[str, Any]:
    request = {"assessmentId": assessment_id, "createDelegationRequests": list(asked)}
    function = delegations.batch_create_delegation_by_assessment
    return ask(server, "BatchCreateDelegationByAssessment", function, request)


def pages(  # noqa: PLR0917  what is asked of which operation
    server: Application, name: str, function: Any, request: dict[str, str], member: str, **who: Any
) -> list[Any]:
    """Return what the operation lists, asked two by two."""
    seen: list[Any] = []
    after: str | None = None
    while True:
        page = ask(server, name, function, request, after=after, limit=2, **who)
        assert len(page[member]) <= 2
        seen += page[member]
        after = page.get("nextToken")
        if after is None:
            return seen


def test_a_delegation_comes_back_whole(server: Application, assessment_id: str, clock: SetClock) -> None:
    answer = delegate(server, assessment_id, asks(comment="Please"), asks(SECOND, ROLE))

    first, second = answer["delegations"]
    assert first == {
        "id": first["id"],
        "assessmentName": "Quarter 4",
        "assessmentId": assessment_id,
        "status": "IN_PROGRESS",
        "roleArn": DAN.arn,
        "roleType": "RESOURCE_OWNER",
        "creationTime": clock.at,
        "lastUpdated": clock.at,
        "controlSetId": FIRST,
        "comment": "Please",
        "createdBy": "olivia",
    }
    assert second["comment"] is None
    assert answer["errors"] == []


def test_what_failed_comes_back_as_it_was_sent_with_a_code(server: Application, assessment_id: str) -> None:
    bad = [asks("none", comment="x"), {"roleArn": DAN.arn}, asks(SECOND) | {"roleType": "PROCESS_OWNER"}]

    answer = delegate(server, assessment_id, asks(), *bad)

    assert len(answer["delegations"]) == 1
    echoed = [each["createDelegationRequest"] for each in answer["errors"]]
    assert [{k: v for k, v in each.items() if v is not None} for each in echoed] == bad
    assert [each["errorCode"] for each in answer["errors"]] == ["404", "400", "400"]
    assert all(0 < len(each["errorMessage"]) <= 300 for each in answer["errors"])


def test_cancelling_tells_what_was_not_there(server: Application, assessment_id: str) -> None:
    (made,) = delegate(server, assessment_id, asks())["delegations"]
    function = delegations.batch_delete_delegation_by_assessment
    request = {"assessmentId": assessment_id, "delegationIds": [made["id"], NOWHERE_ID]}

    answer = ask(server, "BatchDeleteDelegationByAssessment", function, request)

    (error,) = answer["errors"]
    assert (error["delegationId"], error["errorCode"]) == (NOWHERE_ID, "404")
    assert ask(server, "GetDelegations", delegations.get_delegations, {})["delegations"] == []
    empty = {
        "assessmentId": assessment_id,
        "delegationIds": [delegate(server, assessment_id, asks())["delegations"][0]["id"]],
    }
    assert ask(server, "BatchDeleteDelegationByAssessment", function, empty) == {"errors": []}


def test_delegations_are_listed_page_by_page(server: Application, clock: SetClock) -> None:
    for number in range(3):
        delegate(server, engage(server, f"Number {number}").engagement.id, asks(), asks(SECOND))
        clock.advance(minutes=1)

    seen = pages(server, "GetDelegations", delegations.get_delegations, {}, "delegations", by=DAN)

    assert [each["assessmentName"] for each in seen] == [f"Number {number}" for number in (2, 2, 1, 1, 0, 0)]
    assert {each["controlSetName"] for each in seen} == {FIRST, SECOND}
    assert len({each["id"] for each in seen}) == 6
    assert set(seen[0]) == {
        "id",
        "assessmentName",
        "assessmentId",
        "status",
        "roleArn",
        "creationTime",
        "controlSetName",
    }
    assert (seen[0]["status"], seen[0]["roleArn"]) == ("IN_PROGRESS", DAN.arn)


def test_the_change_log_is_listed_page_by_page_and_in_part(
    server: Application, assessment_id: str, clock: SetClock
) -> None:
    for control_set_id in (FIRST, SECOND):
        clock.advance(minutes=1)
        delegate(server, assessment_id, asks(control_set_id))
    function = change_logs.get_change_logs

    whole = pages(server, "GetChangeLogs", function, {"assessmentId": assessment_id}, "changeLogs")
    part = pages(
        server, "GetChangeLogs", function, {"assessmentId": assessment_id, "controlSetId": FIRST}, "changeLogs"
    )

    assert [(each["objectType"], each["objectName"], each["action"]) for each in whole] == [
        ("DELEGATION", SECOND, "CREATE"),
        ("DELEGATION", FIRST, "CREATE"),
        ("ASSESSMENT", "Quarter 4", "CREATE"),
    ]
    assert part == [whole[1]]
    assert whole[0]["createdAt"] == clock.at
    assert {each["createdBy"] for each in whole} == {OLIVIA.arn}


def test_notifications_are_listed_page_by_page(server: Application, assessment_id: str, clock: SetClock) -> None:
    for control_set_id in (FIRST, SECOND):
        clock.advance(minutes=1)
        delegate(server, assessment_id, asks(control_set_id, comment="go"), asks(control_set_id, ROLE))
    request: dict[str, str] = {}

    seen = pages(server, "ListNotifications", notifications.list_notifications, request, "notifications", by=DAN)

    assert [each["controlSetId"] for each in seen] == [SECOND, FIRST]
    assert seen[0] == {
        "id": seen[0]["id"],
        "assessmentId": assessment_id,
        "assessmentName": "Quarter 4",
        "controlSetId": SECOND,
        "controlSetName": SECOND,
        "description": f"olivia delegated the control set {SECOND} to you: go",
        "eventTime": clock.at,
        "source": "olivia",
    }
    assert 47 <= len(seen[0]["id"]) <= 50
