"""The AWS door as boto3 meets it: signed requests go in, and what comes back is what botocore makes of it."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from probative.api.authentication import Authentication, Received
from probative.api.door import ALWAYS_ON, OF_THE_LIBRARY, AwsDoor
from probative.api.operations.context import Context, Shape
from probative.api.operations.table import operations
from probative.api.protocol.model import service
from probative.api.protocol.paging import PageTokens
from probative.api.protocol.route import Router
from probative.api.protocol.serialize import Reply
from probative.api.replies import Edition, Replies
from probative.api.turns import Begun
from probative.app.callers import KnownKey
from probative.app.registering import check_registered
from probative.domain.custom import Tagged
from probative.domain.people import Auditing, Caller
from probative.domain.registration import AccountStatus, Registration
from tests.support.serving import ACCOUNT, NOW, SetClock, application, caller
from tests.support.wire_client import KEY, Client, Sent


class Door:
    """A door with a boto3 client before it and, behind it, what a test puts there."""

    def __init__(
        self,
        folder: Path,
        *,
        at_hand: bool = True,
        always_on: frozenset[str] = ALWAYS_ON,
        **more: Callable[[Context, Shape], Shape],
    ) -> None:
        # As botocore signs: with the time that it is.
        self.application = application(folder, SetClock(datetime.now(UTC)))
        self.caller: Caller | None = caller()
        self.watched: list[tuple[str, int]] = []
        self.turn(AccountStatus.ACTIVE)
        self.door = AwsDoor(
            application=self.application,
            router=Router(service().operations.values()),
            operations={**operations(), **more},
            authentication=Authentication(
                region=self.application.region,
                clock=self.application.clock,
                find_key=lambda _: KnownKey(KEY.secret, self.caller) if self.caller else None,
                find_session=lambda _, __: None,
                key_at_hand=lambda _: KnownKey(KEY.secret, self.caller) if self.caller and at_hand else None,
            ),
            replies=Replies(self.application),
            tokens=PageTokens(bytes(32)),
            check_registered=check_registered,
            always_on=always_on,
            watch=lambda operation, status, _: self.watched.append((operation, status)),
        )

    def turn(self, status: AccountStatus) -> None:
        self.application.store.change(
            lambda books: books.registrations.put(
                Registration(
                    id=ACCOUNT, status=status, kms_key=None, admin_account=None, organization_id=None, updated_at=NOW
                )
            )
        )

    def answer(self, sent: Sent) -> Reply:
        return self.door.answer(Received(sent.signed(), sent.body, "http://127.0.0.1:8080", "r-1"))

    def begin(self, sent: Sent, **at_hand: Edition | None) -> Reply | Begun:
        """Begin to answer; `edition`: what is at hand of it."""
        edition = at_hand.get("edition", self.door.replies.edition_at_hand())
        return self.door.begin(Received(sent.signed(), sent.body, "http://127.0.0.1:8080", "r-1"), lambda: edition)

    def client(self, **more: Any) -> Any:
        return Client(self.answer, **more).boto


def with_header(sent: Sent, name: str, value: str) -> Sent:
    return sent._replace(headers=(*sent.headers, (name, value)))


def failed(act: Callable[[], object]) -> Any:
    with pytest.raises(ClientError) as raised:
        act()
    return raised.value.response


def test_a_signed_request_is_answered(tmp_path: Path) -> None:
    door = Door(tmp_path)

    assert door.client().get_account_status()["status"] == "ACTIVE"
    assert door.watched == [("GetAccountStatus", 200)]


def test_every_operation_of_the_service_has_its_function() -> None:
    assert set(operations()) == set(service().operations)


def test_a_key_that_nobody_has_is_refused(tmp_path: Path) -> None:
    door = Door(tmp_path)
    door.caller = None

    error = failed(door.client().list_assessments)

    assert error["Error"]["Code"] == "UnrecognizedClientException"
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_an_unsigned_request_learns_nothing(tmp_path: Path) -> None:
    reply = Door(tmp_path).answer(Sent("GET", "/assessments", "", (("host", "127.0.0.1:8080"),), b""))

    assert reply.status == 403
    assert reply.body == b'{"message":"Missing Authentication Token"}'


def test_while_the_service_is_off_only_what_turns_it_on_answers(tmp_path: Path) -> None:
    door = Door(tmp_path)
    door.turn(AccountStatus.INACTIVE)

    error = failed(door.client().list_assessments)

    assert error["Error"]["Code"] == "AccessDeniedException"
    assert "Please complete AWS Audit Manager setup from home page" in error["Error"]["Message"]
    assert door.client().get_account_status()["status"] == "INACTIVE"


def test_the_library_can_be_had_read_while_the_service_is_off(tmp_path: Path) -> None:
    door = Door(tmp_path, always_on=ALWAYS_ON | OF_THE_LIBRARY)
    door.turn(AccountStatus.INACTIVE)
    client = door.client()

    (framework,) = client.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"]
    assert client.get_assessment_framework(frameworkId=framework["id"])["framework"]["name"] == framework["name"]
    assert client.list_controls(controlType="Standard")["controlMetadataList"]
    assert failed(client.list_assessments)["Error"]["Code"] == "AccessDeniedException"
    created = failed(partial(client.create_assessment_framework, name="x", controlSets=[{"name": "y"}]))
    assert created["Error"]["Code"] == "AccessDeniedException"


def test_what_was_not_foreseen_is_told_to_the_log_and_not_to_the_caller(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Context, __: Shape) -> Shape:
        raise RuntimeError("password=hunter2")

    with caplog.at_level(logging.WARNING):
        error = failed(Door(tmp_path, GetInsights=fail).client().get_insights)

    assert error["Error"]["Code"] == "InternalServerException"
    assert "hunter2" not in str(error)
    assert "GetInsights: RuntimeError" in caplog.text


def test_pages_lead_on_and_a_foreign_token_is_refused(tmp_path: Path) -> None:
    client = Door(tmp_path).client()
    first = client.list_controls(controlType="Standard", maxResults=60)
    second = client.list_controls(controlType="Standard", maxResults=60, nextToken=first["nextToken"])

    ids = [each["id"] for page in (first, second) for each in page["controlMetadataList"]]
    assert len(set(ids)) == len(ids) == 110
    assert "nextToken" not in second
    error = failed(lambda: client.list_assessments(nextToken=first["nextToken"]))
    assert error["Error"]["Code"] == "ValidationException"


class Counted:
    """An operation that says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, context: Context, _: Shape) -> Shape:
        self.asked += 1
        return {"assessmentMetadata": [{"name": f"{context.caller.name} {self.asked}"}]}


