"""The records, in a SQL database."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, Select, and_, delete, or_, select

from probative.domain.assessments import Assessment, PlatformUse, UseStatus
from probative.domain.collecting import Lease
from probative.domain.errors import NotFoundError, WrongStateError
from probative.domain.ids import AssessmentId, BatchId, SlotId
from probative.domain.slots import Refusal, RefusalReason, Slot, SlotState, SourceKind
from probative.ports.records import Batch, SlotRecord, SlotTallies
from probative.records.database import Database, upsert
from probative.records.schema import ASSESSMENTS, BATCHES, LOG_FILES, PLATFORM_USES, REFUSALS, SLOTS
from probative.records.settling import portions, settle, unplanned_slots, versions_read
from probative.records.shelf_tables import LEASES
from probative.records.tallying import tallies_of

_ROWS_AT_ONCE: Final = 2_000
# Made once: msgspec 0.22 crashes where two threads see a type for the first time at once.
_ASSESSMENTS: Final = msgspec.json.Decoder(Assessment)
_BATCHES: Final = msgspec.json.Decoder(Batch)


class SqlRecords:
    """The records in a database: one that is open and stays so, or one to open, by path or address."""

    def __init__(self, place: Database | Path | str) -> None:
        self._database = place if isinstance(place, Database) else Database(place)
        self._is_own = self._database is not place

    def save_assessment(self, assessment: Assessment) -> None:
        """Keep `assessment`; one that is known stays as it was first kept."""
        row = {"id": assessment.id, "document": msgspec.json.encode(assessment)}
        self._database.change(
            lambda connection: connection.execute(upsert(connection, ASSESSMENTS).on_conflict_do_nothing(), row)
        )

    def find_assessment(self, assessment_id: AssessmentId) -> Assessment | None:
        """Return the assessment, if it is known."""
        with self._database.reading() as connection:
            document = connection.execute(
                select(ASSESSMENTS.c.document).where(ASSESSMENTS.c.id == assessment_id)
            ).scalar_one_or_none()
        return None if document is None else _ASSESSMENTS.decode(document)

    def assessments(self) -> Sequence[Assessment]:
        """Return all that are known, oldest first: those of the command line."""
        with self._database.reading() as connection:
            documents = connection.execute(select(ASSESSMENTS.c.document)).scalars().all()
        return sorted(map(_ASSESSMENTS.decode, documents), key=lambda known: (known.created_at, known.id))

    def plan(self, assessment_id: AssessmentId, slots: Iterable[Slot], state: SlotState = SlotState.DUE) -> None:
        """Add slots that are not known yet; a known one takes `state` only where it was due or not applicable."""
        rows = [_slot_row(assessment_id, slot, state) for slot in slots]

        def act(connection: Connection) -> None:
            adding = upsert(connection, SLOTS)
            adding = adding.on_conflict_do_update(
                index_elements=SLOTS.primary_key,
                set_={"state": adding.excluded.state},
                where=or_(SLOTS.c.state == SlotState.DUE, SLOTS.c.state == SlotState.NOT_APPLICABLE),
            )
            connection.execute(adding, rows)

        if rows:
            self._database.change(act)

    def slots(self, assessment_id: AssessmentId) -> Iterator[SlotRecord]:
        """Yield all slots with their refusals, ordered by kind, question, account, region, since."""
        with self._database.reading() as connection:
            streaming = connection.execution_options(yield_per=_ROWS_AT_ONCE)
            with streaming.execute(_slots_of(assessment_id)) as rows:
                for _, same_slot in groupby(rows, key=lambda row: row.slot_id):
                    yield _slot_record(list(same_slot))

    def tallies(self, assessment_ids: Collection[AssessmentId], since: date, until: date) -> SlotTallies:
        """Return how many slots and refusals there are on days from `since` up to, but without, `until`."""
        with self._database.reading() as connection:
            return tallies_of(connection, assessment_ids, since, until)

    def states(self, assessment_id: AssessmentId) -> Mapping[SlotId, SlotState]:
        """Return the state of every slot."""
        question = select(SLOTS.c.slot_id, SLOTS.c.state).where(SLOTS.c.assessment_id == assessment_id)
        with self._database.reading() as connection:
            return {SlotId(slot_id): SlotState(state) for slot_id, state in connection.execute(question)}

    def find_slots(self, assessment_id: AssessmentId, ids: Collection[SlotId]) -> Mapping[SlotId, SlotRecord]:
        """Return those of the slots that are planned, by id, with their refusals."""
        found: dict[SlotId, SlotRecord] = {}
        with self._database.reading() as connection:
            for some in portions(ids):
                rows = connection.execute(_slots_of(assessment_id).where(SLOTS.c.slot_id.in_(some)))
                for slot_id, same_slot in groupby(rows, key=lambda row: row.slot_id):
                    found[SlotId(slot_id)] = _slot_record(list(same_slot))
        return found

    def files_read(self, assessment_id: AssessmentId, keys: Collection[str]) -> Mapping[str, str]:
        """Return the version of those log files that were read without refusal, by key."""
        with self._database.reading() as connection:
            return versions_read(connection, assessment_id, keys)

    def save_uses(self, assessment_id: AssessmentId, uses: Iterable[PlatformUse]) -> None:
        """Keep whether platforms are in use, in place of what was known for the same place."""
        rows = [_use_row(assessment_id, use) for use in uses]

        def act(connection: Connection) -> None:
            saving = upsert(connection, PLATFORM_USES)
            saving = saving.on_conflict_do_update(
                index_elements=PLATFORM_USES.primary_key,
                set_={"status": saving.excluded.status, "because": saving.excluded.because},
            )
            connection.execute(saving, rows)

        if rows:
            self._database.change(act)

    def uses(self, assessment_id: AssessmentId) -> Sequence[PlatformUse]:
        """Return where platforms are in use, ordered by platform, account, region."""
        table = PLATFORM_USES.c
        question = (
            select(table.platform_id, table.account, table.region, table.status, table.because)
            .where(table.assessment_id == assessment_id)
            .order_by(table.platform_id, table.account, table.region)
        )
        with self._database.reading() as connection:
            return [
                PlatformUse(
                    platform_id=row.platform_id,
                    account=row.account,
                    region=row.region,
                    status=UseStatus(row.status),
                    because=row.because,
                )
                for row in connection.execute(question)
            ]

    def begin(self, batch: Batch, held: Lease | None = None) -> None:
        """Write down what is about to be committed; a batch that is pending already stays as it is.

        Raises:
            NotFoundError: It answers or refuses a slot that was not planned.
            WrongStateError: The work is not `held` any more: it was taken over by somebody else.
        """
        row = {"id": batch.id, "document": msgspec.json.encode(batch)}

        def act(connection: Connection) -> None:
            # In the transaction that writes the batch down, so that who takes over later finds it there.
            if held is not None and _holder(connection, held) != held.holder:
                raise WrongStateError(held.id, "taken over by another worker", "be gone on with")
            for slot_id in unplanned_slots(connection, batch):
                raise NotFoundError("slot", slot_id)
            connection.execute(upsert(connection, BATCHES).on_conflict_do_nothing(), row)

        self._database.change(act)

    def finish(self, batch_id: BatchId) -> None:
        """Apply the batch: answers, refusals (none over an answer of the same unit) and files; forget it.

        An answer for a slot takes back the slot's earlier refusals of the same units; log slots add up.
        A batch that is not pending was applied before: nothing happens.
        """

        def act(connection: Connection) -> None:
            document = connection.execute(
                select(BATCHES.c.document).where(BATCHES.c.id == batch_id)
            ).scalar_one_or_none()
            if document is not None:
                settle(connection, _BATCHES.decode(document))
                connection.execute(delete(BATCHES).where(BATCHES.c.id == batch_id))

        self._database.change(act)

    def drop(self, batch_id: BatchId) -> None:
        """Forget a pending batch without applying it: what it would have settled is due again."""
        self._database.change(lambda connection: connection.execute(delete(BATCHES).where(BATCHES.c.id == batch_id)))

    def forget(self, assessment_id: AssessmentId) -> None:
        """Forget all that is known of the assessment; nothing is, nothing happens."""

        def act(connection: Connection) -> None:
            # Refusals before their slots.
            for table in (REFUSALS, SLOTS, LOG_FILES, PLATFORM_USES):
                connection.execute(delete(table).where(table.c.assessment_id == assessment_id))
            connection.execute(delete(ASSESSMENTS).where(ASSESSMENTS.c.id == assessment_id))

        self._database.change(act)

    def pending(self) -> Sequence[Batch]:
        """Return batches begun and not finished, oldest first."""
        with self._database.reading() as connection:
            documents = connection.execute(select(BATCHES.c.document).order_by(BATCHES.c.number)).scalars().all()
        return [_BATCHES.decode(document) for document in documents]

    def close(self) -> None:
        """Let go of the records."""
        if self._is_own:
            self._database.close()


def _holder(connection: Connection, lease: Lease) -> str | None:
    table = LEASES.table.c
    found: str | None = connection.execute(select(table.holder).where(table.id == lease.id)).scalar_one_or_none()
    return found


def _slot_row(assessment_id: AssessmentId, slot: Slot, state: SlotState) -> dict[str, object]:
    return {
        "assessment_id": assessment_id,
        "slot_id": slot.id,
        "kind": slot.kind,
        "question": slot.question,
        "account": slot.account,
        "region": slot.region,
        "since": slot.since,
        "until": slot.until,
        "state": state,
        "facts_count": 0,
    }


def _use_row(assessment_id: AssessmentId, use: PlatformUse) -> dict[str, object]:
    return {
        "assessment_id": assessment_id,
        "platform_id": use.platform_id,
        "account": use.account,
        "region": use.region,
        "status": use.status,
        "because": use.because,
    }


def _slots_of(assessment_id: AssessmentId) -> Select[Any]:
    """Return the question for slots, each as often as it has refusals, but once at least."""
    same_slot = and_(REFUSALS.c.assessment_id == SLOTS.c.assessment_id, REFUSALS.c.slot_id == SLOTS.c.slot_id)
    refusal = (REFUSALS.c.unit, REFUSALS.c.reason, REFUSALS.c.message, REFUSALS.c.refused_at, REFUSALS.c.attempts)
    slot = SLOTS.c
    order = (slot.kind, slot.question, slot.account, slot.region, slot.since, slot.slot_id, REFUSALS.c.unit)
    return (
        select(*(column for column in slot if column.name != "assessment_id"), *refusal)
        .join_from(SLOTS, REFUSALS, same_slot, isouter=True)
        .where(slot.assessment_id == assessment_id)
        .order_by(*order)
    )


def _slot_record(rows: Sequence[Row[Any]]) -> SlotRecord:
    row = rows[0]
    slot = Slot(
        kind=SourceKind(row.kind),
        question=row.question,
        account=row.account,
        region=row.region,
        since=row.since,
        until=row.until,
    )
    return SlotRecord(
        slot=slot,
        state=SlotState(row.state),
        answered_at=row.answered_at,
        facts_count=row.facts_count,
        refusals=tuple(_refusal(refused) for refused in rows if refused.unit is not None),
    )


def _refusal(row: Row[Any]) -> Refusal:
    return Refusal(
        slot_id=SlotId(row.slot_id),
        unit=row.unit,
        reason=RefusalReason(row.reason),
        message=row.message,
        refused_at=row.refused_at,
        attempts=row.attempts,
    )
