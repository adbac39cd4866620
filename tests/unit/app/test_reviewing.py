"""Controls and control sets are reviewed by those who may, and everybody concerned is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.change_log import LogPart, list_changes
from probative.app.delegating import Request, create_delegations, list_delegations
from probative.app.engagements import AssessmentEdits, create_assessment, update_assessment
from probative.app.evidence_folders import ControlAddress
from probative.app.reviewing import ReviewedControl, SetReview, review_control_set, update_control
from probative.domain.engagements import Comment, ControlSetStatus, ControlStatus, DelegationStatus
from probative.domain.errors import ForbiddenError, NotFoundError, WrongStateError
from probative.domain.people import Caller, RoleType
from probative.domain.registration import Settings
from tests.support.engaging import (
    DAN,
    FIRST,
    OLIVIA,
    ROBIN,
    ROLE,
    SECOND,
    STRANGER,
    engage,
    kept,
    new_assessment,
    serving,
    standard_controls,
)
from tests.support.serving import ACCOUNT, Announced, SetClock

SUBMIT, COMPLETE, SEND_BACK = ControlSetStatus.UNDER_REVIEW, ControlSetStatus.REVIEWED, ControlSetStatus.ACTIVE
TOPIC = "arn:aws:sns:us-east-1:111122223333:reviews"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def announced() -> Announced:
    return Announced()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock, announced: Announced) -> Application:
    return replace(serving(tmp_path, clock), announcer=announced)


@pytest.fixture
def assessment_id(server: Application, announced: Announced) -> str:
    """An assessment whose first set is delegated to dan, and the second one to robin's role."""
    made = engage(server).engagement
    asked = [(FIRST, DAN.arn), (SECOND, ROLE)]
    requests = [Request(control_set_id, arn, RoleType.RESOURCE_OWNER, None) for control_set_id, arn in asked]
    create_delegations(server, OLIVIA, made.id, requests)
    announced.told.clear()
    return made.id


def review(  # noqa: PLR0917  who makes what of which, saying what
    server: Application, by: Caller, assessment_id: str, status: ControlSetStatus, said: str = ""
) -> None:
    review_control_set(server, by, SetReview(assessment_id, FIRST, status, said))


def judge(  # noqa: PLR0917  who makes what of which, saying what
    server: Application, by: Caller, assessment_id: str, status: str | None, comment: str | None = None
) -> ReviewedControl:
    address = ControlAddress(assessment_id, FIRST, standard_controls(1)[0])
    return update_control(server, by, address, status=ControlStatus(status) if status else None, comment=comment)


def statuses(server: Application) -> dict[str, str]:
    listed = list_delegations(server, OLIVIA, after=None, limit=10)
    return {each.delegation.control_set_id: each.delegation.status.value for each in listed}


def last_actions(server: Application, part: LogPart) -> list[tuple[str, str, str]]:
    changes = list_changes(server, OLIVIA, part, after=None, limit=10)
    return [(change.object_type.value, change.action.value, change.created_by) for change in changes]


@pytest.mark.parametrize("who", [OLIVIA, DAN])
def test_owner_and_delegate_judge_controls(
    server: Application, clock: SetClock, assessment_id: str, who: Caller
) -> None:
    clock.advance(minutes=5)

    reviewed = judge(server, who, assessment_id, "REVIEWED", "Looks sound.")

    comment = Comment(author=who.name, text="Looks sound.", posted_at=clock.at)
    assert reviewed.control.status is ControlStatus.REVIEWED
    assert reviewed.control.comments == (comment,)
    in_books = kept(server, assessment_id)
    assert in_books.control_sets[0].controls[0] == reviewed.control
    assert in_books.updated_at == clock.at
    control = LogPart(assessment_id, FIRST, standard_controls(1)[0])
    assert last_actions(server, control) == [("CONTROL", "REVIEWED", who.arn)]
    (change,) = list_changes(server, OLIVIA, control, after=None, limit=10)
    assert (change.created_at, change.object_name) == (clock.at, reviewed.control.name)


def test_a_comment_alone_is_metadata_and_an_empty_one_is_nothing(server: Application, assessment_id: str) -> None:
    part = LogPart(assessment_id, control_id=standard_controls(1)[0])
    assert judge(server, DAN, assessment_id, None, "").control.comments == ()
    assert judge(server, DAN, assessment_id, "UNDER_REVIEW").control.comments == ()
    assert last_actions(server, part) == []

    judge(server, DAN, assessment_id, "UNDER_REVIEW", "first")
    judge(server, OLIVIA, assessment_id, None, "second")

    assert [each.text for each in judge(server, DAN, assessment_id, None).control.comments] == ["first", "second"]
    assert [action for _, action, _ in last_actions(server, part)] == ["UPDATE_METADATA"] * 2


