"""The change log is read whole or in part, newest first, by those who may."""

from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.change_log import LogPart, list_changes
from probative.app.delegating import Request, create_delegations
from probative.app.evidence_folders import ControlAddress
from probative.app.reviewing import update_control
from probative.books import Position
from probative.domain.engagements import ControlStatus
from probative.domain.errors import ForbiddenError, NotFoundError
from probative.domain.people import RoleType
from tests.support.engaging import (
    DAN,
    FIRST,
    OLIVIA,
    OWN_CONTROL,
    SECOND,
    STRANGER,
    engage,
    serving,
    standard_controls,
)
from tests.support.serving import SetClock, caller

WHOLE = LogPart("")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


@pytest.fixture
def assessment_id(server: Application, clock: SetClock) -> str:
    """An assessment with a delegation, and a change of a control in each set."""
    made = engage(server).engagement
    clock.advance(minutes=1)
    create_delegations(server, OLIVIA, made.id, [Request(FIRST, DAN.arn, RoleType.RESOURCE_OWNER, None)])
    for control_set_id, control_id in ((FIRST, standard_controls(1)[0]), (SECOND, OWN_CONTROL)):
        clock.advance(minutes=1)
        address = ControlAddress(made.id, control_set_id, control_id)
        update_control(server, OLIVIA, address, status=ControlStatus.INACTIVE, comment=None)
    return made.id


@pytest.mark.parametrize(
    ("part", "objects"),
    [
        (WHOLE, ["CONTROL", "CONTROL", "DELEGATION", "ASSESSMENT"]),
        (LogPart("", FIRST), ["CONTROL", "DELEGATION"]),
        (LogPart("", SECOND), ["CONTROL"]),
        (LogPart("", SECOND, OWN_CONTROL), ["CONTROL"]),
        (LogPart("", "", OWN_CONTROL), ["CONTROL"]),
        (LogPart("", "", standard_controls(2)[1]), []),
    ],
)
def test_a_part_of_the_log_is_asked_for(
    server: Application, assessment_id: str, part: LogPart, objects: list[str]
) -> None:
    changes = list_changes(server, OLIVIA, part._replace(assessment_id=assessment_id), after=None, limit=10)

    assert [change.object_type.value for change in changes] == objects
    assert [change.created_at for change in changes] == sorted((each.created_at for each in changes), reverse=True)


def test_the_log_goes_on_page_by_page(server: Application, assessment_id: str) -> None:
    whole = list_changes(server, OLIVIA, LogPart(assessment_id), after=None, limit=10)

    first = list_changes(server, OLIVIA, LogPart(assessment_id), after=None, limit=2)
    last = Position(first[1].created_at, first[1].id)
    rest = list_changes(server, OLIVIA, LogPart(assessment_id), after=last, limit=2)

    assert len(first) == 3
    assert [*first[:2], *rest] == whole


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (LogPart("", "none"), "control set"),
        (LogPart("", FIRST, OWN_CONTROL), "control"),
        (LogPart("", "", "none"), "control"),
    ],
)
def test_a_part_that_is_not_there_is_not_found(
    server: Application, assessment_id: str, part: LogPart, kind: str
) -> None:
    with pytest.raises(NotFoundError, match=f"no {kind} has the id"):
        list_changes(server, OLIVIA, part._replace(assessment_id=assessment_id), after=None, limit=10)


def test_a_delegate_reads_the_part_of_its_control_set(server: Application, assessment_id: str) -> None:
    changes = list_changes(server, DAN, LogPart(assessment_id, FIRST), after=None, limit=10)

    assert [change.object_type.value for change in changes] == ["CONTROL", "DELEGATION"]
    for part in (LogPart(assessment_id), LogPart(assessment_id, SECOND)):
        with pytest.raises(ForbiddenError):
            list_changes(server, DAN, part, after=None, limit=10)


def test_others_do_not_read_it(server: Application, assessment_id: str) -> None:
    with pytest.raises(NotFoundError):
        list_changes(server, STRANGER, LogPart(assessment_id), after=None, limit=10)
    with pytest.raises(ForbiddenError):
        list_changes(server, caller("other"), LogPart(assessment_id), after=None, limit=10)
