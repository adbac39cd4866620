"""What a batch changes in the records, once the lake has it.

1. Answers take back refusals: of a log slot, those of the files that were read now; of any other slot, all of them.
2. Refusals are written down, but none over an answer of the same unit; said again, their attempts add up.
3. Answered slots are answered; slots with nothing but refusals are refused.
4. Log files that were read to their end are remembered, in the version that was read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, Table, and_, bindparam, delete, select, update

from probative.domain.ids import AssessmentId, SlotId
from probative.domain.slots import Answer, Refusal, SlotState, SourceKind
from probative.ports.logs import LogFile
from probative.ports.records import Batch
from probative.records.database import upsert
from probative.records.schema import LOG_FILES, REFUSALS, SLOTS

T = TypeVar("T")

_VALUES_AT_ONCE: Final = 5_000
"""SQLite takes 32,766 values in one statement, PostgreSQL 65,535."""


class _Before(NamedTuple):
    """A slot of the batch, as it was before."""

    is_log: bool
    state: SlotState


def settle(connection: Connection, batch: Batch) -> None:
    """Apply `batch`; see the steps above. Every slot that it names is planned."""
    before = _before(connection, batch)
    files = _files_read(batch)
    _take_back(connection, batch, before, files)
    refusals = _refusals_to_keep(connection, batch, before)
    _write_refusals(connection, batch, refusals)
    _write_states(connection, batch, before, refusals)
    _write_files(connection, batch, files)


def unplanned_slots(connection: Connection, batch: Batch) -> list[SlotId]:
    """Return the slots that `batch` answers or refuses and nobody planned."""
    known = _before(connection, batch)
    return [slot_id for slot_id in _slots_in(batch) if slot_id not in known]


def _slots_in(batch: Batch) -> list[SlotId]:
    answered = [answer.slot_id for answer in batch.answers]
    return list(dict.fromkeys([*answered, *(refusal.slot_id for refusal in batch.refusals)]))


def _before(connection: Connection, batch: Batch) -> dict[SlotId, _Before]:
    question = select(SLOTS.c.slot_id, SLOTS.c.kind, SLOTS.c.state).where(SLOTS.c.assessment_id == batch.assessment_id)
    return {
        SlotId(slot_id): _Before(kind == SourceKind.CLOUDTRAIL, SlotState(state))
        for some in portions(_slots_in(batch))
        for slot_id, kind, state in connection.execute(question.where(SLOTS.c.slot_id.in_(some)))
    }


def _files_read(batch: Batch) -> list[LogFile]:
    refused = {refusal.unit for refusal in batch.refusals}
    return [file for file in batch.files if file.key not in refused]


def _take_back(connection: Connection, batch: Batch, before: dict[SlotId, _Before], files: Sequence[LogFile]) -> None:
    said = {(refusal.slot_id, refusal.unit) for refusal in batch.refusals}
    answered = {answer.slot_id for answer in batch.answers}
    taken_back = [
        (slot_id, unit)
        for slot_id, unit in _refused_units(connection, batch, answered)
        # Of a log slot, an answer speaks for the files that were read, and for the listing of them.
        if (slot_id, unit) not in said and (not unit or not before[slot_id].is_log)
    ]
    removing = _of(batch, REFUSALS)
    refused = set(connection.execute(select(REFUSALS.c.unit).where(removing)).scalars())
    _each(
        connection,
        delete(REFUSALS).where(
            removing, REFUSALS.c.slot_id == bindparam("slot"), REFUSALS.c.unit == bindparam("refused")
        ),
        [{"slot": slot_id, "refused": unit} for slot_id, unit in taken_back],
    )
    _each(
        connection,
        delete(REFUSALS).where(removing, REFUSALS.c.unit == bindparam("refused")),
        [{"refused": file.key} for file in files if file.key in refused],
    )


def _refused_units(connection: Connection, batch: Batch, slots: Iterable[SlotId]) -> Iterator[tuple[SlotId, str]]:
    question = select(REFUSALS.c.slot_id, REFUSALS.c.unit).where(_of(batch, REFUSALS))
    for some in portions(slots):
        for slot_id, unit in connection.execute(question.where(REFUSALS.c.slot_id.in_(some))).all():
            yield SlotId(slot_id), unit


def _refusals_to_keep(connection: Connection, batch: Batch, before: dict[SlotId, _Before]) -> list[Refusal]:
    answered_now = {answer.slot_id for answer in batch.answers}
    refused = set(_refused_units(connection, batch, {refusal.slot_id for refusal in batch.refusals}))
    versions = {file.key: file.version for file in batch.files}
    read = versions_read(connection, batch.assessment_id, versions)

    def is_over_answer(refusal: Refusal) -> bool:
        slot = before[refusal.slot_id]
        if slot.is_log:
            # Another version of the file is another unit: what it holds more than the first is not answered.
            return refusal.unit in read and read[refusal.unit] == versions[refusal.unit]
        answered_before = slot.state is SlotState.ANSWERED and refusal.slot_id not in answered_now
        return answered_before and (refusal.slot_id, refusal.unit) not in refused

    return [refusal for refusal in batch.refusals if not is_over_answer(refusal)]


def versions_read(connection: Connection, assessment_id: AssessmentId, keys: Iterable[str]) -> dict[str, str]:
    """Return the version of those log files that were read without refusal, by key."""
    question = select(LOG_FILES.c.key, LOG_FILES.c.version).where(LOG_FILES.c.assessment_id == assessment_id)
    return {
        key: version
        for some in portions(keys)
        for key, version in connection.execute(question.where(LOG_FILES.c.key.in_(some)))
    }


def _write_refusals(connection: Connection, batch: Batch, refusals: Sequence[Refusal]) -> None:
    writing = upsert(connection, REFUSALS)
    said = writing.excluded
    writing = writing.on_conflict_do_update(
        index_elements=REFUSALS.primary_key,
        set_={
            "reason": said.reason,
            "message": said.message,
            "refused_at": said.refused_at,
            "attempts": REFUSALS.c.attempts + said.attempts,
        },
    )
    _each(connection, writing, [_refusal_row(batch, refusal) for refusal in refusals])


def _refusal_row(batch: Batch, refusal: Refusal) -> dict[str, object]:
    return {
        "assessment_id": batch.assessment_id,
        "slot_id": refusal.slot_id,
        "unit": refusal.unit,
        "reason": refusal.reason,
        "message": refusal.message,
        "refused_at": refusal.refused_at,
        "attempts": refusal.attempts,
    }


def _write_states(
    connection: Connection, batch: Batch, before: dict[SlotId, _Before], refusals: Sequence[Refusal]
) -> None:
    of_slot = and_(_of(batch, SLOTS), SLOTS.c.slot_id == bindparam("slot"))
    changing = update(SLOTS).where(of_slot).values(state=SlotState.ANSWERED, answered_at=bindparam("at"))
    logs = [answer for answer in batch.answers if before[answer.slot_id].is_log]
    others = [answer for answer in batch.answers if not before[answer.slot_id].is_log]
    adding = changing.values(facts_count=SLOTS.c.facts_count + bindparam("count"))
    _each(connection, adding, list(map(_answer_row, logs)))
    _each(connection, changing.values(facts_count=bindparam("count")), list(map(_answer_row, others)))
    refusing = update(SLOTS).where(of_slot, SLOTS.c.state != SlotState.ANSWERED).values(state=SlotState.REFUSED)
    _each(connection, refusing, [{"slot": slot_id} for slot_id in {refusal.slot_id for refusal in refusals}])


def _answer_row(answer: Answer) -> dict[str, object]:
    return {"slot": answer.slot_id, "at": answer.answered_at, "count": answer.facts_count}


def _write_files(connection: Connection, batch: Batch, files: Sequence[LogFile]) -> None:
    writing = upsert(connection, LOG_FILES)
    writing = writing.on_conflict_do_update(
        index_elements=LOG_FILES.primary_key, set_={"version": writing.excluded.version}
    )
    rows = [{"assessment_id": batch.assessment_id, "key": file.key, "version": file.version} for file in files]
    _each(connection, writing, rows)


def _each(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, object]]) -> None:
    """Execute `statement` for every row; nothing happens where there is none."""
    if rows:
        connection.execute(statement, rows)


def _of(batch: Batch, table: Table) -> ColumnElement[bool]:
    return table.c.assessment_id == batch.assessment_id


def portions(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield `values` in lists of as many as one statement takes."""
    remaining = iter(values)
    while some := list(islice(remaining, _VALUES_AT_ONCE)):
        yield some
