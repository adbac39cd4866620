"""The way into the lake for what people bring: one at a time, beside collection."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from probative.app.collection import Committer, SlotResult
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import AssessmentId
from probative.domain.slots import Answer
from probative.ports import Brought, Clock, Lake, Records


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedIntake:
    """Implements `EvidenceIntake`: commits while it holds `lock`, which whoever else writes to the lake holds, too."""

    lake: Lake
    records: Records
    clock: Clock
    lock: AbstractContextManager[object]
    """Can be entered again and again, by one thread at a time: a lock, or a lease."""

    def take(self, assessment_id: AssessmentId, brought: Sequence[Brought]) -> None:
        """Keep what was brought, at once and durably; see `EvidenceIntake.take`."""
        with self.lock:
            self.records.plan(assessment_id, [each.slot for each in brought])
            committer = Committer(assessment_id, self.lake, self.records, self.clock)
            for each in brought:
                result = SlotResult((), each.facts, each.evidence, answers=(each.answer,), refusals=())
                committer.add(result)
            committer.commit()


def by_slot(brought: Sequence[Brought]) -> list[Brought]:
    """Return what was brought with each slot once, so that its answer counts all of its facts."""
    slots = {each.slot.id: each for each in brought}
    return [_together(slots[id_], [each for each in brought if each.slot.id == id_]) for id_ in slots]


def _together(first: Brought, parts: Sequence[Brought]) -> Brought:
    facts: dict[str, Fact] = {fact.id: fact for part in parts for fact in part.facts}
    evidence: dict[str, Evidence] = {item.id: item for part in parts for item in part.evidence}
    answer = Answer(slot_id=first.slot.id, answered_at=first.answer.answered_at, facts_count=len(facts))
    return Brought(first.slot, tuple(facts.values()), tuple(evidence.values()), answer)
