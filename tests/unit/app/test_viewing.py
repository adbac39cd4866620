"""Everybody is shown of assessments what they may see, with names, tags and counts of evidence."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.delegating import Request, create_delegations
from probative.app.engagements import update_status
from probative.app.evidence_counts import ControlEvidence
from probative.app.viewing import Listed, get_assessment, list_assessments
from probative.books import Position
from probative.domain.custom import SourceType
from probative.domain.engagements import AssessmentStatus, Selection
from probative.domain.errors import ForbiddenError, NotFoundError
from probative.domain.people import Auditing, Caller, Role, RoleType, Standing
from probative.domain.slots import SourceKind
from tests.support.assessed import keep_some
from tests.support.engaging import (
    DAN,
    FIRST,
    OLIVIA,
    OWN_CONTROL,
    ROBIN,
    ROLE,
    SECOND,
    STRANGER,
    engage,
    own_control,
    serving,
    standard_controls,
)
from tests.support.serving import NOW, SetClock, caller, standard_framework

OTHER = caller("other")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


def delegate(server: Application, assessment_id: str, control_set_id: str, arn: str) -> None:
    create_delegations(server, OLIVIA, assessment_id, [Request(control_set_id, arn, RoleType.RESOURCE_OWNER, None)])


def auditor_of(*assessment_ids: str) -> Caller:
    auditing = Auditing(assessments=tuple(assessment_ids), until=None)  # type: ignore[arg-type]
    return replace(caller("audrey", Standing.AUDITOR), auditing=auditing)


def names(found: Sequence[Listed]) -> list[str]:
    return [each.engagement.name for each in found]


def listed(server: Application, by: Caller, status: str | None = None) -> list[str]:
    return names(list_assessments(server, by, status, after=None, limit=100))


def test_an_owner_sees_all_and_is_told_what_it_is(server: Application) -> None:
    made = engage(server, owners=(ROLE, DAN.arn.upper())).engagement
    delegate(server, made.id, FIRST, STRANGER.arn)

    for who, role in (
        (OLIVIA, Role(type=RoleType.PROCESS_OWNER, arn=OLIVIA.arn)),
        (ROBIN, Role(type=RoleType.PROCESS_OWNER, arn=ROLE)),
        (DAN, Role(type=RoleType.PROCESS_OWNER, arn=DAN.arn.upper())),
    ):
        view = get_assessment(server, who, made.id)
        assert view.role == role
        assert view.engagement == made
        assert len(view.delegations) == 1


def test_a_delegate_sees_its_control_sets_and_their_delegations(server: Application) -> None:
    made = engage(server).engagement
    delegate(server, made.id, FIRST, DAN.arn)
    delegate(server, made.id, SECOND, ROLE)
    delegate(server, made.id, SECOND, STRANGER.arn)

    view = get_assessment(server, ROBIN, made.id)

    assert view.role == Role(type=RoleType.RESOURCE_OWNER, arn=ROLE)
    assert [each.id for each in view.engagement.control_sets] == [SECOND]
    assert [each.role.arn for each in view.delegations] == [ROLE, STRANGER.arn]
    assert set(view.labels) == {standard_controls(3)[2], OWN_CONTROL}
    (in_list,) = list_assessments(server, ROBIN, None, after=None, limit=10)
    assert [each.role.arn for each in in_list.delegations] == [ROLE, STRANGER.arn]


def test_an_auditor_sees_all_and_is_nothing_in_it(server: Application) -> None:
    made, other = engage(server).engagement, engage(server, "Other").engagement
    auditor = auditor_of(made.id)

    view = get_assessment(server, auditor, made.id)

    assert view.role is None
    assert view.engagement == made
    assert listed(server, auditor) == ["Quarter 4"]
    with pytest.raises(NotFoundError):
        get_assessment(server, auditor, other.id)


def test_an_administrator_sees_that_others_assessments_are_there_and_no_more(server: Application) -> None:
    made = engage(server).engagement
    delegate(server, made.id, FIRST, DAN.arn)

    with pytest.raises(ForbiddenError):
        get_assessment(server, OTHER, made.id)
    (in_list,) = list_assessments(server, OTHER, None, after=None, limit=10)
    assert in_list.engagement.id == made.id
    assert in_list.delegations == ()


def test_a_stranger_sees_nothing(server: Application) -> None:
    made = engage(server).engagement

    with pytest.raises(NotFoundError, match=f"no assessment has the id {made.id}"):
        get_assessment(server, STRANGER, made.id)
    assert listed(server, STRANGER) == []
    with pytest.raises(ForbiddenError):
        listed(server, caller("machine", Standing.COLLECTOR))


def test_labels_come_from_the_library_and_outlast_it(server: Application) -> None:
    made = engage(server).engagement
    control = made.control_sets[1].controls[1]
    label = get_assessment(server, OLIVIA, made.id).label_of(control)
    assert label == ("Our own control", (SourceType.MANUAL, SourceType.CLOUDTRAIL), OWN_CONTROL)

    renamed = replace(own_control(), name="Renamed")
    server.store.change(lambda books: books.controls.put(renamed))
    assert get_assessment(server, OLIVIA, made.id).label_of(control).name == "Renamed"

    sets = (made.control_sets[0], replace(made.control_sets[1], controls=(replace(control, kept=own_control()),)))
    server.store.change(lambda books: books.engagements.put(replace(made, control_sets=sets)))
    assert get_assessment(server, OLIVIA, made.id).label_of(control).name == "Our own control"
    server.store.change(lambda books: books.engagements.put(made))

    server.store.change(lambda books: books.controls.remove(OWN_CONTROL))
    assert get_assessment(server, OLIVIA, made.id).label_of(control) == ("Our own control", (), OWN_CONTROL)


def test_labels_of_standard_controls_name_each_kind_of_source_once(server: Application) -> None:
    made = engage(server).engagement
    control = standard_framework().controls[0]

    label = get_assessment(server, OLIVIA, made.id).label_of(made.control_sets[0].controls[0])

    types = (SourceType.API_CALL, SourceType.CLOUDTRAIL, SourceType.MANUAL)
    assert label == (control.name, types, control.id)


def test_evidence_is_counted_by_control_and_how(server: Application) -> None:
    made = engage(server).engagement
    other = engage(server, "Other").engagement
    first, second = standard_controls(2)
    keep_some(server, first, 3, assessment_id=made.id)
    keep_some(server, first, 2, assessment_id=made.id, kind=SourceKind.MANUAL, first=10)
    keep_some(server, OWN_CONTROL, 4, assessment_id=made.id, first=20)
    keep_some(server, second, 5, assessment_id=other.id, first=30)
    controls = [control for each in made.control_sets for control in each.controls]

    view = get_assessment(server, OLIVIA, made.id)

    nothing = ControlEvidence()
    counts = [ControlEvidence(automated=3, manual=2), nothing, nothing, ControlEvidence(automated=4)]
    assert [view.evidence_of(control) for control in controls] == counts
    assert [view.chosen_of(control) for control in controls] == [0, 0, 0, 0]


def test_what_is_chosen_for_the_next_report_is_counted(server: Application) -> None:
    from probative.app.evidence_folders import day_folders  # noqa: PLC0415  only this test asks for folders

    made = engage(server).engagement
    first = standard_controls(1)[0]
    item, *_ = keep_some(server, first, 3, assessment_id=made.id)
    (folder_id,) = day_folders(server, made.id, NOW.date())
    chosen = Selection(
        id=f"{made.id}/{folder_id}/{item.id}",
        assessment_id=made.id,
        folder_id=folder_id,
        evidence_id=item.id,
        created_at=NOW,
    )
    server.store.change(lambda books: books.selections.add(chosen))

    view = get_assessment(server, OLIVIA, made.id)

    assert view.chosen_of(made.control_sets[0].controls[0]) == 1


def test_a_list_is_newest_first_and_can_be_had_by_status(server: Application, clock: SetClock) -> None:
    made = {}
    for name in ("First", "Second", "Third"):
        made[name] = engage(server, name).engagement
        clock.advance(minutes=1)
    update_status(server, OLIVIA, made["Second"].id, AssessmentStatus.INACTIVE)

    assert listed(server, OLIVIA) == ["Third", "Second", "First"]
    assert listed(server, OLIVIA, "ACTIVE") == ["Third", "First"]
    assert listed(server, OLIVIA, "INACTIVE") == ["Second"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_a_walk_among_others_assessments_loses_and_doubles_nothing(
    server: Application, clock: SetClock, limit: int
) -> None:
    for number in range(6):
        engage(server, f"Mine {number}", by=OLIVIA if number % 2 else OTHER, owners=(DAN.arn,))
        engage(server, f"Theirs {number}")
        clock.advance(minutes=number % 2)

    after: Position | None = None
    seen: list[str] = []
    while True:
        found = list_assessments(server, DAN, None, after=after, limit=limit)
        assert len(found) <= limit + 1
        seen += names(found[:limit])
        if len(found) <= limit:
            break
        last = found[limit - 1].engagement
        after = Position(last.created_at, last.id)

    assert sorted(seen) == [f"Mine {number}" for number in range(6)]
    assert seen == listed(server, DAN)
