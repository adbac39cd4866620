"""Evidence folders of an assessment: found, listed, counted; what the lake has said of a day is asked once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from probative.app.access import open_engagement
from probative.app.application import Application
from probative.assess.choosing import Chosen
from probative.assess.folders import EvidenceFolder, folder_id, folders_of
from probative.books import Books
from probative.domain.engagements import AssessedControl, AssessedControlSet, Engagement, Selection
from probative.domain.errors import NotFoundError
from probative.domain.ids import AssessmentId, ControlId
from probative.domain.people import Caller

_FOLDER_BYTES: Final = 700
_PLACE_BYTES: Final = 300


class ControlPlace(NamedTuple):
    """A control of an assessment, and the control set that it belongs to."""

    control_set: AssessedControlSet
    control: AssessedControl
    name: str


class FolderAddress(NamedTuple):
    """Which folder is meant; no control set: any of the assessment."""

    assessment_id: str
    folder_id: str
    control_set_id: str = ""


class ControlAddress(NamedTuple):
    """Which control of an assessment is meant."""

    assessment_id: str
    control_set_id: str
    control_id: str


class FolderSeen(NamedTuple):
    """A folder, whose it is, and how much of it is chosen for the next report."""

    folder: EvidenceFolder
    place: ControlPlace
    chosen: Chosen


class FolderSpot(NamedTuple):
    """Where a walk along folders stands: newest day first, then by control."""

    day: date
    control_id: ControlId


def lake_control_id(application: Application, control_id: str) -> ControlId:
    """Return how the lake calls the control with this UUID."""
    control = application.catalogue.find_control(control_id)
    return control.id if control else ControlId(control_id)


def places_of(application: Application, books: Books, engagement: Engagement) -> Mapping[ControlId, ControlPlace]:
    """Return the controls of an assessment by their ids in the lake; of one in several sets, the first."""
    places: dict[ControlId, ControlPlace] = {}
    for control_set in engagement.control_sets:
        for control in control_set.controls:
            place = ControlPlace(control_set, control, control_name(application, books, control))
            places.setdefault(lake_control_id(application, control.id), place)
    return places


def control_name(application: Application, books: Books, control: AssessedControl) -> str:
    """Return what a control is called; its id, where neither the assessment nor the library knows."""
    if control.name:
        return control.name
    if standard := application.catalogue.find_control(control.id):
        return standard.name
    custom = control.kept or books.controls.find(control.id)
    return custom.name if custom else control.id


def get_folder(application: Application, caller: Caller, address: FolderAddress) -> FolderSeen:
    """Return a folder of a control set.

    Raises:
        NotFoundError: There is none with this id.
    """
    return application.store.read(lambda books: see_folder(application, books, caller, "GetEvidenceFolder", address))


def see_folder(  # noqa: PLR0917  who does what to which folder
    application: Application, books: Books, caller: Caller, action: str, address: FolderAddress
) -> FolderSeen:
    """Return a folder of a control set, if `caller` may do `action` to it.

    Raises:
        NotFoundError: There is none with this id.
    """
    opened = open_engagement(application, books, caller, action, address.assessment_id, address.control_set_id)
    control_set = opened.control_set(address.control_set_id)
    folder = find_folder(application, opened.engagement.id, address.folder_id)
    for control in control_set.controls:
        if lake_control_id(application, control.id) == folder.control_id:
            place = ControlPlace(control_set, control, control_name(application, books, control))
            return FolderSeen(folder, place, Chosen.of(books.selections.select(folder_id=folder.id)))
    raise NotFoundError("evidence folder", address.folder_id)


def list_folders(
    application: Application, caller: Caller, assessment_id: str, *, after: FolderSpot | None, limit: int
) -> Sequence[FolderSeen]:
    """Return up to `limit` folders of an assessment, newest day first, beginning behind `after`."""

    def act(books: Books) -> Sequence[FolderSeen]:
        opened = open_engagement(application, books, caller, "GetEvidenceFoldersByAssessment", assessment_id)
        places = places_of(application, books, opened.engagement)
        chosen = chosen_by_folder(books, opened.engagement.id)
        return _listed(application, opened.engagement.id, places, chosen, after=after, limit=limit)

    return application.store.read(act)


def list_control_folders(
    application: Application, caller: Caller, address: ControlAddress, *, after: FolderSpot | None, limit: int
) -> Sequence[FolderSeen]:
    """Return up to `limit` folders of a control, newest day first, beginning behind `after`.

    Raises:
        NotFoundError: The control set has no such control.
    """

    def act(books: Books) -> Sequence[FolderSeen]:
        action = "GetEvidenceFoldersByAssessmentControl"
        opened = open_engagement(application, books, caller, action, address.assessment_id, address.control_set_id)
        control_set = opened.control_set(address.control_set_id)
        control = find_assessed(control_set, address.control_id)
        place = ControlPlace(control_set, control, control_name(application, books, control))
        places = {lake_control_id(application, control.id): place}
        chosen = chosen_by_folder(books, opened.engagement.id)
        return _listed(application, opened.engagement.id, places, chosen, after=after, limit=limit)

    return application.store.read(act)


def find_assessed(control_set: AssessedControlSet, control_id: str) -> AssessedControl:
    """Return the control with this id.

    Raises:
        NotFoundError: The control set has none.
    """
    for control in control_set.controls:
        if control.id == control_id:
            return control
    raise NotFoundError("control", control_id)


def find_folder(application: Application, assessment_id: AssessmentId, folder_id_: str) -> EvidenceFolder:
    """Return the folder with this id, whoever asks.

    Raises:
        NotFoundError: The assessment has none.
    """
    key = ("folder place", assessment_id, folder_id_)
    days = application.lake.days(assessment_id)
    # A folder stays where it is: only of its own day must be known what it holds now.
    known = application.recent.find(key, None, date)
    wanted = [known] if known is not None and known in days else sorted(days, reverse=True)
    for day, folders in folders_by_day(application, assessment_id, days, wanted):
        if folder_id_ in folders:
            application.recent.keep(key, None, day, _PLACE_BYTES)
            return folders[folder_id_]
    raise NotFoundError("evidence folder", folder_id_)


def day_folders(application: Application, assessment_id: AssessmentId, day: date) -> Mapping[str, EvidenceFolder]:
    """Return the folders of a day, by id."""
    days = application.lake.days(assessment_id)
    return dict(folders_by_day(application, assessment_id, days, [day] if day in days else [])).get(day, {})


def chosen_by_folder(books: Books, assessment_id: AssessmentId) -> Mapping[str, Chosen]:
    """Return what is chosen of each folder of an assessment, by the folder's id."""
    by_folder: dict[str, list[Selection]] = defaultdict(list)
    for selection in books.selections.select(assessment_id=assessment_id):
        by_folder[selection.folder_id].append(selection)
    return {folder_id: Chosen.of(selections) for folder_id, selections in by_folder.items()}


