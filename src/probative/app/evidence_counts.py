"""How much evidence the controls of an assessment have, and how much of it is chosen for the next report."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from probative.app.application import Application
from probative.app.evidence_folders import chosen_by_folder, find_folder, folders_by_day
from probative.books import Books
from probative.domain.ids import AssessmentId, ControlId
from probative.domain.slots import SourceKind

_COUNT_BYTES: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlEvidence:
    """How much evidence a control has: automated, and brought by hand."""

    automated: int = 0
    manual: int = 0


def count_by_control(application: Application, assessment_id: AssessmentId) -> Mapping[ControlId, ControlEvidence]:
    """Return how much evidence each control has, by its id in the lake; controls without any are left out."""
    days = application.lake.days(assessment_id)
    return application.recent.get(
        ("evidence by control", assessment_id),
        tuple(days.values()),
        dict,
        lambda: _count_by_control(application, assessment_id, days),
        weigh=lambda counts: _COUNT_BYTES * len(counts),
    )


def _count_by_control(
    application: Application, assessment_id: AssessmentId, days: Mapping[date, int]
) -> dict[ControlId, ControlEvidence]:
    totals: Counter[ControlId] = Counter()
    manual: Counter[ControlId] = Counter()
    for _, folders in folders_by_day(application, assessment_id, days, list(days)):
        for folder in folders.values():
            totals[folder.control_id] += folder.total
            manual[folder.control_id] += folder.count_of(SourceKind.MANUAL)
    return {
        control_id: ControlEvidence(automated=total - manual[control_id], manual=manual[control_id])
        for control_id, total in totals.items()
    }


def chosen_by_control(application: Application, books: Books, assessment_id: AssessmentId) -> Mapping[ControlId, int]:
    """Return how many items of each control are chosen for the next report, by its id in the lake."""
    counts: dict[ControlId, int] = defaultdict(int)
    for id_, chosen in chosen_by_folder(books, assessment_id).items():
        folder = find_folder(application, assessment_id, id_)
        counts[folder.control_id] += chosen.count(folder.total)
    return counts