def test_a_reviewed_control_can_be_commented_and_nothing_else(server: Application, assessment_id: str) -> None:
    judge(server, DAN, assessment_id, "INACTIVE")
    judge(server, DAN, assessment_id, "UNDER_REVIEW")
    judge(server, DAN, assessment_id, "REVIEWED")

    for status in ControlStatus:
        with pytest.raises(WrongStateError, match="control is REVIEWED"):
            judge(server, OLIVIA, assessment_id, status, "no")

    assert [each.text for each in judge(server, DAN, assessment_id, None, "yes").control.comments] == ["yes"]


def test_collection_is_told_of_a_status_and_not_of_a_comment(server: Application, assessment_id: str) -> None:
    woken: list[str] = []
    server = replace(server, wake=lambda: woken.append("woken"))

    judge(server, DAN, assessment_id, None, "only words")
    assert woken == []

    judge(server, DAN, assessment_id, "INACTIVE")
    assert woken == ["woken"]


def test_controls_and_sets_that_are_not_there_are_not_found(server: Application, assessment_id: str) -> None:
    elsewhere = ControlAddress(assessment_id, SECOND, standard_controls(1)[0])
    with pytest.raises(NotFoundError, match="no control has the id"):
        update_control(server, OLIVIA, elsewhere, status=None, comment="x")
    with pytest.raises(NotFoundError, match="no control set has the id"):
        update_control(server, OLIVIA, elsewhere._replace(control_set_id="none"), status=None, comment="x")
    with pytest.raises(NotFoundError, match="no control set has the id"):
        review_control_set(server, OLIVIA, SetReview(assessment_id, "none", SUBMIT, "x"))


def test_a_delegate_of_another_set_may_not_and_a_stranger_does_not_know(
    server: Application, assessment_id: str
) -> None:
    with pytest.raises(ForbiddenError):
        judge(server, ROBIN, assessment_id, "REVIEWED")
    with pytest.raises(ForbiddenError):
        review(server, ROBIN, assessment_id, SUBMIT)
    with pytest.raises(NotFoundError, match="no assessment has the id"):
        judge(server, STRANGER, assessment_id, "REVIEWED")
    with pytest.raises(NotFoundError, match="no assessment has the id"):
        review(server, STRANGER, assessment_id, SUBMIT)


def test_a_review_goes_from_the_delegate_to_the_owner(server: Application, clock: SetClock, assessment_id: str) -> None:
    clock.advance(minutes=5)
    review(server, DAN, assessment_id, SUBMIT, "ready")
    submitted = kept(server, assessment_id).control_sets[0]
    assert (submitted.status, submitted.prepared_by) == (SUBMIT, DAN.arn)
    assert submitted.comments == (Comment(author="dan", text="ready", posted_at=clock.at),)
    assert statuses(server) == {FIRST: "UNDER_REVIEW", SECOND: "IN_PROGRESS"}
    judge(server, DAN, assessment_id, None, "one thing more")

    review(server, OLIVIA, assessment_id, COMPLETE)

    completed = kept(server, assessment_id).control_sets[0]
    assert completed.status is COMPLETE
    assert len(completed.comments) == 1
    assert [control.status.value for control in completed.controls] == ["UNDER_REVIEW"] * 2
    assert statuses(server) == {FIRST: "COMPLETE", SECOND: "IN_PROGRESS"}
    of_set = last_actions(server, LogPart(assessment_id, FIRST))
    assert ("CONTROL_SET", "UNDER_REVIEW", DAN.arn) in of_set
    assert ("CONTROL_SET", "REVIEWED", OLIVIA.arn) in of_set
    with pytest.raises(NotFoundError):
        judge(server, DAN, assessment_id, None, "too late")
    judge(server, OLIVIA, assessment_id, "INACTIVE")


def test_the_answer_shows_the_set_and_its_delegations_as_they_stand(server: Application, assessment_id: str) -> None:
    answer = review_control_set(server, DAN, SetReview(assessment_id, FIRST, SUBMIT, "ready"))

    assert answer.control_set == kept(server, assessment_id).control_sets[0]
    assert [(each.control_set_id, each.status) for each in answer.view.delegations] == [
        (FIRST, DelegationStatus.UNDER_REVIEW)
    ]


