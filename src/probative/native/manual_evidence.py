"""Evidence that people bring, with what Audit Manager's shapes have no place for: days, a note, the artefact it is."""

from datetime import date
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from probative.app import manual_uploads
from probative.app.evidence_folders import ControlAddress
from probative.app.manual_uploads import ManualItem
from probative.domain.evidence_sources import ManualSource
from probative.domain.manual_files import EXTENSIONS
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

_PATH: Final = f"{ASSESSMENT}/manual-evidence"
_TEXT_LENGTH: Final = 1000
_LINK_LENGTH: Final = 1024
_NOTE_LENGTH: Final = 1000
_AT_ONCE: Final = 50
"""Source for text, link and items at once: the limits of BatchImportEvidenceToAssessmentControl."""


class ControlQuery(Input):
    """Which control of the assessment is meant."""

    control_set_id: str
    control_id: str


class ArtefactShown(Output):
    """What people are to bring for a control, in which ways, and how many days it counts."""

    id: str
    name: str
    artefact: str
    accepts: list[str]
    review_interval_days: int
    note: str


class AwaitedShown(Output):
    """What a control awaits of people, and the limits on it."""

    artefacts: list[ArtefactShown]
    items_left_today: int
    items_at_once: int
    file_bytes: int
    file_extensions: list[str]
    text_length: int
    link_length: int
    note_length: int


class ItemGiven(Input):
    """One thing that is brought: exactly one of text, link and file; days are UTC, both included."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=_TEXT_LENGTH)] | UnsetType = UNSET
    s3_resource_path: (
        Annotated[str, msgspec.Meta(min_length=6, max_length=_LINK_LENGTH, pattern=r"^[sS]3://[^\x00-\x1f\x7f]+$")]
        | UnsetType
    ) = UNSET
    evidence_file_name: str | UnsetType = UNSET
    effective_from: date | UnsetType = UNSET
    effective_until: date | UnsetType = UNSET
    note: Annotated[str, msgspec.Meta(max_length=_NOTE_LENGTH)] = ""
    artefact_id: str | UnsetType = UNSET


class BroughtGiven(Input):
    """What is brought for a control."""

    control_set_id: str
    control_id: str
    items: Annotated[list[ItemGiven], msgspec.Meta(min_length=1, max_length=_AT_ONCE)]


class TakenShown(Output):
    """An item that was taken, by its place among those given, from 0; `fileSha256` is empty where it is no file."""

    place: int
    evidence_id: str
    folder_id: str
    file_sha256: str


class NotTakenShown(Output):
    """An item that was not taken, by its place, and why."""

    place: int
    message: str


class BroughtShown(Output):
    """What became of all items."""

    taken: list[TakenShown]
    not_taken: list[NotTakenShown]


def show(asked: Asked, query: ControlQuery, _body: Nothing) -> AwaitedShown:
    """Return what a control awaits, and the limits."""
    address = ControlAddress(asked.path["assessment_id"], query.control_set_id, query.control_id)
    awaited = manual_uploads.awaited_evidence(asked.application, asked.caller, address)
    return AwaitedShown(
        artefacts=list(map(_artefact, awaited.sources)),
        items_left_today=awaited.room,
        items_at_once=_AT_ONCE,
        file_bytes=asked.application.quotas.evidence_file_bytes,
        file_extensions=sorted(EXTENSIONS),
        text_length=_TEXT_LENGTH,
        link_length=_LINK_LENGTH,
        note_length=_NOTE_LENGTH,
    )


def bring(asked: Asked, _query: Nothing, given: BroughtGiven) -> BroughtShown:
    """Attach what is brought to a control."""
    address = ControlAddress(asked.path["assessment_id"], given.control_set_id, given.control_id)
    imported = manual_uploads.bring_evidence(asked.application, asked.caller, address, list(map(_item, given.items)))
    return BroughtShown(
        taken=[TakenShown(**each._asdict()) for each in imported.taken],
        not_taken=[NotTakenShown(place=fault.place, message=fault.message) for fault in imported.faults],
    )


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", _PATH, "Show what evidence people can bring for a control, and the limits on it.", show),
    endpoint("POST", _PATH, "Bring evidence for a control, with the days it holds for and a note.", bring),
)


def _artefact(source: ManualSource) -> ArtefactShown:
    return ArtefactShown(
        id=source.id,
        name=source.name,
        artefact=source.artefact,
        accepts=list(source.accepts),
        review_interval_days=source.review_interval_days,
        note=source.note,
    )


def _item(given: ItemGiven) -> ManualItem:
    return ManualItem(
        link=_given(given.s3_resource_path),
        text=_given(given.text),
        file_name=_given(given.evidence_file_name),
        effective_from=None if given.effective_from is UNSET else given.effective_from,
        effective_until=None if given.effective_until is UNSET else given.effective_until,
        note=given.note,
        source_id=_given(given.artefact_id),
    )


def _given(value: str | UnsetType) -> str | None:
    return None if value is UNSET else value
