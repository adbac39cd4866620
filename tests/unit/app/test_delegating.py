"""Control sets are delegated and delegations cancelled, each on its own; lists show what concerns their caller."""

from dataclasses import replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.change_log import LogPart, list_changes
from probative.app.delegating import (
    Request,
    create_delegations,
    delete_delegations,
    list_delegations,
)
from probative.app.engagements import AssessmentEdits, update_assessment, update_status
from probative.app.reviewing import SetReview, review_control_set
from probative.books import Position
from probative.domain.engagements import AssessmentStatus, ControlSetStatus, DelegationStatus
from probative.domain.errors import ForbiddenError, NotFoundError, WrongStateError
from probative.domain.people import Auditing, Caller, RoleType, Standing
from probative.domain.registration import Settings
from tests.support.engaging import DAN, FIRST, OLIVIA, ROBIN, ROLE, SECOND, STRANGER, engage, kept, serving
from tests.support.serving import ACCOUNT, Announced, SetClock, caller

OTHER = caller("other")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def announced() -> Announced:
    return Announced()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock, announced: Announced) -> Application:
    return replace(serving(tmp_path, clock), announcer=announced)


def asks(control_set_id: str | None = FIRST, arn: str | None = DAN.arn, comment: str | None = None) -> Request:
    return Request(control_set_id, arn, RoleType.RESOURCE_OWNER, comment)


def listed(server: Application, by: Caller, limit: int = 10, after: Position | None = None) -> list[tuple[str, str]]:
    found = list_delegations(server, by, after=after, limit=limit)
    return [(each.assessment_name, each.delegation.control_set_id) for each in found]


def test_a_delegation_is_made_told_and_logged(server: Application, announced: Announced, clock: SetClock) -> None:
    made = engage(server).engagement
    server.store.change(lambda books: books.settings.put(Settings(id=ACCOUNT, sns_topic="NONE")))
    clock.advance(minutes=1)

    created = create_delegations(server, OLIVIA, made.id, [asks(comment="Please look"), asks(SECOND, ROLE)])

    assert created.refused == ()
    assert created.assessment_name == "Quarter 4"
    first, second = created.delegations
    assert (first.control_set_id, first.role.arn, first.role.type) == (FIRST, DAN.arn, RoleType.RESOURCE_OWNER)
    assert (first.status, first.comment, first.created_by) == (DelegationStatus.IN_PROGRESS, "Please look", "olivia")
    assert (first.created_at, first.updated_at, first.assessment_id) == (clock.at, clock.at, made.id)
    assert second.comment is None
    assert kept(server, made.id).control_sets == made.control_sets
    assert [(each.recipient_arn, topic) for each, topic in announced.told] == [(DAN.arn, None), (ROLE.lower(), None)]
    assert announced.told[0][0].description == f"olivia delegated the control set {FIRST} to you: Please look"
    assert announced.told[1][0].description == f"olivia delegated the control set {SECOND} to you"
    (change,) = list_changes(server, OLIVIA, LogPart(made.id, SECOND), after=None, limit=10)
    assert (change.object_type.value, change.object_name, change.action.value) == ("DELEGATION", SECOND, "CREATE")
    assert (change.created_at, change.created_by) == (clock.at, OLIVIA.arn)


def test_the_answer_has_all_delegations_of_the_assessment(server: Application) -> None:
    made = engage(server).engagement
    create_delegations(server, OLIVIA, made.id, [asks()])

    created = create_delegations(server, OLIVIA, made.id, [asks(FIRST, ROLE)])

    assert [each.role.arn for each in created.delegations] == [DAN.arn, ROLE]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (asks("none"), 404),
        (asks(None), 400),
        (asks(""), 400),
        (asks(FIRST, None), 400),
        (asks()._replace(role_type=None), 400),
        (asks()._replace(role_type=RoleType.PROCESS_OWNER), 400),
        (asks(FIRST, DAN.arn.upper()), 409),
    ],
)
def test_what_cannot_be_delegated_is_told_and_stops_nothing_else(
    server: Application, announced: Announced, request_: Request, code: int
) -> None:
    made = engage(server).engagement

    created = create_delegations(server, OLIVIA, made.id, [asks(), request_, asks(SECOND)])

    ((refused, failure),) = created.refused
    assert (refused, failure.code) == (request_, code)
    assert failure.reason
    assert [each.control_set_id for each in created.delegations] == [FIRST, SECOND]
    assert len(announced.told) == 2


def test_a_set_is_delegated_while_it_is_active(server: Application) -> None:
    made = engage(server).engagement
    for status in (ControlSetStatus.UNDER_REVIEW, ControlSetStatus.REVIEWED):
        review_control_set(server, OLIVIA, SetReview(made.id, FIRST, status, ""))

        created = create_delegations(server, OLIVIA, made.id, [asks()])

        assert created.delegations == ()
        assert created.refused[0].failure.code == 400
        assert status in created.refused[0].failure.reason


