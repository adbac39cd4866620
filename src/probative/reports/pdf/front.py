"""The first pages: the cover, and the overview with its figures and charts."""

from collections import Counter
from typing import Final, NamedTuple

from probative.domain.evidence import Verdict
from probative.domain.frameworks import Control, ControlSet
from probative.domain.summaries import AssessmentSummary, Standing
from probative.reports.pdf import fonts
from probative.reports.pdf.charts import Bar, draw_bars, draw_legend, percent
from probative.reports.pdf.fonts import Style
from probative.reports.pdf.grid import Cell, Column, Grid
from probative.reports.pdf.ink import Area
from probative.reports.pdf.marks import OF_STANDING, OF_VERDICT, Look
from probative.reports.pdf.paper import BOTTOM, LEFT, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, WIDTH, Paper
from probative.reports.pdf.wording import period_of, several, when
from probative.reports.pdf.wrapping import wrap

_BRAND: Final = Style(fonts.BOLD, 8, 11, fonts.NAVY)
_FACT: Final = Style(fonts.REGULAR, 8, 11.4)
_FIGURE: Final = Style(fonts.REGULAR, 19, 24, fonts.NAVY)
_FACT_INDENT: Final = 104.0
_TILE_HEIGHT: Final = 54.0
_LISTED_ACCOUNTS: Final = 60
_LONG_NAME: Final = 90

CHAPTERS: Final = (
    ("overview", "Overview"),
    ("coverage", "Coverage"),
    ("refusals", "Refusals"),
    ("contents", "Control sets and controls"),
)


class Signed(NamedTuple):
    """What the cover says of the report itself."""

    report_id: str
    key_id: str


def draw_cover(paper: Paper, summary: AssessmentSummary, signed: Signed) -> None:
    """Draw the first page: what was assessed, where, when, and who signed."""
    assessment, framework = summary.assessment, summary.framework
    paper.anchor("cover", "Cover", 0)
    paper.ink.box(Area(0, PAGE_HEIGHT - 10, PAGE_WIDTH, 10), fonts.NAVY)
    paper.ink.put(LEFT, PAGE_HEIGHT - 72, "PROBATIVE", _BRAND)
    paper.y = PAGE_HEIGHT - 190
    paper.lines(("Assessment report",), fonts.LEAD)
    paper.y -= 4
    paper.text(assessment.name, fonts.TITLE if len(assessment.name) <= _LONG_NAME else fonts.HEADING_1, after=2)
    paper.text(f"{framework.name}, version {framework.version}", fonts.LEAD, after=18)
    paper.ink.rule(LEFT, paper.y, LEFT + 64, colour=fonts.NAVY, thickness=2)
    paper.y -= 30
    accounts, regions = assessment.scope.accounts, assessment.scope.regions
    facts = (
        ("Period", period_of(assessment)),
        ("Accounts", _listed(accounts, "account")),
        ("Regions", _listed(regions, "region")),
        ("Evidence", several(summary.evidence_count, "item")),
        ("Generated", when(summary.generated_at)),
        ("Assessment", assessment.id),
        ("Report", signed.report_id),
        ("Framework digest", f"SHA-256 {framework.digest}"),
        ("Signing key", f"Ed25519, key id {signed.key_id}"),
    )
    for name, value in facts:
        _draw_fact(paper, name, value)
    note = wrap(summary.note, fonts.NOTE, WIDTH) if summary.note else ()
    # At the foot of the page; above that where a note is long, and over its end where it is too long even so.
    paper.y = min(paper.y - 20, BOTTOM + 60 + 13 * len(CHAPTERS) + fonts.NOTE.leading * len(note))
    _draw_chapters(paper)
    paper.y -= 14
    if note:
        paper.lines(note, fonts.NOTE)
        paper.y -= 6
    paper.text(
        "This report states what was collected for the assessment named above, and what a rule or a service made of "
        "it. It does not judge the organisation: that remains with the auditor. README.txt beside this file says how "
        "to check that nothing in the report was changed.",
        fonts.NOTE,
    )


def _listed(values: tuple[str, ...], noun: str) -> str:
    if len(values) <= _LISTED_ACCOUNTS:
        return ", ".join(values)
    return f"{several(len(values), noun)}, listed in coverage.csv"


def _draw_fact(paper: Paper, name: str, value: str) -> None:
    paper.need(_FACT.leading + 4)
    y, page = paper.y, paper.page
    paper.lines(wrap(value, _FACT, WIDTH - _FACT_INDENT), _FACT, indent=_FACT_INDENT)
    if paper.page == page:
        paper.ink.put(LEFT, y - _FACT.leading * 0.76, name, _FACT._replace(colour=fonts.SOFT))
    paper.y -= 4


def _draw_chapters(paper: Paper) -> None:
    paper.need(13 * len(CHAPTERS))
    for key, title in CHAPTERS:
        paper.y -= 13
        paper.ink.put(LEFT, paper.y + 3, title, _FACT._replace(colour=fonts.LINK))
        paper.page_of(key, RIGHT, paper.y + 3, _FACT)
        paper.ink.rule(LEFT, paper.y, RIGHT, colour=fonts.RULE, thickness=0.3)
        paper.link(key, Area(LEFT, paper.y, WIDTH, 13))


