"""What must hold of assessments, control sets and delegations at any time, and from one moment to the next."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from probative.books import Books
from probative.domain.engagements import (
    AssessedControlSet,
    AssessmentStatus,
    Change,
    ChangedObject,
    ControlSetStatus,
    ControlStatus,
    Delegation,
    Engagement,
)
from probative.domain.people import RoleType
from probative.domain.reviewing import FOLLOWS


class Snapshot(NamedTuple):
    """All that people see of assessments, at one moment."""

    engagements: Mapping[str, Engagement]
    delegations: Mapping[str, Delegation]
    changes: Mapping[str, Change]
    notifications: frozenset[str]


def snapshot(books: Books) -> Snapshot:
    """Return what the books have."""
    return Snapshot(
        {each.id: each for each in books.engagements.select()},
        {each.id: each for each in books.delegations.select()},
        {each.id: each for each in books.changes.select()},
        frozenset(each.id for each in books.notifications.select()),
    )


def check_state(seen: Snapshot) -> Iterator[str]:
    """Yield what is illegal in a state."""
    for engagement in seen.engagements.values():
        given = [each for each in seen.delegations.values() if each.assessment_id == engagement.id]
        yield from _check_delegations(engagement, given)
        for control_set in engagement.control_sets:
            yield from _check_set(engagement, control_set)
        yield from _check_log(engagement, [each for each in seen.changes.values() if _is_of(each, engagement)])
    owed = {each.assessment_id for each in seen.delegations.values()}
    owed |= {each.assessment_id for each in seen.changes.values()}
    yield from (f"something is left of {id_}, which is gone" for id_ in owed - seen.engagements.keys())


def _is_of(change: Change, engagement: Engagement) -> bool:
    return change.assessment_id == engagement.id


def _check_delegations(engagement: Engagement, given: list[Delegation]) -> Iterator[str]:
    sets = {control_set.id: control_set for control_set in engagement.control_sets}
    for delegation in given:
        if delegation.control_set_id not in sets:
            yield f"{delegation.id} delegates a control set that is not there"
        elif delegation.status is not FOLLOWS[sets[delegation.control_set_id].status]:
            yield f"{delegation.id} is {delegation.status} where its set is {sets[delegation.control_set_id].status}"
        if delegation.role.type is not RoleType.RESOURCE_OWNER:
            yield f"{delegation.id} makes an owner"
    if len({(each.control_set_id, each.role.arn.lower()) for each in given}) < len(given):
        yield f"{engagement.id} delegates a set to somebody twice"


def _check_set(engagement: Engagement, control_set: AssessedControlSet) -> Iterator[str]:
    if control_set.status is ControlSetStatus.ACTIVE and control_set.prepared_by:
        yield f"{control_set.id} is at work and prepared"
    if control_set.status is ControlSetStatus.UNDER_REVIEW and not control_set.prepared_by:
        yield f"{control_set.id} is submitted by nobody"
    if engagement.status is AssessmentStatus.ACTIVE:
        return
    if control_set.status is not ControlSetStatus.REVIEWED:
        yield f"{control_set.id} is open in an inactive assessment"
    if any(control.status is ControlStatus.UNDER_REVIEW for control in control_set.controls):
        yield f"{control_set.id} has an open control in an inactive assessment"


def _check_log(engagement: Engagement, changes: list[Change]) -> Iterator[str]:
    """Yield where the log, read from its beginning, does not end at what is."""
    told: dict[tuple[ChangedObject, str], str] = {}
    for change in sorted(changes, key=lambda each: each.created_at):
        is_status = change.action.value in {*ControlStatus, *ControlSetStatus}
        if is_status and change.object_type in {ChangedObject.CONTROL, ChangedObject.CONTROL_SET}:
            told[change.object_type, change.control_id or change.control_set_id] = change.action.value
    for control_set in engagement.control_sets:
        if told.get((ChangedObject.CONTROL_SET, control_set.id), "ACTIVE") != control_set.status:
            yield f"the log ends elsewhere than the set {control_set.id}, which is {control_set.status}"
        for control in control_set.controls:
            if told.get((ChangedObject.CONTROL, control.id), "UNDER_REVIEW") != control.status:
                yield f"the log ends elsewhere than the control {control.id}, which is {control.status}"


def check_step(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Yield what cannot come of one another, however many acts lie between."""
    for id_ in before.engagements.keys() & after.engagements.keys():
        old, new = before.engagements[id_], after.engagements[id_]
        yield from _check_assessment_step(old, new)
        for old_set, new_set in zip(old.control_sets, new.control_sets, strict=True):
            yield from _check_set_step(old_set, new_set)
    for id_, change in before.changes.items():
        if change.assessment_id in after.engagements and after.changes.get(id_) != change:
            yield f"the log of {change.assessment_id} was changed"


def _check_assessment_step(old: Engagement, new: Engagement) -> Iterator[str]:
    if old.status is AssessmentStatus.INACTIVE and new != old:
        yield f"{old.id} was changed while inactive"
    if old.separates_duties and not new.separates_duties:
        yield f"{old.id} was freed of separation of duties"
    if new.updated_at < old.updated_at:
        yield f"{old.id} grew younger"
    if (new.creator_arn, new.created_at, new.framework) != (old.creator_arn, old.created_at, old.framework):
        yield f"the origin of {old.id} was changed"


def _check_set_step(old: AssessedControlSet, new: AssessedControlSet) -> Iterator[str]:
    if old.status is ControlSetStatus.REVIEWED and new.status is not ControlSetStatus.REVIEWED:
        yield f"the review of {old.id} was taken back"
    if new.comments[: len(old.comments)] != old.comments:
        yield f"comments on {old.id} were changed"
    for before, after in zip(old.controls, new.controls, strict=True):
        if before.id != after.id:
            yield f"the controls of {old.id} were changed"
        if before.status is ControlStatus.REVIEWED and after.status is not ControlStatus.REVIEWED:
            yield f"the review of {before.id} was taken back"
        if after.comments[: len(before.comments)] != before.comments:
            yield f"comments on {before.id} were changed"