def test_a_cancelled_delegation_is_gone_and_its_set_stays(server: Application) -> None:
    made = engage(server).engagement
    other = engage(server, "Other").engagement
    first, second = create_delegations(server, OLIVIA, made.id, [asks(), asks(SECOND)]).delegations
    (foreign,) = create_delegations(server, OLIVIA, other.id, [asks()]).delegations
    review_control_set(server, DAN, SetReview(made.id, FIRST, ControlSetStatus.UNDER_REVIEW, ""))
    before = kept(server, made.id)

    failed = delete_delegations(server, OLIVIA, made.id, [first.id, first.id, foreign.id])

    assert [(each.id, each.failure.code) for each in failed] == [(first.id, 404), (foreign.id, 404)]
    assert kept(server, made.id) == before
    assert listed(server, DAN) == [("Other", FIRST), ("Quarter 4", SECOND)]
    deleted = [
        change.object_name
        for change in list_changes(server, OLIVIA, LogPart(made.id), after=None, limit=10)
        if (change.object_type.value, change.action.value) == ("DELEGATION", "DELETE")
    ]
    assert deleted == [FIRST]
    with pytest.raises(ForbiddenError):
        review_control_set(server, DAN, SetReview(made.id, FIRST, ControlSetStatus.UNDER_REVIEW, ""))
    assert delete_delegations(server, OLIVIA, made.id, [second.id]) == ()


def test_what_was_delegated_when_an_assessment_ended_stays(server: Application) -> None:
    made = engage(server).engagement
    (delegation,) = create_delegations(server, OLIVIA, made.id, [asks()]).delegations
    update_status(server, OLIVIA, made.id, AssessmentStatus.INACTIVE)

    with pytest.raises(WrongStateError):
        delete_delegations(server, OLIVIA, made.id, [delegation.id])


def test_only_owners_delegate_and_cancel(server: Application) -> None:
    made = engage(server).engagement
    (delegation,) = create_delegations(server, OLIVIA, made.id, [asks()]).delegations

    for who, error in ((DAN, ForbiddenError), (STRANGER, NotFoundError), (OTHER, ForbiddenError)):
        with pytest.raises(error):
            create_delegations(server, who, made.id, [asks(FIRST, ROLE)])
        with pytest.raises(error):
            delete_delegations(server, who, made.id, [delegation.id])
    assert listed(server, OLIVIA) == [("Quarter 4", FIRST)]


def test_a_list_shows_what_concerns_its_caller(server: Application, clock: SetClock) -> None:
    mine = engage(server, "Mine").engagement
    theirs = engage(server, "Theirs", by=OTHER).engagement
    for by, id_, requests in (
        (OLIVIA, mine.id, [asks(), asks(SECOND, ROLE)]),
        (OTHER, theirs.id, [asks(SECOND)]),
    ):
        clock.advance(minutes=1)
        create_delegations(server, by, id_, requests)

    assert sorted(listed(server, OLIVIA)) == [("Mine", FIRST), ("Mine", SECOND)]
    assert listed(server, OTHER) == [("Theirs", SECOND)]
    assert listed(server, DAN) == [("Theirs", SECOND), ("Mine", FIRST)]
    assert listed(server, ROBIN) == [("Mine", SECOND)]
    assert listed(server, STRANGER) == []


def test_a_list_calls_assessments_as_they_are_called_now(server: Application) -> None:
    made = engage(server).engagement
    create_delegations(server, OLIVIA, made.id, [asks()])
    update_assessment(server, OLIVIA, made.id, AssessmentEdits(name="Renamed"))

    assert listed(server, DAN) == [("Renamed", FIRST)]


def test_what_somebody_was_given_stays_in_their_list_when_it_is_done(server: Application) -> None:
    made = engage(server).engagement
    create_delegations(server, OLIVIA, made.id, [asks()])
    review_control_set(server, OLIVIA, SetReview(made.id, FIRST, ControlSetStatus.REVIEWED, ""))

    (found,) = list_delegations(server, DAN, after=None, limit=10)

    assert found.delegation.status is DelegationStatus.COMPLETE


def test_an_auditor_sees_delegations_of_what_it_audits_and_none_of_its_own(server: Application) -> None:
    audited, other = engage(server, "Audited").engagement, engage(server, "Other").engagement
    auditor = replace(caller("audrey", Standing.AUDITOR), auditing=Auditing(assessments=(audited.id,), until=None))
    for made in (audited, other):
        create_delegations(server, OLIVIA, made.id, [asks(), asks(SECOND, auditor.arn)])

    assert sorted(listed(server, auditor)) == [("Audited", FIRST), ("Audited", SECOND)]


def test_a_collector_lists_nothing(server: Application) -> None:
    with pytest.raises(ForbiddenError):
        list_delegations(server, caller("machine", Standing.COLLECTOR), after=None, limit=10)


def test_a_walk_from_page_to_page_loses_and_doubles_nothing(server: Application, clock: SetClock) -> None:
    mine = [engage(server, f"Mine {number}").engagement.id for number in range(4)]
    theirs = [engage(server, f"Theirs {number}", by=OTHER).engagement.id for number in range(4)]
    for number in range(4):
        create_delegations(server, OLIVIA, mine[number], [asks(), asks(SECOND)])
        create_delegations(server, OTHER, theirs[number], [asks(FIRST, ROLE)])
        clock.advance(minutes=number % 2)

    after: Position | None = None
    seen: list[str] = []
    while True:
        found = list_delegations(server, DAN, after=after, limit=3)
        seen += [each.delegation.id for each in found[:3]]
        if len(found) <= 3:
            break
        after = Position(found[2].delegation.created_at, found[2].delegation.id)

    assert len(seen) == len(set(seen)) == 8
    assert seen == [each.delegation.id for each in list_delegations(server, DAN, after=None, limit=100)]
