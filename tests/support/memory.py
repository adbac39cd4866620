"""A lake and records in memory: small enough to be read as what the real ones promise.

They pass the same suite as the real ones (`tests/engines`), and stand in for them where tests are about something else.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count

from probative.domain.assessments import Assessment, PlatformUse
from probative.domain.collecting import Lease
from probative.domain.errors import NotFoundError
from probative.domain.evidence import Evidence, Fact
from probative.domain.evidence_queries import EvidenceFilter, EvidenceSpot
from probative.domain.evidence_searches import EvidenceGroup, EvidenceGroups, EvidenceSearch, Order, Property, Tally
from probative.domain.ids import (
    AccountId,
    AssessmentId,
    BatchId,
    ControlId,
    EvidenceId,
    FactId,
    Region,
    SlotId,
    SourceId,
)
from probative.domain.inventory import ControlLook, ResourceKey, ResourceKind, Sighting, SightingCount, key_of
from probative.domain.slots import Refusal, RefusalReason, Slot, SlotState, SourceKind
from probative.ports.lake import EvidencePlace, FolderCount, Stage, Staged, StatementNames
from probative.ports.records import Batch, RefusalTally, SlotRecord, SlotTallies, SlotTally


@dataclass(slots=True)  # noqa: PLR0904  all that the port asks for
class MemoryLake:
    """What was staged, and what of it was committed."""

    staged_facts: dict[str, list[Fact]] = field(default_factory=dict)
    staged_evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    kept_facts: dict[str, Fact] = field(default_factory=dict)
    kept_evidence: dict[str, Evidence] = field(default_factory=dict)
    batches: set[BatchId] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=count)

    def stage(self) -> Stage:
        return _MemoryStage(self)

    def commit(self, batch_id: BatchId, staged: Sequence[Staged]) -> None:
        if batch_id in self.batches:
            return
        self.batches.add(batch_id)
        for part in staged:
            for path in part.facts:
                for fact in self.staged_facts.pop(path):
                    self.kept_facts.setdefault(fact.id, fact._replace(value=None))
            for path in part.evidence:
                for item in self.staged_evidence.pop(path):
                    self.kept_evidence.setdefault(item.id, item)

    def has_batch(self, batch_id: BatchId) -> bool:
        return batch_id in self.batches

    def counts(self, assessment_id: AssessmentId, days: Collection[date] | None = None) -> Sequence[FolderCount]:
        cells = Counter(
            (item.control_id, item.source_id, item.account, item.region, item.day, item.verdict, item.kind)
            for item in self.kept_evidence.values()
            if item.assessment_id == assessment_id and (days is None or item.day in days)
        )
        return [
            FolderCount(
                control_id=control_id,
                source_id=source_id,
                account=account,
                region=region,
                day=day,
                kind=kind,
                verdict=verdict,
                count=cells[control_id, source_id, account, region, day, verdict, kind],
            )
            for control_id, source_id, account, region, day, verdict, kind in sorted(cells)
        ]

    def evidence(self, assessment_id: AssessmentId, control_id: ControlId) -> Iterator[Evidence]:
        wanted = (
            item
            for item in self.kept_evidence.values()
            if item.assessment_id == assessment_id and item.control_id == control_id
        )
        yield from sorted(wanted, key=lambda item: (item.day, item.time, item.id))

    def days(self, assessment_id: AssessmentId) -> Mapping[date, int]:
        days = Counter(item.day for item in self.kept_evidence.values() if item.assessment_id == assessment_id)
        return {day: days[day] for day in sorted(days)}

    def evidence_page(
        self, assessment_id: AssessmentId, control_id: ControlId, day: date, *, after: EvidenceId | None, limit: int
    ) -> Sequence[Evidence]:
        held = sorted(self.evidence(assessment_id, control_id), key=lambda item: item.id)
        return [item for item in held if item.day == day and (after is None or item.id > after)][:limit]

    def find_evidence(
        self, assessment_id: AssessmentId, control_id: ControlId, day: date, ids: Collection[EvidenceId]
    ) -> Sequence[Evidence]:
        held = sorted(self.evidence(assessment_id, control_id), key=lambda item: item.id)
        return [item for item in held if item.day == day and item.id in ids]

    def query(
        self, assessment_id: AssessmentId, wanted: EvidenceFilter, *, after: EvidenceSpot | None, limit: int
    ) -> Sequence[Evidence]:
        held = [item for item in self.kept_evidence.values() if item.assessment_id == assessment_id]
        behind = [item for item in held if wanted.wants(item) and (after is None or (item.day, item.id) < after)]
        return sorted(behind, key=lambda item: (item.day, item.id), reverse=True)[:limit]

    def search(
        self, search: EvidenceSearch, *, order: Order, after: EvidenceSpot | None, limit: int
    ) -> Sequence[Evidence]:
        held = list(self.walk(search, order))
        if after is not None and order is Order.NEWEST_FIRST:
            held = [item for item in held if (item.day, item.id) < after]
        elif after is not None:
            held = [item for item in held if (item.day, item.id) > after]
        return held[:limit]

    def groups(self, search: EvidenceSearch, by: Sequence[Property], limit: int) -> EvidenceGroups:
        wanted = [item for item in self.kept_evidence.values() if search.wants(item)]
        counts = Counter(tuple(search.value_of(item, name) for name in by) for item in wanted)
        largest = sorted((-count, values) for values, count in counts.items())
        groups = tuple(EvidenceGroup(values, -count) for count, values in largest[:limit])
        return EvidenceGroups(groups, len(counts), len(wanted))

    def tallies(self, search: EvidenceSearch, groupings: Sequence[Sequence[Property]]) -> Sequence[Tally]:
        return [
            {group.values: group.evidence_count for group in self.groups(search, by, 1_000_000).groups}
            for by in groupings
        ]

    def walk(self, search: EvidenceSearch, order: Order) -> Iterator[Evidence]:
        wanted = (item for item in self.kept_evidence.values() if search.wants(item))
        newest_first = order is Order.NEWEST_FIRST
        yield from sorted(wanted, key=lambda item: (item.day, item.id), reverse=newest_first)

    def sightings(
        self, search: EvidenceSearch, kinds: Collection[ResourceKind], *, after: ResourceKey | None, limit: int
    ) -> Sequence[Sighting]:
        held: dict[ResourceKey, list[Evidence]] = defaultdict(list)
        for item in self.walk(search, Order.OLDEST_FIRST):
            key = key_of(item)
            if key and key.kind in kinds and (after is None or key > after):
                held[key].append(item)
        return [
            Sighting(
                key,
                tuple(sorted({item.resource for item in items})),
                min(item.collected_at for item in items),
                max(item.collected_at for item in items),
                max(items, key=lambda item: (item.collected_at, item.id)).fact_id,
            )
            for key, items in sorted(held.items())
        ][:limit]

    def sighting_counts(self, search: EvidenceSearch) -> Sequence[SightingCount]:
        keys = {key for item in self.walk(search, Order.OLDEST_FIRST) if (key := key_of(item))}
        counts = Counter((key.kind, key.account, key.region) for key in keys)
        return [SightingCount(*of, count) for of, count in sorted(counts.items())]

    def looks(self, search: EvidenceSearch, keys: Collection[ResourceKey]) -> Sequence[ControlLook]:
        held: dict[tuple[ResourceKey, AssessmentId, ControlId, SourceId], list[Evidence]] = defaultdict(list)
        for item in self.walk(search, Order.OLDEST_FIRST):
            if (key := key_of(item)) in keys and key:
                held[key, item.assessment_id, item.control_id, item.source_id].append(item)
        looks = []
        for of, items in held.items():
            latest = max(items, key=lambda item: (item.collected_at, item.id))
            looks.append(ControlLook(*of, latest.verdict, latest.collected_at, len(items)))
        return looks

    def locate(self, assessment_id: AssessmentId, evidence_id: EvidenceId) -> Evidence | None:
        item = self.kept_evidence.get(evidence_id)
        return item if item and item.assessment_id == assessment_id else None

    @property
    def finder(self) -> "MemoryLake":
        return self

    @property
    def keeping(self) -> "MemoryLake":
        return self

    def assessments(self) -> Collection[AssessmentId]:
        return {item.assessment_id for item in self.kept_evidence.values()}

    def remove(self, assessment_ids: Collection[AssessmentId], now: datetime) -> None:
        del now
        self.kept_evidence = {
            id_: item for id_, item in self.kept_evidence.items() if item.assessment_id not in assessment_ids
        }
        needed = {item.fact_id for item in self.kept_evidence.values()}
        self.kept_facts = {id_: fact for id_, fact in self.kept_facts.items() if fact.id in needed}

    def clear(self, now: datetime) -> None:
        """What is removed is gone at once."""

    def gather(self) -> bool:
        return False

    def edition(self) -> int:
        return len(self.batches)

    def edition_at_hand(self) -> int | None:
        return self.edition()

    def read_statement(self, statement: str, store_id: str) -> AssessmentId:
        raise NotImplementedError("statements are tried on the real lake")

    def select(self, statement: str, store_id: str, names: StatementNames) -> Sequence[EvidencePlace]:
        raise NotImplementedError("statements are tried on the real lake")

    def pinned(self) -> "MemoryLake":
        return MemoryLake(kept_facts=dict(self.kept_facts), kept_evidence=dict(self.kept_evidence))

    def facts(self, ids: Sequence[FactId]) -> Iterator[Fact]:
        for id_ in dict.fromkeys(ids):
            if id_ not in self.kept_facts:
                raise NotFoundError("fact", id_)
            yield self.kept_facts[id_]

    def can_commit(self, staged: Iterable[Staged]) -> bool:
        return all(
            all(path in self.staged_facts for path in part.facts)
            and all(path in self.staged_evidence for path in part.evidence)
            for part in staged
        )

    def sweep(self, pending: Iterable[Staged]) -> None:
        named = {path for part in pending for path in (*part.facts, *part.evidence)}
        for store in (self.staged_facts, self.staged_evidence):
            for path in [path for path in store if path not in named]:
                del store[path]

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True, slots=True)
class _MemoryStage:
    lake: MemoryLake

    def write(self, facts: Iterable[Fact], evidence: Iterable[Evidence]) -> Staged:
        number = next(self.lake.numbers)
        kept_facts, kept_evidence = list(facts), list(evidence)
        fact_paths = (f"facts-{number}",) if kept_facts else ()
        evidence_paths = (f"evidence-{number}",) if kept_evidence else ()
        self.lake.staged_facts.update(dict.fromkeys(fact_paths, kept_facts))
        self.lake.staged_evidence.update(dict.fromkeys(evidence_paths, kept_evidence))
        return Staged(fact_paths, evidence_paths, len(kept_facts), len(kept_evidence))


@dataclass(slots=True)
class _Ledger:
    """What is known of one assessment."""

    slots: dict[SlotId, SlotRecord] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    uses: dict[tuple[str, str, str], PlatformUse] = field(default_factory=dict)


@dataclass(slots=True)
class MemoryRecords:
    """Slots, refusals and files as plain dictionaries."""

    kept: dict[AssessmentId, Assessment] = field(default_factory=dict)
    ledgers: dict[AssessmentId, _Ledger] = field(default_factory=dict)
    batches: dict[BatchId, Batch] = field(default_factory=dict)

    def _ledger(self, assessment_id: AssessmentId) -> _Ledger:
        return self.ledgers.setdefault(assessment_id, _Ledger())

    def save_assessment(self, assessment: Assessment) -> None:
        self.kept.setdefault(assessment.id, assessment)

    def find_assessment(self, assessment_id: AssessmentId) -> Assessment | None:
        return self.kept.get(assessment_id)

    def assessments(self) -> Sequence[Assessment]:
        return sorted(self.kept.values(), key=lambda known: (known.created_at, known.id))

    def forget(self, assessment_id: AssessmentId) -> None:
        self.kept.pop(assessment_id, None)
        self.ledgers.pop(assessment_id, None)

    def plan(self, assessment_id: AssessmentId, slots: Iterable[Slot], state: SlotState = SlotState.DUE) -> None:
        known = self._ledger(assessment_id).slots
        for slot in slots:
            new = SlotRecord(slot=slot, state=state, answered_at=None, facts_count=0, refusals=())
            old = known.setdefault(slot.id, new)
            if old.state in {SlotState.DUE, SlotState.NOT_APPLICABLE}:
                known[slot.id] = replace(old, state=state)

    def slots(self, assessment_id: AssessmentId) -> Iterator[SlotRecord]:
        yield from sorted(self._ledger(assessment_id).slots.values(), key=_place)

    def tallies(self, assessment_ids: Collection[AssessmentId], since: date, until: date) -> SlotTallies:
        slots: Counter[tuple[AccountId, Region, date, SlotState, bool]] = Counter()
        refusals: Counter[tuple[AccountId, Region, RefusalReason]] = Counter()
        for record in (record for id_ in assessment_ids for record in self.slots(id_)):
            day = (record.slot.until - timedelta(microseconds=1)).date()
            place = record.slot.account, record.slot.region
            if since <= day < until:
                refusals.update((*place, refusal.reason) for refusal in record.refusals)
                if record.slot.kind is not SourceKind.MANUAL:
                    slots[*place, day, record.state, bool(record.refusals)] += 1
        return SlotTallies(
            tuple(SlotTally(*of, number) for of, number in slots.items()),
            tuple(RefusalTally(*of, number) for of, number in refusals.items()),
        )

    def states(self, assessment_id: AssessmentId) -> Mapping[SlotId, SlotState]:
        return {id_: record.state for id_, record in self._ledger(assessment_id).slots.items()}

    def find_slots(self, assessment_id: AssessmentId, ids: Collection[SlotId]) -> Mapping[SlotId, SlotRecord]:
        slots = self._ledger(assessment_id).slots
        return {id_: slots[id_] for id_ in ids if id_ in slots}

    def files_read(self, assessment_id: AssessmentId, keys: Collection[str]) -> Mapping[str, str]:
        files = self._ledger(assessment_id).files
        return {key: files[key] for key in keys if key in files}

    def save_uses(self, assessment_id: AssessmentId, uses: Iterable[PlatformUse]) -> None:
        self._ledger(assessment_id).uses.update({(use.platform_id, use.account, use.region): use for use in uses})

    def uses(self, assessment_id: AssessmentId) -> Sequence[PlatformUse]:
        uses = self._ledger(assessment_id).uses
        return [uses[place] for place in sorted(uses)]

    def begin(self, batch: Batch, held: Lease | None = None) -> None:
        del held  # nobody else can hold what lies in memory
        known = self._ledger(batch.assessment_id).slots
        for slot_id in [said.slot_id for said in batch.answers] + [said.slot_id for said in batch.refusals]:
            if slot_id not in known:
                raise NotFoundError("slot", slot_id)
        self.batches.setdefault(batch.id, batch)

    def finish(self, batch_id: BatchId) -> None:
        if batch := self.batches.pop(batch_id, None):
            _settle(self._ledger(batch.assessment_id), batch)

    def drop(self, batch_id: BatchId) -> None:
        self.batches.pop(batch_id, None)

    def pending(self) -> Sequence[Batch]:
        return list(self.batches.values())

    def close(self) -> None:
        """Nothing is held."""


def _place(record: SlotRecord) -> tuple[object, ...]:
    slot = record.slot
    return slot.kind, slot.question, slot.account, slot.region, slot.since, slot.id


def _settle(ledger: _Ledger, batch: Batch) -> None:
    before = dict(ledger.slots)
    said = {(refusal.slot_id, refusal.unit) for refusal in batch.refusals}
    refused_units = {refusal.unit for refusal in batch.refusals}
    read = {file.key: file for file in batch.files if file.key not in refused_units}
    answered = {answer.slot_id for answer in batch.answers}

    def stands(refusal: Refusal) -> bool:
        if refusal.unit in read:
            return False
        taken_back = not refusal.unit or not _is_log(ledger.slots[refusal.slot_id].slot)
        return refusal.slot_id not in answered or (refusal.slot_id, refusal.unit) in said or not taken_back

    for slot_id, record in ledger.slots.items():
        ledger.slots[slot_id] = replace(record, refusals=tuple(filter(stands, record.refusals)))
    for refusal in batch.refusals:
        if not _is_over_answer(refusal, before[refusal.slot_id], ledger, batch):
            ledger.slots[refusal.slot_id] = _refused(ledger.slots[refusal.slot_id], refusal)
    for answer in batch.answers:
        record = ledger.slots[answer.slot_id]
        earlier = record.facts_count if _is_log(record.slot) else 0
        ledger.slots[answer.slot_id] = replace(
            record,
            state=SlotState.ANSWERED,
            answered_at=answer.answered_at,
            facts_count=earlier + answer.facts_count,
        )
    ledger.files.update({file.key: file.version for file in read.values()})


def _is_log(slot: Slot) -> bool:
    return slot.kind is SourceKind.CLOUDTRAIL


def _is_over_answer(refusal: Refusal, before: SlotRecord, ledger: _Ledger, batch: Batch) -> bool:
    if _is_log(before.slot):
        versions = {file.key: file.version for file in batch.files}
        return refusal.unit in versions and ledger.files.get(refusal.unit) == versions[refusal.unit]
    was_refused = any(earlier.unit == refusal.unit for earlier in before.refusals)
    answered_now = any(answer.slot_id == refusal.slot_id for answer in batch.answers)
    return before.state is SlotState.ANSWERED and not answered_now and not was_refused


def _refused(record: SlotRecord, refusal: Refusal) -> SlotRecord:
    earlier = {known.unit: known for known in record.refusals}
    attempts = earlier[refusal.unit].attempts if refusal.unit in earlier else 0
    earlier[refusal.unit] = replace(refusal, attempts=refusal.attempts + attempts)
    state = record.state if record.state is SlotState.ANSWERED else SlotState.REFUSED
    return replace(record, state=state, refusals=tuple(earlier[unit] for unit in sorted(earlier)))
