"""What is chosen for the next report, over a whole assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from probative.api.protocol.paging import PageTokens, Position
from probative.app import report_selection
from probative.app.evidence_folders import FolderSeen, FolderSpot
from probative.app.report_selection import Part
from probative.domain.ids import ControlId
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint
from probative.native.paging import Paged, PagedQuery, next_token_of, read_page

_PATH: Final = f"{ASSESSMENT}/report-selection"


class PartGiven(Input):
    """A control set, a control of it, or, where both are left out, the whole assessment."""

    control_set_id: str = ""
    control_id: str = ""


class SelectedFolder(Output):
    """An evidence folder that something is chosen of; `isWhole` where what is still to come into it is chosen, too."""

    folder_id: str
    day: date
    control_set_id: str
    control_id: str
    control_name: str
    evidence_count: int
    selected_count: int
    is_whole: bool


class SelectionPage(Paged, kw_only=True):
    """What is chosen; where that is nothing, a report has all evidence. Newest day first."""

    selected_count: int
    evidence_count: int
    folders: list[SelectedFolder]


@dataclass(frozen=True, slots=True)
class SelectionEndpoints:
    """The endpoints of the selection, with what its page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return them."""
        return (
            endpoint("GET", _PATH, "Show what is chosen for the next report.", self._show),
            endpoint("POST", _PATH, "Choose all evidence folders of the assessment, or of a part of it.", _choose),
            endpoint("DELETE", _PATH, "Choose nothing of the assessment, or of a part of it.", _let_go),
        )

    def _show(self, asked: Asked, query: PagedQuery, _body: Nothing) -> SelectionPage:
        told: dict[str, int] = {}

        def after(position: Position | None, limit: int) -> Sequence[FolderSeen]:
            spot = None if position is None else _spot(*position)
            id_ = asked.path["assessment_id"]
            seen = report_selection.get_selection(asked.application, asked.caller, id_, after=spot, limit=limit + 1)
            told.update(selected=seen.chosen_count, all=seen.evidence_count)
            return seen.folders

        def position_of(seen: FolderSeen) -> Position:
            return seen.folder.day.isoformat(), seen.folder.control_id

        found = read_page(self.tokens, "report selection", asked, query, after, position_of)
        return SelectionPage(
            selected_count=told["selected"],
            evidence_count=told["all"],
            folders=list(map(_folder, found.items)),
            next_token=next_token_of(found),
        )


def _choose(asked: Asked, _query: Nothing, part: PartGiven) -> None:
    report_selection.choose_all(asked.application, asked.caller, asked.path["assessment_id"], _part(part))


def _let_go(asked: Asked, part: PartGiven, _body: Nothing) -> None:
    report_selection.let_all_go(asked.application, asked.caller, asked.path["assessment_id"], _part(part))


def _part(given: PartGiven) -> Part:
    return Part(given.control_set_id, given.control_id)


def _spot(day: object, control_id: object) -> FolderSpot:
    return FolderSpot(date.fromisoformat(str(day)), ControlId(str(control_id)))


def _folder(seen: FolderSeen) -> SelectedFolder:
    folder, place, chosen = seen
    return SelectedFolder(
        folder_id=folder.id,
        day=folder.day,
        control_set_id=place.control_set.id,
        control_id=place.control.id,
        control_name=place.name,
        evidence_count=folder.total,
        selected_count=chosen.count(folder.total),
        is_whole=chosen.is_whole,
    )
