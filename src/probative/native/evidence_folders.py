"""Evidence folders of a control with what Audit Manager's shapes have no place for: how much says what, by source."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from probative.api.protocol.paging import PageTokens, Position
from probative.app.evidence_folders import (
    ControlAddress,
    FolderAddress,
    FolderSeen,
    FolderSpot,
    get_folder,
    list_control_folders,
)
from probative.assess.folders import EvidenceFolder
from probative.domain.evidence import Verdict
from probative.domain.ids import ControlId
from probative.domain.slots import SourceKind
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint
from probative.native.coverage import VerdictCounts
from probative.native.paging import Paged, PagedQuery, next_token_of, read_page

FOLDERS: Final = f"{ASSESSMENT}/evidence-folders"


class FoldersQuery(PagedQuery, kw_only=True):
    """Whose folders are wanted."""

    control_set_id: str
    control_id: str


class FolderQuery(Input):
    """The control set that the folder's control is in."""

    control_set_id: str


class SourceCounts(Output):
    """How many items of a folder come from a kind of source, and what they say."""

    source_kind: SourceKind
    verdicts: VerdictCounts


class FolderShown(Output):
    """The evidence of a control on a UTC day of collection; `selectedCount` of it is to be in the next report."""

    id: str
    day: date
    control_set_id: str
    control_id: str
    control_name: str
    evidence_count: int
    selected_count: int
    verdicts: VerdictCounts
    sources: list[SourceCounts]


class FolderSelection(Output):
    """What of a folder is to be in the next report: all but `evidenceIds` where `isWhole`, else `evidenceIds` alone."""

    is_whole: bool
    evidence_ids: list[str]


class FolderOpened(FolderShown):
    """A folder, with what of it is to be in the next report."""

    selection: FolderSelection


class FoldersPage(Paged, kw_only=True):
    """Folders, newest day first."""

    folders: list[FolderShown]


@dataclass(frozen=True, slots=True)
class FolderEndpoints:
    """The endpoints of evidence folders, with what their page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return them."""
        return (
            endpoint(
                "GET", FOLDERS, "List the evidence folders of a control, with what their evidence says.", self._list
            ),
            endpoint(
                "GET", f"{FOLDERS}/{{folder_id}}", "Show an evidence folder, and what of it is to be reported.", show
            ),
        )

    def _list(self, asked: Asked, query: FoldersQuery, _body: Nothing) -> FoldersPage:
        address = ControlAddress(asked.path["assessment_id"], query.control_set_id, query.control_id)

        def after(position: Position | None, limit: int) -> Sequence[FolderSeen]:
            spot = None if position is None else _spot(*position)
            return list_control_folders(asked.application, asked.caller, address, after=spot, limit=limit)

        def position_of(seen: FolderSeen) -> Position:
            return seen.folder.day.isoformat(), seen.folder.control_id

        found = read_page(self.tokens, "evidence folders", asked, query, after, position_of)
        return FoldersPage(folders=list(map(_shown, found.items)), next_token=next_token_of(found))


def show(asked: Asked, query: FolderQuery, _body: Nothing) -> FolderOpened:
    """Return a folder."""
    address = FolderAddress(asked.path["assessment_id"], asked.path["folder_id"], query.control_set_id)
    seen = get_folder(asked.application, asked.caller, address)
    return FolderOpened(
        **msgspec.structs.asdict(_shown(seen)),
        selection=FolderSelection(is_whole=seen.chosen.is_whole, evidence_ids=sorted(seen.chosen.ids)),
    )


def _spot(day: object, control_id: object) -> FolderSpot:
    return FolderSpot(date.fromisoformat(str(day)), ControlId(str(control_id)))


def _shown(seen: FolderSeen) -> FolderShown:
    folder, place = seen.folder, seen.place
    return FolderShown(
        id=folder.id,
        day=folder.day,
        control_set_id=place.control_set.id,
        control_id=place.control.id,
        control_name=place.name,
        evidence_count=folder.total,
        selected_count=seen.chosen.count(folder.total),
        verdicts=_verdicts(folder, *folder.kinds),
        sources=[SourceCounts(source_kind=kind, verdicts=_verdicts(folder, kind)) for kind in folder.kinds],
    )


def _verdicts(folder: EvidenceFolder, *kinds: SourceKind) -> VerdictCounts:
    counts: Counter[Verdict] = Counter()
    for (kind, verdict), count in folder.cells.items():
        if kind in kinds:
            counts[verdict] += count
    return VerdictCounts(
        compliant=counts[Verdict.COMPLIANT],
        non_compliant=counts[Verdict.NON_COMPLIANT],
        inconclusive=counts[Verdict.INCONCLUSIVE],
        not_applicable=counts[Verdict.NOT_APPLICABLE],
    )
