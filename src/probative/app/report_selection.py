"""What is chosen for the next report of an assessment, over all of its folders: seen, filled, emptied."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from probative.app.access import open_engagement
from probative.app.application import Application
from probative.app.evidence_counts import chosen_by_control, count_by_control
from probative.app.evidence_folders import (
    ControlPlace,
    FolderSeen,
    FolderSpot,
    chosen_by_folder,
    folders_by_day,
    places_of,
)
from probative.assess.choosing import Chosen
from probative.books import Books
from probative.domain.engagements import Engagement, Selection
from probative.domain.errors import NotFoundError
from probative.domain.ids import ControlId
from probative.domain.people import Caller

LOOK = "GetEvidenceFoldersByAssessment"
CHOOSE = "AssociateAssessmentReportEvidenceFolder"
LET_GO = "DisassociateAssessmentReportEvidenceFolder"


class SelectionSeen(NamedTuple):
    """How much is chosen, of how much there is, and the folders that something is chosen of."""

    chosen_count: int
    evidence_count: int
    folders: Sequence[FolderSeen]


class Part(NamedTuple):
    """A part of an assessment: a control set, a control of it, or the whole where neither is named."""

    control_set_id: str = ""
    control_id: str = ""


def get_selection(
    application: Application, caller: Caller, assessment_id: str, *, after: FolderSpot | None, limit: int
) -> SelectionSeen:
    """Return what is chosen; of the folders, up to `limit`, newest day first, beginning behind `after`.

    Where nothing is chosen, a report has all evidence.
    """

    def act(books: Books) -> SelectionSeen:
        engagement = open_engagement(application, books, caller, LOOK, assessment_id).engagement
        chosen = {id_: held for id_, held in chosen_by_folder(books, engagement.id).items() if held}
        total = sum(each.automated + each.manual for each in count_by_control(application, engagement.id).values())
        folders = _folders(application, books, engagement, Part()) if chosen else ()
        seen = [each._replace(chosen=chosen[each.folder.id]) for each in folders if each.folder.id in chosen]
        counts = chosen_by_control(application, books, engagement.id) if chosen else {}
        behind = [each for each in seen if after is None or _order(each) > (-after.day.toordinal(), after.control_id)]
        return SelectionSeen(sum(counts.values()), total, behind[:limit])

    return application.store.read(act)


def choose_all(application: Application, caller: Caller, assessment_id: str, part: Part) -> None:
    """Choose every folder of a part of an assessment that there is now, and what is still to come into them.

    Raises:
        NotFoundError: The assessment has no such part.
    """
    now = application.clock()

    def act(books: Books) -> None:
        engagement = open_engagement(application, books, caller, CHOOSE, assessment_id).engagement
        held = chosen_by_folder(books, engagement.id)
        for seen in _folders(application, books, engagement, part):
            folder = seen.folder
            if held.get(folder.id) == Chosen(is_whole=True):
                continue
            _let_go(books, [folder.id])
            id_ = f"{folder.assessment_id}/{folder.id}/"
            whole = Selection(
                id=id_, assessment_id=folder.assessment_id, folder_id=folder.id, evidence_id="", created_at=now
            )
            books.selections.put(whole)

    application.store.change(act)


def let_all_go(application: Application, caller: Caller, assessment_id: str, part: Part) -> None:
    """Choose nothing of a part of an assessment.

    Raises:
        NotFoundError: The assessment has no such part.
    """

    def act(books: Books) -> None:
        engagement = open_engagement(application, books, caller, LET_GO, assessment_id).engagement
        if part == Part():
            _let_go(books, list(chosen_by_folder(books, engagement.id)))
            return
        _let_go(books, [seen.folder.id for seen in _folders(application, books, engagement, part)])

    application.store.change(act)


def _let_go(books: Books, folder_ids: Collection[str]) -> None:
    for folder_id in folder_ids:
        for selection in books.selections.select(folder_id=folder_id):
            books.selections.remove(selection.id)


def _folders(application: Application, books: Books, engagement: Engagement, part: Part) -> Iterator[FolderSeen]:
    """Yield the folders of a part, newest day first, and within a day by control."""
    days = application.lake.days(engagement.id)
    places = {id_: place for id_, place in places_of(application, books, engagement).items() if _is_in(place, part)}
    if not places and part != Part():
        raise NotFoundError("control", part.control_id) if part.control_id else _no_set(part)
    for _, folders in folders_by_day(application, engagement.id, days, sorted(days, reverse=True)):
        for folder in sorted(folders.values(), key=lambda each: each.control_id):
            if folder.control_id in places:
                yield FolderSeen(folder, places[folder.control_id], Chosen())


def _no_set(part: Part) -> NotFoundError:
    return NotFoundError("control set", part.control_set_id)


def _is_in(place: ControlPlace, part: Part) -> bool:
    return part.control_set_id in {"", place.control_set.id} and part.control_id in {"", place.control.id}


def _order(seen: FolderSeen) -> tuple[int, ControlId]:
    return -seen.folder.day.toordinal(), seen.folder.control_id