def _listed(
    application: Application,
    assessment_id: AssessmentId,
    places: Mapping[ControlId, ControlPlace],
    chosen: Mapping[str, Chosen],
    *,
    after: FolderSpot | None,
    limit: int,
) -> Sequence[FolderSeen]:
    seen: list[FolderSeen] = []
    for day in sorted(application.lake.days(assessment_id), reverse=True):
        if after and day > after.day:
            continue
        folders = day_folders(application, assessment_id, day)
        for control_id in sorted(places):
            if after and (day, control_id) <= (after.day, after.control_id) and day == after.day:
                continue
            if folder := folders.get(folder_id(assessment_id, control_id, day)):
                seen.append(FolderSeen(folder, places[control_id], chosen.get(folder.id, Chosen())))
        if len(seen) >= limit:
            return seen[:limit]
    return seen


def folders_by_day(
    application: Application, assessment_id: AssessmentId, days: Mapping[date, int], wanted: Collection[date]
) -> Iterator[tuple[date, Mapping[str, EvidenceFolder]]]:
    """Yield the folders of the days `wanted`, of the `days` that the lake has.

    All that are not known in their edition are asked for at once.
    """
    known: dict[date, Mapping[str, EvidenceFolder]] = {}
    for day in wanted:
        if (folders := application.recent.find(_key(assessment_id, day), days[day], dict)) is not None:
            known[day] = folders
    missing = [day for day in wanted if day not in known]
    asked = folders_of(assessment_id, application.lake.counts(assessment_id, missing)) if missing else {}
    for day in missing:
        known[day] = asked.get(day, {})
        application.recent.keep(_key(assessment_id, day), days[day], known[day], _FOLDER_BYTES * len(known[day]))
    for day in wanted:
        yield day, known[day]


def _key(assessment_id: AssessmentId, day: date) -> tuple[str, AssessmentId, date]:
    return "folders of a day", assessment_id, day
