"""Evidence read by people and clients: page by page of a folder, with what the source said.

Evidence and facts never change, and a folder stays as it is until more is committed to its day: a page that was read
is given again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps
from typing import Final, NamedTuple

from probative.app.application import Application
from probative.app.evidence_folders import FolderAddress, FolderSeen, see_folder
from probative.assess.folders import EvidenceFolder
from probative.domain.errors import NotFoundError
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import EvidenceId
from probative.domain.people import Caller

CONTENT_LENGTH: Final = 2048
"""How long the content of a fact may be to be shown whole. Source: the longest text in Audit Manager's model."""
_BEGINNING_LENGTH: Final = 800
_ITEM_BYTES: Final = 3_000


class ShownEvidence(NamedTuple):
    """An evidence item with what its source said: `content` is JSON or other text, told in short where it is long."""

    evidence: Evidence
    content: str


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class EvidencePage:
    """Some items of a folder, by id; the same page is the same object as long as it holds."""

    items: tuple[ShownEvidence, ...]


class PageSeen(NamedTuple):
    """A page of a folder."""

    seen: FolderSeen
    page: EvidencePage


class EvidenceSeen(NamedTuple):
    """An item of a folder."""

    seen: FolderSeen
    shown: ShownEvidence


def list_evidence(
    application: Application, caller: Caller, address: FolderAddress, *, after: str | None, limit: int
) -> PageSeen:
    """Return up to `limit` items of a folder, by id, beginning behind `after`.

    Raises:
        NotFoundError: There is no such folder in the control set.
    """
    seen = application.store.read(
        lambda books: see_folder(application, books, caller, "GetEvidenceByEvidenceFolder", address)
    )
    folder = seen.folder
    key = ("evidence page", folder.id, after, limit)
    edition = application.lake.days(folder.assessment_id).get(folder.day)
    page = application.recent.get(
        key, edition, EvidencePage, lambda: _read(application, folder, after, limit), weigh=_weight
    )
    return PageSeen(seen, page)


def get_evidence(application: Application, caller: Caller, address: FolderAddress, evidence_id: str) -> EvidenceSeen:
    """Return one item of a folder.

    Raises:
        NotFoundError: There is none with this id.
    """
    seen = application.store.read(lambda books: see_folder(application, books, caller, "GetEvidence", address))
    folder = seen.folder
    found = application.lake.find_evidence(
        folder.assessment_id, folder.control_id, folder.day, [EvidenceId(evidence_id)]
    )
    if not found:
        raise NotFoundError("evidence", evidence_id)
    return EvidenceSeen(seen, _shown(application, found[:1])[0])


def _read(application: Application, folder: EvidenceFolder, after: str | None, limit: int) -> EvidencePage:
    found = application.lake.evidence_page(
        folder.assessment_id,
        folder.control_id,
        folder.day,
        after=None if after is None else EvidenceId(after),
        limit=limit,
    )
    return EvidencePage(_shown(application, found))


def _shown(application: Application, found: Sequence[Evidence]) -> tuple[ShownEvidence, ...]:
    ids = list(dict.fromkeys(item.fact_id for item in found))
    contents = {fact.id: shown_content(fact) for fact in application.lake.facts(ids)}
    return tuple(ShownEvidence(item, contents[item.fact_id]) for item in found)


def _weight(page: EvidencePage) -> int:
    return sum(_ITEM_BYTES + len(shown.content) for shown in page.items)


def shown_content(fact: Fact) -> str:
    """Return what the source said: its own text, or JSON that tells how it begins, how long it is and its digest."""
    try:
        text = fact.content.decode()
    except UnicodeDecodeError:
        text = ""
    if text and len(text) <= CONTENT_LENGTH:
        return text
    told = {"bytes": len(fact.content), "sha256": fact.content_sha256, "isCut": True}
    cut = dumps({**told, "begins": text[:_BEGINNING_LENGTH]}, separators=(",", ":"), ensure_ascii=False)
    # What is escaped takes more room than it had.
    return cut if len(cut) <= CONTENT_LENGTH else dumps(told, separators=(",", ":"))