def test_only_an_owner_completes_or_sends_back(server: Application, assessment_id: str) -> None:
    for status in (COMPLETE, SEND_BACK):
        with pytest.raises(ForbiddenError):
            review(server, DAN, assessment_id, status)
    review(server, DAN, assessment_id, SUBMIT)
    for status in (COMPLETE, SEND_BACK):
        with pytest.raises(ForbiddenError):
            review(server, DAN, assessment_id, status)

    review(server, OLIVIA, assessment_id, SEND_BACK, "look again")

    sent_back = kept(server, assessment_id).control_sets[0]
    assert (sent_back.status, sent_back.prepared_by) == (SEND_BACK, "")
    assert statuses(server)[FIRST] == "IN_PROGRESS"
    review(server, DAN, assessment_id, SUBMIT)
    with pytest.raises(WrongStateError, match="control set is UNDER_REVIEW: cannot become UNDER_REVIEW"):
        review(server, DAN, assessment_id, SUBMIT)


def test_who_prepares_does_not_complete_where_duties_are_separated(server: Application) -> None:
    both = replace(OLIVIA, name="both", arn="arn:aws:iam::111122223333:user/both")
    separated = replace(new_assessment(), separates_duties=True)
    made = create_assessment(server, both, separated).engagement
    update_assessment(server, both, made.id, AssessmentEdits(roles=engage(server, owners=(ROLE,)).engagement.roles))

    with pytest.raises(WrongStateError, match="control set is ACTIVE: cannot be completed before"):
        review(server, both, made.id, COMPLETE)
    review(server, both, made.id, SUBMIT)
    with pytest.raises(ForbiddenError):
        review(server, both, made.id, COMPLETE)
    review(server, both, made.id, SEND_BACK)
    review(server, ROBIN, made.id, SUBMIT)
    with pytest.raises(ForbiddenError):
        review(server, ROBIN, made.id, COMPLETE)
    review(server, both, made.id, COMPLETE)

    assert kept(server, made.id).control_sets[0].status is COMPLETE


def test_an_owner_on_its_own_completes_what_it_prepared(server: Application) -> None:
    made = engage(server).engagement
    review(server, OLIVIA, made.id, SUBMIT)
    review(server, OLIVIA, made.id, COMPLETE)

    assert kept(server, made.id).control_sets[0].status is COMPLETE


def test_those_concerned_are_told_and_the_topic_once(
    server: Application, announced: Announced, assessment_id: str
) -> None:
    update_assessment(
        server, OLIVIA, assessment_id, AssessmentEdits(roles=engage(server, owners=(ROLE,)).engagement.roles)
    )
    server.store.change(lambda books: books.settings.put(Settings(id=ACCOUNT, sns_topic=TOPIC)))

    review(server, DAN, assessment_id, SUBMIT, "ready")
    told = [(each.recipient_arn, topic) for each, topic in announced.told]
    assert told == [(ROLE.lower(), TOPIC), (OLIVIA.arn, None)]
    assert announced.told[0][0].description == f"dan submitted the control set {FIRST} for review: ready"
    assert announced.told[0][0].source == "dan"
    announced.told.clear()

    review(server, OLIVIA, assessment_id, SEND_BACK)
    review(server, DAN, assessment_id, SUBMIT)
    review(server, OLIVIA, assessment_id, COMPLETE, "thanks")

    to_dan = [each.description for each, _ in announced.told if each.recipient_arn == DAN.arn]
    assert to_dan == [
        f"olivia sent the control set {FIRST} back to its delegates",
        f"olivia completed the review of the control set {FIRST}: thanks",
    ]


def test_a_refused_review_tells_nobody(server: Application, announced: Announced, assessment_id: str) -> None:
    with pytest.raises(ForbiddenError):
        review(server, DAN, assessment_id, COMPLETE)

    assert announced.told == []


def test_of_comments_made_at_once_none_is_lost(server: Application, assessment_id: str) -> None:
    def say(number: int) -> None:
        judge(server, DAN if number % 2 else OLIVIA, assessment_id, None, f"comment {number}")

    with ThreadPoolExecutor(4) as people:
        list(people.map(say, range(12)))

    said = kept(server, assessment_id).control_sets[0].controls[0].comments
    assert sorted(each.text for each in said) == sorted(f"comment {number}" for number in range(12))
    assert len(last_actions(server, LogPart(assessment_id, FIRST, standard_controls(1)[0]))) == 11


def test_of_two_who_submit_at_once_one_does(server: Application, announced: Announced, assessment_id: str) -> None:
    def submit(who: Caller) -> bool:
        try:
            review(server, who, assessment_id, SUBMIT)
        except WrongStateError:
            return False
        return True

    with ThreadPoolExecutor(4) as people:
        done = list(people.map(submit, [DAN, OLIVIA] * 3))

    assert done.count(True) == 1
    assert len(announced.told) == 1
