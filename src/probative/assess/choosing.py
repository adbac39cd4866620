"""What is chosen of an evidence folder for the next report."""

from collections.abc import Iterable
from dataclasses import dataclass

from probative.domain.engagements import Selection


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen of a folder: all but `ids` where `is_whole`, else `ids`."""

    is_whole: bool = False
    ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, selections: Iterable[Selection]) -> "Chosen":
        """Return what the selections of one folder come to."""
        held = list(selections)
        is_whole = any(not selection.evidence_id for selection in held)
        ids = (selection.evidence_id for selection in held if selection.evidence_id)
        return cls(is_whole, frozenset(ids))

    def __contains__(self, evidence_id: str) -> bool:
        return (evidence_id in self.ids) is not self.is_whole

    def __bool__(self) -> bool:
        return self.is_whole or bool(self.ids)

    def count(self, total: int) -> int:
        """Return how many items of a folder of `total` are chosen."""
        return total - len(self.ids) if self.is_whole else len(self.ids)
