"""The change log of an assessment: who did what to what, and exactly when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from probative.app.access import open_engagement
from probative.app.application import Application
from probative.app.service_events import emit
from probative.books import Books, Position
from probative.domain.engagements import Change, ChangeAction, ChangedObject
from probative.domain.errors import NotFoundError
from probative.domain.ids import AssessmentId
from probative.domain.people import Caller


class Deed(NamedTuple):
    """What was done to what; `control_set_id` and `control_id` say which part of the log it belongs to."""

    object_type: ChangedObject
    object_name: str
    action: ChangeAction
    control_set_id: str = ""
    control_id: str = ""


class Act(NamedTuple):
    """Somebody doing something to an assessment at one moment; all that comes of it carries this time."""

    by: Caller
    at: datetime
    assessment_id: AssessmentId


def record(application: Application, books: Books, act: Act, deeds: Iterable[Deed]) -> None:
    """Write `deeds` into the change log, within the transaction that does them, and have the bus told of them."""
    for deed in deeds:
        change = _change(application, act, deed)
        books.changes.add(change)
        emit(application, books, change)


def tell_deleted(application: Application, books: Books, act: Act, name: str) -> None:
    """Have the bus told that the assessment called `name` goes; its change log goes with it."""
    emit(application, books, _change(application, act, Deed(ChangedObject.ASSESSMENT, name, ChangeAction.DELETE)))


def _change(application: Application, act: Act, deed: Deed) -> Change:
    return Change(
        id=application.new_id(),
        assessment_id=act.assessment_id,
        control_set_id=deed.control_set_id,
        control_id=deed.control_id,
        object_type=deed.object_type,
        object_name=deed.object_name,
        action=deed.action,
        created_at=act.at,
        created_by=act.by.arn,
    )


class LogPart(NamedTuple):
    """Which part of a change log is asked for; empty: whatever it is."""

    assessment_id: str
    control_set_id: str = ""
    control_id: str = ""


def list_changes(
    application: Application, caller: Caller, part: LogPart, *, after: Position | None, limit: int
) -> Sequence[Change]:
    """Return the changes of this part, newest first, one more than `limit` if there are more.

    Raises:
        NotFoundError: There is no such assessment, control set or control, or the caller has nothing to do with it.
        ForbiddenError: The caller may not read the log.
    """

    def read(books: Books) -> Sequence[Change]:
        _check_part(application, books, caller, part)
        filed_by = {name: value for name, value in part._asdict().items() if value}
        return books.changes.select(after=after, limit=limit + 1, newest_first=True, **filed_by)

    return application.store.read(read)


def _check_part(application: Application, books: Books, caller: Caller, part: LogPart) -> None:
    opened = open_engagement(
        application, books, caller, "GetChangeLogs", part.assessment_id, control_set_id=part.control_set_id
    )
    if not part.control_id:
        return
    sets = opened.engagement.control_sets
    within = (control_set for control_set in sets if part.control_set_id in {"", control_set.id})
    if all(control.id != part.control_id for control_set in within for control in control_set.controls):
        raise NotFoundError("control", part.control_id)
