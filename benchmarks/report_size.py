"""What a report of many items costs: CPU seconds and peak memory, as printed by a process of its own.

Usage: `python -m benchmarks.report_size ITEMS`. The evidence is made up while it is read, so that what is measured is
the report's own memory. One line of JSON is printed: items, cpu_seconds, peak_mb (above the start), files.
"""

import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

from probative.domain.evidence import Evidence, Fact
from probative.domain.evidence_sources import EvidenceSource
from probative.domain.frameworks import Framework
from probative.domain.ids import AssessmentId, ControlId, FactId
from probative.ports.lake import FolderCount
from probative.reports.folder import write_report
from tests.support.reports import (
    MemoryLake,
    Place,
    Silence,
    Size,
    assessment,
    cells_of,
    fixed_signer,
    framework,
    item_of,
    some_refusals,
    summary_of,
)

CONTROL_SETS = 8
CONTROLS_EACH = 12


class MadeUpLake(MemoryLake):
    """A lake that holds nothing: it makes evidence and facts as they are asked for, always the same."""

    def __init__(self, framework_: Framework, size: Size, each: dict[ControlId, int]) -> None:
        super().__init__((), ())
        of = assessment(framework_, size)
        self._places = {
            control.id: Place(of, control, control_set.id)
            for control_set in framework_.control_sets
            for control in control_set.controls
        }
        self._each = each
        self._recent: dict[FactId, Fact] = {}

    def counts(self, assessment_id: AssessmentId, days: Collection[date] | None = None) -> Sequence[FolderCount]:
        """Count what will be made; all of it, whatever the days."""
        del days
        counts: dict[tuple[object, ...], FolderCount] = {}
        for control_id in self._places:
            for item in self.evidence(assessment_id, control_id):
                key = (control_id, item.day, item.verdict)
                so_far = counts[key].count if key in counts else 0
                counts[key] = FolderCount(
                    control_id=control_id, source_id=item.source_id, account=item.account, region=item.region,
                    day=item.day, kind=item.kind, verdict=item.verdict, count=so_far + 1,
                )  # fmt: skip
        return list(counts.values())

    def evidence(self, assessment_id: AssessmentId, control_id: ControlId) -> Iterator[Evidence]:
        """Make the evidence of a control, day by day."""
        del assessment_id
        place = self._places[control_id]
        days = (place.assessment.until - place.assessment.since).days
        count = self._each[control_id]
        self._recent.clear()
        for day in range(days):
            for index in range(day, count, days):
                item, fact = item_of(place, self._source(place, index), index, index)
                self._recent[fact.id] = fact
                yield item

    @staticmethod
    def _source(place: Place, index: int) -> EvidenceSource:
        return place.control.sources[index % 3]

    def facts(self, ids: Sequence[FactId]) -> Iterator[Fact]:
        """Hand over the facts of what was just made, and forget them."""
        return (self._recent.pop(id_) for id_ in ids)


def measure(items: int) -> dict[str, float]:
    """Write a report of `items` evidence items, a third of them of one control, and return what it cost."""
    sets = {f"S{number:02d}x control set": ("Inputs", "Models") for number in range(CONTROL_SETS)}
    framework_ = framework(sets, controls_each=CONTROLS_EACH // 2)
    size = Size(accounts=3, regions=2, days=8)
    controls = framework_.controls
    first, rest = items // 3, items - items // 3
    each = {control.id: rest // (len(controls) - 1) for control in controls[1:]} | {controls[0].id: first}
    lake = MadeUpLake(framework_, size, each)
    of = assessment(framework_, size)
    summary = summary_of(of, framework_, lake, refusals=some_refusals(of), cells=cells_of(of))
    with tempfile.TemporaryDirectory() as folder:
        before, started = _peak_mb(), time.process_time()
        report = write_report(Path(folder) / "out", summary, lake, fixed_signer(), Silence())
        return {
            "items": report.evidence_count,
            "cpu_seconds": round(time.process_time() - started, 2),
            "start_mb": before,
            "peak_mb": _peak_mb(),
            "files": report.file_count,
            "mb": round(report.size_bytes / 1e6, 1),
        }


def _peak_mb() -> int:
    # Not getrusage: what it tells of a child process includes its parent's size when it was started.
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) // 1024


def baseline_seconds(items: int) -> float:
    """Return what writing and hashing as many files of the same size costs: the least that any writer needs."""
    content = b"x" * 2500
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        for number in range(items):
            place = Path(folder) / str(number)
            with place.open("xb", buffering=0) as file:
                file.write(content)
            hashlib.sha256(content).hexdigest()
        return time.process_time() - started


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
