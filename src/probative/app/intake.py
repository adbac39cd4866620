"""The way into the lake for what people bring: one at a time, beside collection."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from probative.app.collection import Committer, SlotResult
from probative.app.leasing import Leases
from probative.domain.collecting import Lease
from probative.domain.errors import StoreError
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import AssessmentId
from probative.domain.slots import Answer
from probative.ports.ambient import Clock
from probative.ports.lake import Lake
from probative.ports.records import Brought, Records

_LEASE: Final = timedelta(seconds=10)
"""How long others wait for a server that was killed while somebody brought something."""
_PATIENCE_SECONDS: Final = 15.0
_LOOK_AGAIN_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedIntake:
    """Implements `EvidenceIntake`: commits while it holds `lock`, which whoever else writes to the lake holds, too."""

    lake: Lake
    records: Records
    clock: Clock
    lock: AbstractContextManager[object]
    """Can be entered again and again, by one thread at a time, also by the one that is in: a lock, or a lease."""
    leases: Leases

    @contextmanager
    def alone(self, assessment_id: AssessmentId) -> Iterator[Lease]:
        """Keep everybody else from bringing anything for the assessment; see `EvidenceIntake.alone`."""
        leases = replace(self.leases, length=_LEASE)
        with self.lock:
            held = self._wait_for(leases, f"intake:{assessment_id}")
            try:
                yield held
            finally:
                leases.give_back(held)

    def take(self, assessment_id: AssessmentId, brought: Sequence[Brought], held: Lease | None = None) -> None:
        """Keep what was brought, at once and durably; see `EvidenceIntake.take`."""
        with self.lock:
            self.records.plan(assessment_id, [each.slot for each in brought])
            committer = Committer(assessment_id, self.lake, self.records, self.clock, held=held)
            for each in brought:
                result = SlotResult((), each.facts, each.evidence, answers=(each.answer,), refusals=())
                committer.add(result)
            committer.commit()

    def _wait_for(self, leases: Leases, name: str) -> Lease:
        until = time.monotonic() + _PATIENCE_SECONDS
        while (held := leases.take(name)) is None:
            if time.monotonic() >= until:
                raise StoreError("evidence for this assessment is being brought all the time: try again")
            time.sleep(_LOOK_AGAIN_SECONDS)
        return held


def by_slot(brought: Sequence[Brought]) -> list[Brought]:
    """Return what was brought with each slot once, so that its answer counts all of its facts."""
    slots = {each.slot.id: each for each in brought}
    return [_together(slots[id_], [each for each in brought if each.slot.id == id_]) for id_ in slots]


def _together(first: Brought, parts: Sequence[Brought]) -> Brought:
    facts: dict[str, Fact] = {fact.id: fact for part in parts for fact in part.facts}
    evidence: dict[str, Evidence] = {item.id: item for part in parts for item in part.evidence}
    answer = Answer(slot_id=first.slot.id, answered_at=first.answer.answered_at, facts_count=len(facts))
    return Brought(first.slot, tuple(facts.values()), tuple(evidence.values()), answer)
