"""The review as a state machine: all moves, legal and illegal, and what follows from them."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from probative.domain.engagements import (
    AssessedControl,
    AssessedControlSet,
    AssessmentStatus,
    Comment,
    ControlSetStatus,
    ControlStatus,
    Delegation,
    DelegationStatus,
    Engagement,
)
from probative.domain.errors import WrongStateError
from probative.domain.people import Role, RoleType
from probative.domain.reviewing import (
    FOLLOWS,
    check_active,
    commented,
    followed,
    moved_assessment,
    moved_control,
    moved_set,
    with_control,
    with_set,
)
from tests.support.assessed import engagement
from tests.support.serving import NOW

LATER = NOW + timedelta(hours=1)
CONTROL = AssessedControl(id="control", name="Control")
OTHER = AssessedControl(id="other", name="Other")
SET = AssessedControlSet(id="set", status=ControlSetStatus.ACTIVE, controls=(CONTROL, OTHER))

LEGAL_FOR_CONTROLS = {
    ("UNDER_REVIEW", "UNDER_REVIEW"),
    ("UNDER_REVIEW", "REVIEWED"),
    ("UNDER_REVIEW", "INACTIVE"),
    ("INACTIVE", "INACTIVE"),
    ("INACTIVE", "UNDER_REVIEW"),
    ("INACTIVE", "REVIEWED"),
}
LEGAL_FOR_SETS = {
    ("ACTIVE", "UNDER_REVIEW"),
    ("ACTIVE", "REVIEWED"),
    ("UNDER_REVIEW", "ACTIVE"),
    ("UNDER_REVIEW", "REVIEWED"),
}


def an_engagement(control_set: AssessedControlSet = SET) -> Engagement:
    return replace(engagement(), control_sets=(control_set, replace(SET, id="another set")))


def a_delegation(status: DelegationStatus, control_set_id: str = "set") -> Delegation:
    return Delegation(
        id=f"{control_set_id} {status}",
        assessment_id=engagement().id,
        control_set_id=control_set_id,
        role=Role(type=RoleType.RESOURCE_OWNER, arn="arn:aws:iam::111122223333:role/D"),
        status=status,
        comment=None,
        created_at=NOW,
        updated_at=NOW,
        created_by="olivia",
    )


@pytest.mark.parametrize(("before", "after"), list(product(ControlStatus, ControlStatus)))
def test_a_control_moves_as_the_table_says(before: ControlStatus, after: ControlStatus) -> None:
    control = replace(CONTROL, status=before)
    if (before, after) in LEGAL_FOR_CONTROLS:
        assert moved_control(control, after) == replace(CONTROL, status=after)
        return
    with pytest.raises(WrongStateError, match=f"control is {before}: cannot become {after}"):
        moved_control(control, after)


@pytest.mark.parametrize(("before", "after"), list(product(ControlSetStatus, ControlSetStatus)))
def test_a_control_set_moves_as_the_table_says(before: ControlSetStatus, after: ControlSetStatus) -> None:
    control_set = replace(SET, status=before)
    if (before, after) in LEGAL_FOR_SETS:
        assert moved_set(control_set, after, by="arn").status is after
        return
    with pytest.raises(WrongStateError, match=f"control set is {before}: cannot become {after}"):
        moved_set(control_set, after, by="arn")


def test_a_set_knows_who_prepared_it_until_it_is_sent_back() -> None:
    submitted = moved_set(SET, ControlSetStatus.UNDER_REVIEW, by="dan")

    assert submitted.prepared_by == "dan"
    assert moved_set(submitted, ControlSetStatus.REVIEWED, by="olivia").prepared_by == "dan"
    assert moved_set(submitted, ControlSetStatus.ACTIVE, by="olivia").prepared_by == ""
    assert moved_set(SET, ControlSetStatus.REVIEWED, by="olivia").prepared_by == ""


@pytest.mark.parametrize("status", ControlSetStatus)
def test_delegations_of_a_set_follow_it_and_no_others(status: ControlSetStatus) -> None:
    delegations = [a_delegation(each) for each in DelegationStatus]
    others = [a_delegation(each, "another set") for each in DelegationStatus]

    moved = followed([*delegations, *others], replace(SET, status=status), LATER)

    lagging = [each for each in delegations if each.status is not FOLLOWS[status]]
    assert moved == tuple(replace(each, status=FOLLOWS[status], updated_at=LATER) for each in lagging)
    assert len(moved) == 2


def test_comments_add_up_in_order() -> None:
    first, second = (Comment(author="dan", text=text, posted_at=NOW) for text in ("one", "two"))

    assert commented(commented(CONTROL, first), second).comments == (first, second)


def test_only_the_changed_control_and_set_are_replaced() -> None:
    reviewed = replace(CONTROL, status=ControlStatus.REVIEWED)

    changed = with_set(an_engagement(), with_control(SET, reviewed), LATER)

    assert changed == replace(
        an_engagement(),
        updated_at=LATER,
        control_sets=(replace(SET, controls=(reviewed, OTHER)), replace(SET, id="another set")),
    )


def test_an_assessment_that_ends_is_reviewed_wherever_it_was_open() -> None:
    inactive = replace(OTHER, status=ControlStatus.INACTIVE)
    open_set = replace(SET, status=ControlSetStatus.UNDER_REVIEW, prepared_by="dan", controls=(CONTROL, inactive))

    ended = moved_assessment(an_engagement(open_set), AssessmentStatus.INACTIVE, LATER)

    reviewed = replace(CONTROL, status=ControlStatus.REVIEWED)
    assert ended.status is AssessmentStatus.INACTIVE
    assert ended.updated_at == LATER
    assert ended.control_sets[0] == replace(open_set, status=ControlSetStatus.REVIEWED, controls=(reviewed, inactive))
    assert ended.control_sets[1].status is ControlSetStatus.REVIEWED


@pytest.mark.parametrize(("before", "after"), [("ACTIVE", "ACTIVE"), ("INACTIVE", "ACTIVE"), ("INACTIVE", "INACTIVE")])
def test_no_way_leads_back_from_inactive(before: str, after: str) -> None:
    stands = replace(engagement(), status=AssessmentStatus(before))

    with pytest.raises(WrongStateError, match=f"assessment is {before}: cannot become {after}"):
        moved_assessment(stands, AssessmentStatus(after), LATER)


def test_only_an_active_assessment_can_be_changed() -> None:
    check_active(engagement(), "be reviewed")

    with pytest.raises(WrongStateError, match="assessment is INACTIVE: cannot be reviewed"):
        check_active(replace(engagement(), status=AssessmentStatus.INACTIVE), "be reviewed")
