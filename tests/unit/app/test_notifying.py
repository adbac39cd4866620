"""Notifications reach whom they concern, once, newest first."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.delegating import Request, create_delegations
from probative.app.notifying import list_notifications
from probative.app.reviewing import SetReview, review_control_set
from probative.books import Position
from probative.domain.engagements import ControlSetStatus
from probative.domain.errors import ForbiddenError
from probative.domain.people import Caller, RoleType, Standing
from tests.support.engaging import DAN, FIRST, OLIVIA, ROBIN, ROLE, SECOND, STRANGER, engage, serving
from tests.support.serving import SetClock, caller

_ID = re.compile(r"[0-9]{10,13}_[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


def delegate(server: Application, assessment_id: str, *arns: str) -> None:
    requests = [Request(FIRST, arn, RoleType.RESOURCE_OWNER, None) for arn in arns]
    create_delegations(server, OLIVIA, assessment_id, requests)


def told(server: Application, who: Caller) -> list[str]:
    return [each.description for each in list_notifications(server, who, after=None, limit=100)]


def test_a_notification_says_what_happened_where(server: Application, clock: SetClock) -> None:
    made = engage(server).engagement
    delegate(server, made.id, DAN.arn)

    (found,) = list_notifications(server, DAN, after=None, limit=10)

    assert _ID.fullmatch(found.id)
    assert found.id.startswith(f"{clock.at.timestamp() * 1000:.0f}_")
    assert (found.assessment_id, found.assessment_name) == (made.id, "Quarter 4")
    assert (found.control_set_id, found.control_set_name) == (FIRST, FIRST)
    assert (found.source, found.created_at) == ("olivia", clock.at)


def test_everybody_reads_their_own(server: Application) -> None:
    made = engage(server).engagement
    delegate(server, made.id, DAN.arn.upper(), ROLE)
    review_control_set(server, DAN, SetReview(made.id, FIRST, ControlSetStatus.UNDER_REVIEW, ""))

    delegated = f"olivia delegated the control set {FIRST} to you"
    assert told(server, DAN) == told(server, ROBIN) == [delegated]
    assert told(server, OLIVIA) == [f"dan submitted the control set {FIRST} for review"]
    assert told(server, STRANGER) == []
    with pytest.raises(ForbiddenError):
        told(server, caller("machine", Standing.COLLECTOR))


def test_whoever_is_told_as_user_and_as_role_reads_it_once(server: Application, clock: SetClock) -> None:
    both = replace(OLIVIA, role_arns=frozenset({ROLE, DAN.arn}))
    made = engage(server, owners=(ROLE, DAN.arn, STRANGER.arn)).engagement
    for control_set_id in (FIRST, SECOND):
        for status in (ControlSetStatus.UNDER_REVIEW, ControlSetStatus.ACTIVE) * 2:
            review_control_set(server, OLIVIA, SetReview(made.id, control_set_id, status, ""))
        clock.advance(minutes=1)

    whole = list_notifications(server, both, after=None, limit=100)
    assert [each.control_set_id for each in whole] == [SECOND, SECOND, FIRST, FIRST]
    assert len(told(server, STRANGER)) == 4

    for limit in (1, 2, 3):
        seen: list[str] = []
        after: Position | None = None
        while True:
            found = list_notifications(server, both, after=after, limit=limit)
            seen += [each.id for each in found[:limit]]
            if len(found) <= limit:
                break
            after = Position(found[limit - 1].created_at, found[limit - 1].id)
        assert seen == [each.id for each in whole]