AT_HAND_OR_NOT = pytest.mark.parametrize("at_hand", [True, False], ids=["at hand", "in a thread"])


def names(client: Any) -> list[str]:
    return [each["name"] for each in client.list_assessments()["assessmentMetadata"]]


@AT_HAND_OR_NOT
def test_a_read_is_made_once_while_nothing_changed(tmp_path: Path, *, at_hand: bool) -> None:
    client = Door(tmp_path, at_hand=at_hand, ListAssessments=Counted()).client()

    assert [names(client) for _ in range(3)] == [["olivia 1"]] * 3


@AT_HAND_OR_NOT
def test_a_change_of_the_books_is_read_at_once(tmp_path: Path, *, at_hand: bool) -> None:
    door = Door(tmp_path, at_hand=at_hand, ListAssessments=Counted())
    before = names(door.client())
    door.application.store.change(lambda books: books.tags.put(Tagged(id="arn", tags={})))

    assert (before, names(door.client())) == (["olivia 1"], ["olivia 2"])


@AT_HAND_OR_NOT
def test_a_kept_reply_is_none_once_the_service_is_off(tmp_path: Path, *, at_hand: bool) -> None:
    door = Door(tmp_path, at_hand=at_hand, ListAssessments=Counted())
    before = names(door.client())
    door.turn(AccountStatus.INACTIVE)

    assert before == ["olivia 1"]
    assert failed(door.client().list_assessments)["Error"]["Code"] == "AccessDeniedException"


@AT_HAND_OR_NOT
def test_a_commit_to_the_lake_is_read_at_once(tmp_path: Path, *, at_hand: bool) -> None:
    door = Door(tmp_path, at_hand=at_hand, ListAssessments=Counted())
    before = names(door.client())
    lake: Any = door.application.lake
    lake.batches.add("another")

    assert (before, names(door.client())) == (["olivia 1"], ["olivia 2"])


