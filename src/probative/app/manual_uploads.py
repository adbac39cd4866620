"""Evidence that people bring over the API: a text, a link to a file of theirs, or a file that they put."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Final, NamedTuple

from probative.app.access import open_engagement
from probative.app.application import Application
from probative.app.change_log import Act, Deed, record
from probative.app.evidence_folders import (
    ControlAddress,
    control_name,
    day_folders,
    find_assessed,
)
from probative.app.intake import by_slot
from probative.app.receiving_controls import framework_for, receiving_control, source_for
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.assess.folders import folder_id
from probative.books import Books
from probative.domain.collecting import Lease
from probative.domain.engagements import (
    AssessmentStatus,
    ChangeAction,
    ChangedObject,
    ControlStatus,
    Upload,
)
from probative.domain.errors import NotFoundError, WrongStateError
from probative.domain.evidence import Fact, fact_id
from probative.domain.evidence_sources import ManualSource
from probative.domain.frameworks import Control, manual_sources
from probative.domain.ids import AssessmentId, ControlId
from probative.domain.people import Caller
from probative.domain.slots import Answer, Slot, SourceKind, manual_slot
from probative.ports.records import Brought

ACTION: Final = "BatchImportEvidenceToAssessmentControl"


class ManualItem(NamedTuple):
    """What somebody brings; exactly one of the first three should be given."""

    link: str | None = None
    text: str | None = None
    file_name: str | None = None
    effective_from: date | None = None
    """The first day on which it holds, UTC; None: the day on which it is brought."""
    effective_until: date | None = None
    """The last one; None: it holds on."""
    note: str = ""
    source_id: str | None = None
    """Which of the artefacts that the control awaits it is; None: the first that comes in this way."""

    @property
    def way(self) -> str:
        """How it is brought, as manual sources say what they accept."""
        return "link" if self.link else "text" if self.text else "file"


class ItemFault(NamedTuple):
    """An item that was not taken: the place of it, from 0, an HTTP status, and why."""

    place: int
    code: str
    message: str


class Taken(NamedTuple):
    """An item that was taken: its place, from 0, and what became of it; its folder is that of the day."""

    place: int
    evidence_id: str
    folder_id: str
    file_sha256: str
    """Of the file as it was received; empty: it is none."""


class Imported(NamedTuple):
    """What became of all items."""

    taken: Sequence[Taken]
    faults: Sequence[ItemFault]


class Awaited(NamedTuple):
    """What a control awaits of people, and how many items more it takes today."""

    sources: tuple[ManualSource, ...]
    room: int


class _Desk(NamedTuple):
    """Where evidence is brought to: what is known of the control before anything is taken."""

    assessment_id: AssessmentId
    control_set_id: str
    control: Control
    name: str
    uploads: tuple[Upload | None, ...]
    """The file that each item names, where it does and there is one."""


def import_evidence(
    application: Application, caller: Caller, address: ControlAddress, items: Sequence[ManualItem]
) -> Sequence[ItemFault]:
    """Attach `items` to a control, into the folder of today; return what was wrong with those that were not taken.

    What is brought again on the same day, by the same person and word for word, is the same evidence.

    Raises:
        NotFoundError: There is no such assessment, control set or control.
        WrongStateError: The assessment or the control takes no evidence.
        StoreError: It could not be kept: nothing was taken.
    """
    return bring_evidence(application, caller, address, items).faults


def bring_evidence(
    application: Application, caller: Caller, address: ControlAddress, items: Sequence[ManualItem]
) -> Imported:
    """Attach `items` as `import_evidence` does, and return what became of each."""
    desk = application.store.read(lambda books: _open(application, books, caller, address, items=items))
    with application.intake.alone(desk.assessment_id) as held:
        return _bring(application, caller, address, items, desk=desk, held=held)


def _bring(
    application: Application,
    caller: Caller,
    address: ControlAddress,
    items: Sequence[ManualItem],
    *,
    desk: _Desk,
    held: Lease,
) -> Imported:
    faults: list[ItemFault] = []
    brought: list[Brought] = []
    taken: list[Taken] = []
    room = _room(application, desk)
    for index, (item, upload) in enumerate(zip(items, desk.uploads, strict=True)):
        if fault := _fault(desk, index, item, upload):
            faults.append(fault)
        elif len(brought) >= room:
            most = application.quotas.manual_evidence_per_control_a_day
            faults.append(ItemFault(index, "402", f"no more than {most} items a day for one control: try tomorrow"))
        else:
            brought.append(_brought(application, caller, desk, item=item, upload=upload))
            taken.append(_taken(desk, index, brought[-1], upload))
    if brought:
        # Before it is evidence: a file that is may not be taken for one that nobody uses.
        application.store.change(lambda books: _use(books, desk))
        application.intake.take(desk.assessment_id, by_slot(brought), held)
        _log(application, caller, address, desk)
    return Imported(taken, faults)


def awaited_evidence(application: Application, caller: Caller, address: ControlAddress) -> Awaited:
    """Return what a control awaits of people, for who may bring it.

    Raises:
        NotFoundError: There is no such assessment, control set or control.
        WrongStateError: The assessment or the control takes no evidence.
    """
    desk = application.store.read(lambda books: _open(application, books, caller, address, items=()))
    return Awaited(manual_sources(desk.control), max(_room(application, desk), 0))


def _taken(desk: _Desk, place: int, brought: Brought, upload: Upload | None) -> Taken:
    (item,) = brought.evidence
    folder = folder_id(desk.assessment_id, desk.control.id, item.day)
    return Taken(place, item.id, folder, upload.sha256 if upload else "")


def _open(
    application: Application, books: Books, caller: Caller, address: ControlAddress, *, items: Sequence[ManualItem]
) -> _Desk:
    opened = open_engagement(application, books, caller, ACTION, address.assessment_id, address.control_set_id)
    control = find_assessed(opened.control_set(address.control_set_id), address.control_id)
    if opened.engagement.status is AssessmentStatus.INACTIVE:
        raise WrongStateError("assessment", opened.engagement.status, "take evidence")
    if control.status is ControlStatus.INACTIVE:
        raise WrongStateError("control", control.status, "take evidence: make it UNDER_REVIEW first")
    return _Desk(
        assessment_id=opened.engagement.id,
        control_set_id=address.control_set_id,
        control=receiving_control(application, books, opened.engagement, control.id),
        name=control_name(application, books, control),
        uploads=tuple(_upload_of(books, caller, item) for item in items),
    )


def _use(books: Books, desk: _Desk) -> None:
    """Note on the files that are brought what they are evidence of.

    Raises:
        NotFoundError: One waited for so long that it is being removed just now.
    """
    for known in filter(None, desk.uploads):
        upload = books.uploads.get(known.id)
        if upload.created_by != known.created_by:
            raise NotFoundError("evidence file", upload.id)
        if upload.assessment_ids is not None and desk.assessment_id not in upload.assessment_ids:
            books.uploads.put(replace(upload, assessment_ids=(*upload.assessment_ids, desk.assessment_id)))


def _upload_of(books: Books, caller: Caller, item: ManualItem) -> Upload | None:
    """Return the file that `item` names: files are for those who put them."""
    upload = books.uploads.find(item.file_name) if item.file_name else None
    return upload if upload and upload.created_by == caller.arn else None


def _fault(desk: _Desk, index: int, item: ManualItem, upload: Upload | None) -> ItemFault | None:
    given = sum(each is not None for each in (item.link, item.text, item.file_name))
    if given != 1:
        ways = "s3ResourcePath, textResponse, evidenceFileName"
        return ItemFault(index, "400", f"give exactly one of {ways}: {given} are given")
    return _description_fault(desk, index, item) or _file_fault(index, item, upload)


def _description_fault(desk: _Desk, index: int, item: ManualItem) -> ItemFault | None:
    if item.effective_from and item.effective_until and item.effective_until < item.effective_from:
        return ItemFault(index, "400", "effectiveUntil lies before effectiveFrom: give a later day, or none")
    if item.source_id and item.source_id not in {source.id for source in manual_sources(desk.control)}:
        return ItemFault(index, "404", f"the control awaits no artefact with the id {item.source_id}")
    return None


def _file_fault(index: int, item: ManualItem, upload: Upload | None) -> ItemFault | None:
    if item.file_name is None:
        return None
    if upload is None:
        return ItemFault(index, "404", "no file has this evidenceFileName: get one by GetEvidenceFileUploadUrl")
    if not upload.key:
        return ItemFault(index, "400", "the file was not put yet: put it to its uploadUrl first")
    return None


def _room(application: Application, desk: _Desk) -> int:
    today = application.clock().date()
    folders = day_folders(application, desk.assessment_id, today)
    folder = folders.get(folder_id(desk.assessment_id, desk.control.id, today))
    held = folder.count_of(SourceKind.MANUAL) if folder else 0
    return application.quotas.manual_evidence_per_control_a_day - held


def _brought(
    application: Application, caller: Caller, desk: _Desk, *, item: ManualItem, upload: Upload | None
) -> Brought:
    now = application.clock()
    source = source_for(desk.control, item.way, item.source_id)
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    slot = manual_slot(source.id, since, since + timedelta(days=1))
    fact = _fact(desk.control.id, slot, item, upload, by=caller.arn, now=now)
    weigher = Weigher(
        desk.assessment_id, framework_for(desk.control_set_id, desk.control, source), Applicability([]), now=now
    )
    weighed = weigher.slot(slot).add(fact)
    return Brought(slot, weighed.facts, weighed.evidence, Answer(slot_id=slot.id, answered_at=now, facts_count=1))


def _fact(
    control_id: ControlId, slot: Slot, item: ManualItem, upload: Upload | None, *, by: str, now: datetime
) -> Fact:
    file = upload and {"name": upload.file_name, "bytes": upload.size, "sha256": upload.sha256, "object": upload.key}
    # The members of a description beside a file of evidence, as `probative assess --manual` keeps them.
    said = {
        "control": control_id,
        "effective_from": (item.effective_from or now.date()).isoformat(),
        "effective_until": item.effective_until.isoformat() if item.effective_until else None,
        "who": by,
        "note": item.note,
        "text": item.text,
        "link": item.link,
        "file": file or None,
    }
    content = dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
    digest = sha256(content).hexdigest()
    return Fact(
        id=fact_id(slot, slot.since, digest),
        slot_id=slot.id,
        kind=SourceKind.MANUAL,
        account=slot.account,
        region=slot.region,
        question=slot.question,
        part="",
        event_source="",
        event_name="manual",
        principal=by,
        time=_holds_at(item, now),
        collected_at=now,
        content=content,
        content_sha256=digest,
        provenance={"operation": ACTION},
        value=said,
        resource=upload.file_name if upload else item.link or "",
    )


def _holds_at(item: ManualItem, now: datetime) -> datetime:
    """Return from when on it holds: the start of the day that is given, or now."""
    return datetime.combine(item.effective_from, datetime.min.time(), UTC) if item.effective_from else now


def _log(application: Application, caller: Caller, address: ControlAddress, desk: _Desk) -> None:
    act = Act(by=caller, at=application.clock(), assessment_id=desk.assessment_id)
    deed = Deed(
        ChangedObject.CONTROL, desk.name, ChangeAction.IMPORT_EVIDENCE, address.control_set_id, address.control_id
    )
    application.store.change(lambda books: record(application, books, act, [deed]))
