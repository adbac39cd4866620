"""Tables for machines: CSV (RFC 4180, UTF-8) that a spreadsheet cannot be tricked with."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Final

from probative.domain.ids import ControlId
from probative.domain.summaries import AssessmentSummary, CoverageCell, RefusalLine
from probative.reports.evidence_files import Filed

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet read a cell as a formula; such a cell gets an apostrophe before it."""

VERDICT_COLUMNS: Final = (
    "evidence_id", "control_id", "source_id", "data_source", "account", "region", "day", "time", "collected_at",
    "event_source", "event_name", "resource", "verdict", "reason", "file",
)  # fmt: skip
_COVERAGE_COLUMNS: Final = (
    "control_id", "account", "region", "day",
    "expected", "answered", "partial", "refused", "unseen", "not_applicable",
)  # fmt: skip
_REFUSAL_COLUMNS: Final = (
    "data_source", "question", "account", "region", "day", "unit", "reason", "message", "remedy", "attempts",
    "controls",
)  # fmt: skip


class Table:
    """Writes rows to a file, bytes by bytes the same on every system."""

    def __init__(self, file: IO[bytes], columns: Sequence[str]) -> None:
        self._file = file
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self.add(columns)

    def add(self, cells: Iterable[object]) -> None:
        """Write one row."""
        self._writer.writerow([_harmless(str(cell)) for cell in cells])
        self._file.write(self._text.getvalue().encode("utf-8", "backslashreplace"))
        self._text.seek(0)
        self._text.truncate()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def verdict_row(filed: Filed) -> tuple[object, ...]:
    """Return the cells of an evidence item, in the order of `VERDICT_COLUMNS`."""
    item = filed.evidence
    where = (item.account, item.region, item.day, item.time.isoformat(), item.collected_at.isoformat())
    what = (item.event_source, item.event_name, item.resource, item.verdict, item.reason, filed.path)
    return (item.id, item.control_id, item.source_id, item.kind, *where, *what)


def write_coverage(file: IO[bytes], summary: AssessmentSummary) -> None:
    """Write all coverage: first each slot once, under no control, then control by control."""
    table = Table(file, _COVERAGE_COLUMNS)
    for control_id, cell in _cells(summary):
        of = cell.coverage
        counts = (of.expected, of.answered, of.partial, of.refused, of.unseen, of.not_applicable)
        table.add((control_id, cell.account, cell.region, cell.day, *counts))


def _cells(summary: AssessmentSummary) -> Iterator[tuple[str, CoverageCell]]:
    for cell in summary.cells:
        yield "", cell
    for control_id, control in summary.controls.items():
        for cell in control.cells:
            yield control_id, cell


def write_refusals(file: IO[bytes], summary: AssessmentSummary) -> None:
    """Write all refusals, each once, with the controls that wanted to know."""
    table = Table(file, _REFUSAL_COLUMNS)
    controls = _controls_by_refusal(summary)
    for line in summary.refusals:
        what = (line.kind, line.question, line.account, line.region, line.day, line.unit)
        why = (line.reason, line.message, line.remedy, line.attempts)
        table.add((*what, *why, " ".join(controls.get(line, ()))))


def _controls_by_refusal(summary: AssessmentSummary) -> Mapping[RefusalLine, Sequence[ControlId]]:
    controls: dict[RefusalLine, list[ControlId]] = defaultdict(list)
    for control_id, control in summary.controls.items():
        for line in control.refusals:
            controls[line].append(control_id)
    return controls