@AT_HAND_OR_NOT
def test_the_minute_ends_what_was_kept(tmp_path: Path, *, at_hand: bool) -> None:
    door = Door(tmp_path, at_hand=at_hand, ListAssessments=Counted())
    before = names(door.client())
    clock: Any = door.application.clock
    clock.advance(minutes=1)

    assert (before, names(door.client())) == (["olivia 1"], ["olivia 2"])


@AT_HAND_OR_NOT
def test_what_is_kept_of_one_caller_is_never_shown_to_another(tmp_path: Path, *, at_hand: bool) -> None:
    door = Door(tmp_path, at_hand=at_hand, ListAssessments=Counted())
    olivia = names(door.client())
    door.caller = caller("adam")
    adam = names(door.client())
    door.caller = replace(caller("adam"), role_arns=frozenset({"arn:aws:iam::111122223333:role/owner"}))

    assert (olivia, adam, names(door.client())) == (["olivia 1"], ["adam 2"], ["adam 3"])


@AT_HAND_OR_NOT
def test_nothing_is_kept_of_a_caller_whose_rights_end(tmp_path: Path, *, at_hand: bool) -> None:
    door = Door(tmp_path, at_hand=at_hand, ListAssessments=Counted())
    door.caller = replace(caller(), auditing=Auditing(assessments=(), until=None))

    assert [names(door.client()) for _ in range(2)] == [["olivia 1"], ["olivia 2"]]


@AT_HAND_OR_NOT
def test_a_kept_reply_carries_the_number_of_its_request(tmp_path: Path, *, at_hand: bool) -> None:
    door = Door(tmp_path, at_hand=at_hand, ListAssessments=Counted())
    door.client().list_assessments()
    numbers = iter(("r-2", "r-3"))
    client = Client(lambda sent: door.door.answer(Received(sent.signed(), sent.body, "", next(numbers)))).boto

    ids = [client.list_assessments()["ResponseMetadata"]["RequestId"] for _ in range(2)]
    assert ids == ["r-2", "r-3"]


def test_only_a_kept_reply_to_whoever_is_known_already_is_at_hand(tmp_path: Path) -> None:
    door = Door(tmp_path, ListAssessments=Counted())
    sent: list[Sent] = []

    def begin(asked: Sent) -> Reply:
        sent.append(asked)
        begun = door.begin(asked)
        return begun if isinstance(begun, Reply) else begun.make()

    client = Client(begin).boto
    client.list_assessments()
    client.update_settings(snsTopic="NONE")

    read, change = sent
    assert not isinstance(door.begin(read), Reply)
    door.answer(read)
    assert isinstance(door.begin(read), Reply)
    assert not isinstance(door.begin(change), Reply)
    assert not isinstance(door.begin(read, edition=None), Reply)
    assert not isinstance(door.begin(with_header(read, "cookie", "probative_session=x")), Reply)


def test_a_kept_reply_is_for_whoever_signs_alone(tmp_path: Path) -> None:
    door = Door(tmp_path, ListAssessments=Counted())
    sent: list[Sent] = []

    def answer(asked: Sent) -> Reply:
        sent.append(asked)
        return door.answer(asked)

    Client(answer).boto.list_assessments()

    headers = {name.lower(): value for name, value in sent[0].headers}
    headers["authorization"] = headers["authorization"][:-1] + "x"
    begun = door.begin(sent[0]._replace(headers=tuple(headers.items())))
    assert isinstance(begun, Reply)
    assert begun.status == 403


def test_an_error_is_not_kept(tmp_path: Path) -> None:
    outcomes: list[Exception | None] = [RuntimeError(), None]

    def stumble(_: Context, __: Shape) -> Shape:
        if error := outcomes.pop(0):
            raise error
        return {"assessmentMetadata": []}

    client = Door(tmp_path, ListAssessments=stumble).client()

    assert failed(client.list_assessments)["Error"]["Code"] == "InternalServerException"
    assert client.list_assessments()["assessmentMetadata"] == []


def test_keys_are_for_one_region_and_a_wrong_one_is_no_matter_for_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    error = failed(Door(tmp_path).client(region="eu-west-1").list_assessments)

    assert error["Error"]["Code"] == "InvalidSignatureException"
    assert "not 'eu-west-1'" in error["Error"]["Message"]
    assert not caplog.records
