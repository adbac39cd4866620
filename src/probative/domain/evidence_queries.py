"""Questions over the evidence of an assessment: which items are wanted, and where a walk along them stands."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Final, NamedTuple

from probative.domain.evidence import Evidence, Verdict
from probative.domain.ids import AccountId, ControlId, ControlSetId, EvidenceId, Region
from probative.domain.slots import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFilter:
    """Which evidence is wanted: any of the values of each field, which is called as evidence calls it.

    A field without values wants all. Texts are compared whole, and case counts.
    """

    verdict: frozenset[Verdict] = frozenset()
    kind: frozenset[SourceKind] = frozenset()
    control_set_id: frozenset[ControlSetId] = frozenset()
    control_id: frozenset[ControlId] = frozenset()
    account: frozenset[AccountId] = frozenset()
    region: frozenset[Region] = frozenset()
    event_source: frozenset[str] = frozenset()
    event_name: frozenset[str] = frozenset()
    resource: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    """Days run from `since` up to, but without, `until`; they are those of collection."""

    def covers(self, day: date) -> bool:
        """Say whether evidence of `day` may be wanted."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)

    def wants(self, item: Evidence) -> bool:
        """Say whether `item` is wanted."""
        values = {name: getattr(self, name) for name in FILTERED}
        return self.covers(item.day) and all(not held or getattr(item, name) in held for name, held in values.items())


FILTERED: Final = tuple(field.name for field in fields(EvidenceFilter) if field.name not in {"since", "until"})
"""The fields of evidence that a filter names values of."""


class EvidenceSpot(NamedTuple):
    """Where a walk stands that has just taken an item: newest day first, and in a day the latest id."""

    day: date
    id: EvidenceId