def draw_overview(paper: Paper, summary: AssessmentSummary) -> None:
    """Draw the figures and the charts by control set, then the controls with non-compliant evidence."""
    paper.chapter("Overview")
    paper.anchor("overview", "Overview", 0)
    paper.heading("Overview", fonts.HEADING_1)
    paper.text(
        f"{summary.framework.name}: {several(len(summary.controls), 'control')} in "
        f"{several(len(summary.framework.control_sets), 'control set')}, "
        f"{several(len(summary.assessment.scope.accounts), 'account')} and "
        f"{several(len(summary.assessment.scope.regions), 'region')}, {period_of(summary.assessment)}.",
        fonts.LEAD,
        after=8,
    )
    _draw_tiles(paper, summary)
    paper.heading("Where the controls stand", keep=70)
    draw_legend(paper, list(OF_STANDING.values()))
    draw_bars(paper, [standing_bar(summary, each) for each in summary.framework.control_sets], "controls")
    paper.heading("What the evidence says", keep=70)
    draw_legend(paper, list(OF_VERDICT.values()))
    draw_bars(paper, [_verdict_bar(summary, each) for each in summary.framework.control_sets], "evidence items")
    paper.text(
        "A control is non-compliant as soon as one item is, compliant when at least one item is and none is "
        "non-compliant, inconclusive when no rule could decide. Bars are drawn to the same length; a part is never "
        "narrower than its number.",
        fonts.NOTE,
    )
    _draw_findings(paper, summary)


def _draw_tiles(paper: Paper, summary: AssessmentSummary) -> None:
    standings = Counter(control.standing for control in summary.controls.values())
    share = summary.coverage.share
    tiles = (
        (f"{standings[Standing.NON_COMPLIANT]:,}", f"of {len(summary.controls):,} controls non-compliant"),
        (f"{summary.evidence_count:,}", "evidence items"),
        (f"{percent(share)} %" if share is not None else "n/a", "of observations answered in full"),
        (f"{len(summary.refusals):,}", "refusal" if len(summary.refusals) == 1 else "refusals"),
    )
    width = (WIDTH - 3 * 8) / 4
    paper.y -= _TILE_HEIGHT
    for index, (figure, text) in enumerate(tiles):
        x = LEFT + index * (width + 8)
        paper.ink.box(Area(x, paper.y, width, _TILE_HEIGHT), fonts.PALE)
        paper.ink.box(Area(x, paper.y, 2, _TILE_HEIGHT), fonts.NAVY)
        paper.ink.put(x + 10, paper.y + 26, figure, _FIGURE)
        paper.ink.put(x + 10, paper.y + 11, text, fonts.COLUMN)
    paper.y -= 6


def standing_bar(summary: AssessmentSummary, control_set: ControlSet) -> Bar:
    """Return how many controls of a set stand where."""
    counts = Counter(summary.controls[control.id].standing for control in control_set.controls)
    return Bar(control_set.name, set_key(control_set), [(look, counts[kind]) for kind, look in OF_STANDING.items()])


def _verdict_bar(summary: AssessmentSummary, control_set: ControlSet) -> Bar:
    return Bar(control_set.name, set_key(control_set), verdict_parts(summary, control_set))


def verdict_parts(summary: AssessmentSummary, control_set: ControlSet) -> list[tuple[Look, int]]:
    """Return how many evidence items of each verdict the controls of a set have."""
    counts: Counter[Verdict] = Counter()
    for control in control_set.controls:
        counts.update(summary.controls[control.id].verdicts)
    return [(look, counts[kind]) for kind, look in OF_VERDICT.items()]


def set_key(control_set: ControlSet) -> str:
    """Return what links to a control set lead to."""
    return f"set:{control_set.uuid}"


def control_key(control: Control) -> str:
    """Return what links to a control lead to."""
    return f"control:{control.uuid}"


def _draw_findings(paper: Paper, summary: AssessmentSummary) -> None:
    found = [
        control
        for control in summary.framework.controls
        if summary.controls[control.id].standing is Standing.NON_COMPLIANT
    ]
    if not found:
        return
    paper.heading("Controls with non-compliant evidence", keep=50, before=14)
    columns = (Column("Control", 1), Column("", 5), Column("Non-compliant items", 1.2, is_number=True))
    with Grid(paper, (*columns, Column("Page", 0.6, is_number=True))) as grid:
        for control in found:
            key = control_key(control)
            count = summary.controls[control.id].verdicts.get(Verdict.NON_COMPLIANT, 0)
            grid.row(
                Cell(control.id, fonts.CELL_BOLD, mark=OF_STANDING[Standing.NON_COMPLIANT], key=key),
                Cell(control.name, fonts.CELL_LINK, key=key),
                Cell(f"{count:,}"),
                Cell("", page_of=key),
            )
