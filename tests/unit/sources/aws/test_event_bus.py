"""What a bus of EventBridge answers, as botocore reads it: some taken, some refused, none at all."""

import json
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import ANY, Stubber

from probative.domain.engagements import Change, ChangeAction, ChangedObject
from probative.domain.errors import BusError
from probative.domain.ids import AccountId, AssessmentId
from probative.domain.service_events import EventType, ServiceEvent
from probative.sources.aws.event_bus import EventBridge

ARN = "arn:aws:auditmanager:us-east-1:111122223333:assessment/a"
AT = datetime(2026, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)


def an_event(number: int = 0, control_set_id: str = "") -> ServiceEvent:
    change = Change(
        id=f"event-{number}",
        assessment_id=AssessmentId("a"),
        control_set_id=control_set_id,
        control_id="",
        object_type=ChangedObject.ASSESSMENT,
        object_name="Quarter 4",
        action=ChangeAction.CREATE,
        created_at=AT,
        created_by="arn:aws:iam::111122223333:user/olivia",
    )
    return ServiceEvent(
        type=EventType.ASSESSMENT_CREATED,
        change=change,
        account=AccountId("111122223333"),
        assessment_name="Quarter 4 <b>\u202e\U0001f680",
        assessment_arn=ARN,
    )


@pytest.fixture
def client() -> Any:
    return botocore.session.Session().create_client(
        "events", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s"
    )


def answer(*codes: str | None) -> dict[str, Any]:
    entries = [{"EventId": str(n)} if code is None else {"ErrorCode": code} for n, code in enumerate(codes)]
    return {"FailedEntryCount": sum(code is not None for code in codes), "Entries": entries}


def test_an_event_says_what_happened_to_what(client: Any) -> None:
    detail = {
        "eventID": "event-0",
        "author": "arn:aws:iam::111122223333:user/olivia",
        "assessmentTenantId": "111122223333",
        "assessmentName": "Quarter 4 <b>\u202e\U0001f680",
        "assessmentID": "a",
        "eventTime": 1_772_600_767_890,
        "eventName": "CREATE",
        "eventType": "ASSESSMENT",
        "controlSetId": "Models / in use",
    }
    entry = {
        "EventBusName": "audit",
        "Source": "probative",
        "DetailType": "Assessment Created",
        "Time": AT,
        "Resources": [ARN],
        "Detail": json.dumps(detail),
    }
    with Stubber(client) as stub:
        stub.add_response("put_events", answer(None), {"Entries": [entry]})
        assert list(EventBridge("audit", lambda: client).send([an_event(0, "Models / in use")])) == ["event-0"]


def taken_of(client: Any, count: int) -> tuple[list[str], str]:
    """Send events, and return the ids of those that were taken and the error at the end."""
    taken: list[str] = []
    sent = EventBridge("audit", lambda: client).send([an_event(number) for number in range(count)])
    with pytest.raises(BusError) as raised:
        taken.extend(sent)
    return taken, str(raised.value)


def test_what_is_refused_alone_is_told_after_all_that_was_taken(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_response("put_events", answer(*[None] * 9, "InternalFailure"), {"Entries": ANY})
        stub.add_response("put_events", answer("ThrottlingException", None), {"Entries": ANY})
        taken, error = taken_of(client, 12)
    assert taken == [f"event-{number}" for number in range(12) if number not in {9, 10}]
    assert error == "audit refused 2 events: InternalFailure, ThrottlingException"


def test_what_aws_says_beside_the_kind_of_error_is_not_told(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("put_events", "AccessDeniedException", "not for s3cr3t")
        assert taken_of(client, 1) == ([], "audit: AccessDeniedException")


def test_a_bus_that_nobody_reaches_is_told_by_the_kind_of_error() -> None:
    def connect() -> Any:
        raise EndpointConnectionError(endpoint_url="https://user:password@events")

    with pytest.raises(BusError, match=r"^audit: EndpointConnectionError$"):
        list(EventBridge("audit", connect).send([an_event()]))
