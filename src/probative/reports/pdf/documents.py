"""The documents of a report: the summary, and the long listing of one control."""

from collections.abc import Sequence
from typing import IO, Final

from probative.domain.evidence import Verdict
from probative.domain.frameworks import Control, ControlSet
from probative.domain.summaries import AssessmentSummary
from probative.reports.evidence_files import Filed
from probative.reports.names import link
from probative.reports.pdf import fonts
from probative.reports.pdf.contents import draw_contents
from probative.reports.pdf.controls import draw_control, draw_control_set
from probative.reports.pdf.coverage import draw_coverage
from probative.reports.pdf.front import Signed, draw_cover, draw_overview
from probative.reports.pdf.ink import Area
from probative.reports.pdf.listing import DayCounts, Listing, Names
from probative.reports.pdf.paper import LEFT, WIDTH, Imprint, Paper
from probative.reports.pdf.refusals import draw_refusals
from probative.reports.pdf.wording import period_of, several

SUMMARY: Final = "AssessmentReportSummary.pdf"


class SummaryDocument:
    """The summary, from the first page to the last: first the front, then control by control."""

    def __init__(self, file: IO[bytes], summary: AssessmentSummary, signed: Signed) -> None:
        self._summary = summary
        self._paper = Paper(file, _imprint(summary, signed, summary.assessment.name))
        draw_cover(self._paper, summary, signed)
        draw_overview(self._paper, summary)
        draw_coverage(self._paper, summary)
        draw_refusals(self._paper, summary)
        draw_contents(self._paper, summary)

    def begin_set(self, control_set: ControlSet) -> None:
        """Draw what comes before the controls of a set."""
        draw_control_set(self._paper, self._summary, control_set)

    def add_control(self, control_set: ControlSet, control: Control, evidence: "ControlEvidence") -> None:
        """Draw a control with its evidence, or with the part of it that is listed here."""
        paper = self._paper
        draw_control(paper, self._summary, control_set, control)
        paper.heading("Evidence", keep=60)
        if not evidence.count:
            paper.text("None was collected.")
            return
        _draw_scope(paper, evidence)
        listing = Listing(paper, evidence.days, evidence.names)
        for filed in evidence.rows:
            listing.add(filed)
        listing.close()

    def close(self) -> None:
        """Finish the document."""
        self._paper.save()


class ControlEvidence:
    """The evidence of a control as the summary shows it."""

    def __init__(self, rows: Sequence[Filed], count: int, days: DayCounts, *, names: Names, long_path: str) -> None:
        self.rows = rows
        self.count = count
        self.days = days
        self.names = names
        self.long_path = long_path
        """Where all items are listed; empty: here."""


def _draw_scope(paper: Paper, evidence: ControlEvidence) -> None:
    hint = "A click on a row opens the item's file, with the raw content."
    if not evidence.long_path:
        paper.text(f"{several(evidence.count, 'item')}, by day of collection. {hint}", fonts.NOTE, after=0)
        return
    failed = sum(counts.get(Verdict.NON_COMPLIANT, 0) for counts in evidence.days.values())
    listed = sum(filed.evidence.verdict is Verdict.NON_COMPLIANT for filed in evidence.rows)
    paper.text(
        f"{len(evidence.rows):,} of {several(evidence.count, 'item')} are listed here: {listed:,} of {failed:,} "
        f"non-compliant, then the earliest of the others. {hint}",
        fonts.NOTE,
        after=1,
    )
    top = paper.y
    paper.text(f"All {evidence.count:,} items: {evidence.long_path}", fonts.NOTE._replace(colour=fonts.LINK), after=0)
    paper.ink.link_file(link(evidence.long_path), Area(LEFT, paper.y, WIDTH, top - paper.y))


class ListingDocument:
    """All evidence of one control, where the summary cannot hold it."""

    def __init__(self, file: IO[bytes], imprint: Imprint, control: Control, *, days: DayCounts, names: Names) -> None:
        title = f"{control.id}  {control.name}"
        # Said first, so that the windows of several listings can be told apart.
        self._paper = paper = Paper(file, imprint._replace(title=f"{control.id} {control.name}. {imprint.title}"))
        paper.anchor("listing", title, 0)
        paper.text("All evidence of the control", fonts.COLUMN, after=0)
        paper.heading(title, fonts.HEADING_1, before=0)
        paper.text(f"{imprint.title}. {several(_total(days), 'item')}, by day of collection.", fonts.LEAD, after=2)
        top = paper.y
        paper.text("Back to the summary", fonts.NOTE._replace(colour=fonts.LINK), after=0)
        paper.ink.link_file(f"{names.up}{SUMMARY}", Area(LEFT, paper.y, WIDTH, top - paper.y))
        paper.running(title)
        self._listing = Listing(paper, days, names)

    def add(self, filed: Filed) -> None:
        """Add an item."""
        self._listing.add(filed)

    def close(self) -> None:
        """Finish the document."""
        self._listing.close()
        self._paper.save()


def _total(days: DayCounts) -> int:
    return sum(sum(counts.values()) for counts in days.values())


def _imprint(summary: AssessmentSummary, signed: Signed, title: str) -> Imprint:
    return Imprint(f"{title}, {period_of(summary.assessment)}", signed.report_id, summary.generated_at)


def listing_imprint(summary: AssessmentSummary, signed: Signed) -> Imprint:
    """Return what the pages of a long listing carry."""
    return _imprint(summary, signed, summary.assessment.name)
