"""The evidence that was chosen for a report, as if there were no other."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from probative.assess.choosing import Chosen
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import AssessmentId, ControlId, FactId
from probative.ports.lake import EvidenceView, FolderCount


@dataclass(frozen=True, slots=True)
class ChosenEvidence:
    """Implements `EvidenceView`: of `view` only what is `chosen`, by control and day."""

    view: EvidenceView
    chosen: Mapping[tuple[ControlId, date], Chosen]

    def counts(self, assessment_id: AssessmentId, days: Collection[date] | None = None) -> Sequence[FolderCount]:
        """Return the counts of what is chosen; where that is not whole folders, it is counted item by item."""
        whole = {spot for spot, chosen in self.chosen.items() if chosen.is_whole and not chosen.ids}
        kept = [count for count in self.view.counts(assessment_id, days) if (count.control_id, count.day) in whole]
        in_parts = {control_id for control_id, day in self.chosen.keys() - whole if days is None or day in days}
        for control_id in in_parts:
            items = (
                item
                for item in self.evidence(assessment_id, control_id)
                if (control_id, item.day) not in whole and (days is None or item.day in days)
            )
            kept += _counted(items)
        return sorted(kept, key=_order)

    def evidence(self, assessment_id: AssessmentId, control_id: ControlId) -> Iterator[Evidence]:
        """Yield what is chosen of a control, in the order of the view."""
        if not any(control_id == chosen_control for chosen_control, _ in self.chosen):
            return
        for item in self.view.evidence(assessment_id, control_id):
            chosen = self.chosen.get((control_id, item.day))
            if chosen is not None and item.id in chosen:
                yield item

    def facts(self, ids: Sequence[FactId]) -> Iterator[Fact]:
        """Yield facts, chosen or not: whoever asks has their ids from evidence that is."""
        return self.view.facts(ids)


def _counted(items: Iterator[Evidence]) -> Iterator[FolderCount]:
    cells = Counter(
        (item.control_id, item.source_id, item.account, item.region, item.day, item.kind, item.verdict)
        for item in items
    )
    for (control_id, source_id, account, region, day, kind, verdict), count in cells.items():
        yield FolderCount(
            control_id=control_id,
            source_id=source_id,
            account=account,
            region=region,
            day=day,
            kind=kind,
            verdict=verdict,
            count=count,
        )


def _order(count: FolderCount) -> tuple[object, ...]:
    return count.control_id, count.source_id, count.account, count.region, count.day, count.verdict, count.kind
