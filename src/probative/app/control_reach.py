"""How far a custom control reaches: what becomes of frameworks and assessments when it is edited or deleted."""

from collections.abc import Iterator
from dataclasses import replace

from probative.app.application import Application
from probative.app.change_log import Act, Deed, record
from probative.books import Books
from probative.domain.custom import CustomControl, CustomFramework
from probative.domain.engagements import (
    AssessedControlSet,
    AssessmentStatus,
    ChangeAction,
    ChangedObject,
    Engagement,
)
from probative.domain.people import Caller


def keep_for_the_inactive(books: Books, control: CustomControl) -> None:
    """Keep `control` as it stands in every inactive assessment that has it and keeps none yet."""
    for engagement in books.engagements.select(status=AssessmentStatus.INACTIVE):
        sets = tuple(_keeping(control_set, control) for control_set in engagement.control_sets)
        if sets != engagement.control_sets:
            books.engagements.put(replace(engagement, control_sets=sets))


def take_from_frameworks(books: Books, control_id: str) -> None:
    """Take a control out of every custom framework that has it."""
    for framework in books.frameworks.select():
        shrunk = _without(framework, control_id)
        if shrunk != framework:
            books.frameworks.put(shrunk)


def take_from_the_active(application: Application, books: Books, caller: Caller, control: CustomControl) -> None:
    """Take a control out of every active assessment that has it; each says so in its change log."""
    for engagement in books.engagements.select(status=AssessmentStatus.ACTIVE):
        deeds = [*_deletions(engagement, control)]
        if deeds:
            act = Act(caller, application.clock(), engagement.id)
            sets = tuple(_shrunk(control_set, control.id) for control_set in engagement.control_sets)
            books.engagements.put(replace(engagement, control_sets=sets, updated_at=act.at))
            record(application, books, act, deeds)


def _keeping(control_set: AssessedControlSet, control: CustomControl) -> AssessedControlSet:
    controls = (
        replace(each, kept=control) if each.id == control.id and each.kept is None else each
        for each in control_set.controls
    )
    return replace(control_set, controls=tuple(controls))


def _without(framework: CustomFramework, control_id: str) -> CustomFramework:
    sets = (
        replace(control_set, control_ids=tuple(id_ for id_ in control_set.control_ids if id_ != control_id))
        for control_set in framework.control_sets
    )
    return replace(framework, control_sets=tuple(sets))


def _shrunk(control_set: AssessedControlSet, control_id: str) -> AssessedControlSet:
    return replace(control_set, controls=tuple(each for each in control_set.controls if each.id != control_id))


def _deletions(engagement: Engagement, control: CustomControl) -> Iterator[Deed]:
    for control_set in engagement.control_sets:
        if any(member.id == control.id for member in control_set.controls):
            yield Deed(ChangedObject.CONTROL, control.name, ChangeAction.DELETE, control_set.id, control.id)
