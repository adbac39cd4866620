"""Evidence folders: one for each control and UTC day of an assessment, made of the lake's counts alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from probative.domain.evidence import Verdict
from probative.domain.ids import AssessmentId, ControlId, name_based_uuid
from probative.domain.slots import SourceKind
from probative.ports.lake import FolderCount

_CHECKS = frozenset({SourceKind.CONFIG, SourceKind.SECURITY_HUB})


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFolder:
    """The evidence of a control on a day."""

    id: str
    assessment_id: AssessmentId
    control_id: ControlId
    """As the lake has it: `SAFE-1.2` for a standard control, the UUID for a custom one."""
    day: date
    cells: Mapping[tuple[SourceKind, Verdict], int]

    @property
    def at(self) -> datetime:
        """The start of its day."""
        return datetime.combine(self.day, datetime.min.time(), UTC)

    @property
    def kinds(self) -> tuple[SourceKind, ...]:
        """Where its evidence comes from, in order of names."""
        return tuple(sorted({kind for kind, _ in self.cells}))

    @property
    def total(self) -> int:
        """How many items it holds."""
        return sum(self.cells.values())

    @property
    def automated(self) -> int:
        """How many of them nobody brought by hand."""
        return self.total - self.count_of(SourceKind.MANUAL)

    @property
    def issues(self) -> int:
        """How many checks of AWS Config and Security Hub failed."""
        return sum(self.cells.get((kind, Verdict.NON_COMPLIANT), 0) for kind in _CHECKS)

    def count_of(self, *kinds: SourceKind) -> int:
        """Return how many items come from `kinds`."""
        return sum(count for (kind, _), count in self.cells.items() if kind in kinds)


@lru_cache(maxsize=1 << 16)
def folder_id(assessment_id: AssessmentId, control_id: ControlId, day: date) -> str:
    """Return the id that always belongs to the folder of a control and day."""
    return name_based_uuid("folder", assessment_id, control_id, day.isoformat())


def folders_of(
    assessment_id: AssessmentId, counts: Iterable[FolderCount]
) -> Mapping[date, Mapping[str, EvidenceFolder]]:
    """Return the folders that `counts`, all of one assessment, make: by day and id, in order of the counts."""
    cells: dict[tuple[date, ControlId], Counter[tuple[SourceKind, Verdict]]] = defaultdict(Counter)
    for count in counts:
        cells[count.day, count.control_id][count.kind, count.verdict] += count.count
    folders: dict[date, dict[str, EvidenceFolder]] = defaultdict(dict)
    for (day, control_id), held in cells.items():
        id_ = folder_id(assessment_id, control_id, day)
        folders[day][id_] = EvidenceFolder(
            id=id_, assessment_id=assessment_id, control_id=control_id, day=day, cells=dict(held)
        )
    return folders
