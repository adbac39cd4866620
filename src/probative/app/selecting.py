"""What is chosen for the next report: whole folders, without what was taken out of them, or single items."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from probative.app.access import open_engagement
from probative.app.application import Application
from probative.app.evidence_folders import FolderAddress, find_folder
from probative.assess.choosing import Chosen
from probative.assess.folders import EvidenceFolder
from probative.books import Books
from probative.domain.engagements import Selection
from probative.domain.ids import EvidenceId
from probative.domain.people import Caller


class ChoiceResult(NamedTuple):
    """Which items were chosen, or let go, and which are not in the folder."""

    taken: Sequence[str]
    unknown: Sequence[str]


def choose_folder(application: Application, caller: Caller, action: str, address: FolderAddress) -> None:
    """Choose all of a folder for the next report, also what is still to come into it.

    Raises:
        NotFoundError: The assessment has no such folder.
    """
    _change(application, caller, action, address, change=lambda _: Chosen(is_whole=True))


def let_folder_go(application: Application, caller: Caller, action: str, address: FolderAddress) -> None:
    """Choose nothing of a folder.

    Raises:
        NotFoundError: The assessment has no such folder.
    """
    _change(application, caller, action, address, change=lambda _: Chosen())


def choose_items(
    application: Application, caller: Caller, action: str, address: FolderAddress, *, ids: Sequence[str]
) -> ChoiceResult:
    """Choose items of a folder; each that is not in it is told.

    Raises:
        NotFoundError: The assessment has no such folder.
    """

    def choose(before: Chosen, known: frozenset[str]) -> Chosen:
        return Chosen(before.is_whole, before.ids - known if before.is_whole else before.ids | known)

    return _change_items(application, caller, action, address, ids=ids, change=choose)


def let_items_go(
    application: Application, caller: Caller, action: str, address: FolderAddress, *, ids: Sequence[str]
) -> ChoiceResult:
    """Let items of a folder go; each that is not in it is told.

    Raises:
        NotFoundError: The assessment has no such folder.
    """

    def let_go(before: Chosen, known: frozenset[str]) -> Chosen:
        return Chosen(before.is_whole, before.ids | known if before.is_whole else before.ids - known)

    return _change_items(application, caller, action, address, ids=ids, change=let_go)


def _change_items(
    application: Application,
    caller: Caller,
    action: str,
    address: FolderAddress,
    *,
    ids: Sequence[str],
    change: Callable[[Chosen, frozenset[str]], Chosen],
) -> ChoiceResult:
    folder = application.store.read(lambda books: _open(application, books, caller, action, address))
    wanted = dict.fromkeys(ids)
    found = application.lake.find_evidence(
        folder.assessment_id, folder.control_id, folder.day, [EvidenceId(id_) for id_ in wanted]
    )
    known = frozenset(item.id for item in found)
    _change(application, caller, action, address, change=lambda before: change(before, known))
    return ChoiceResult([id_ for id_ in wanted if id_ in known], [id_ for id_ in wanted if id_ not in known])


def _change(
    application: Application, caller: Caller, action: str, address: FolderAddress, *, change: Callable[[Chosen], Chosen]
) -> None:
    now = application.clock()

    def act(books: Books) -> None:
        folder = _open(application, books, caller, action, address)
        before = Chosen.of(books.selections.select(folder_id=folder.id))
        after = change(before)
        rows_before, rows_after = _rows(before), _rows(after)
        for evidence_id in rows_before - rows_after:
            books.selections.remove(_row_id(folder, evidence_id))
        for evidence_id in sorted(rows_after - rows_before):
            books.selections.put(
                Selection(
                    id=_row_id(folder, evidence_id),
                    assessment_id=folder.assessment_id,
                    folder_id=folder.id,
                    evidence_id=evidence_id,
                    created_at=now,
                )
            )

    application.store.change(act)


def _open(  # noqa: PLR0917  who does what to which folder
    application: Application, books: Books, caller: Caller, action: str, address: FolderAddress
) -> EvidenceFolder:
    opened = open_engagement(application, books, caller, action, address.assessment_id)
    return find_folder(application, opened.engagement.id, address.folder_id)


def _rows(chosen: Chosen) -> frozenset[str]:
    return chosen.ids | {""} if chosen.is_whole else chosen.ids


def _row_id(folder: EvidenceFolder, evidence_id: str) -> str:
    return f"{folder.assessment_id}/{folder.id}/{evidence_id}"
