"""The table of contents: every control set and control, with its standing and its page."""

from probative.domain.frameworks import ControlSet
from probative.domain.summaries import AssessmentSummary
from probative.reports.pdf import fonts
from probative.reports.pdf.charts import draw_legend
from probative.reports.pdf.fonts import width_of
from probative.reports.pdf.front import control_key, set_key
from probative.reports.pdf.ink import Area
from probative.reports.pdf.marks import OF_STANDING, Look, draw_mark
from probative.reports.pdf.paper import LEFT, RIGHT, WIDTH, Paper
from probative.reports.pdf.wrapping import wrap

_SET = fonts.HEADING_3
_LINE = fonts.Style(fonts.REGULAR, 7.6, 11.2)
_ID_WIDTH = 62.0
_PAGE_WIDTH = 30.0


def draw_contents(paper: Paper, summary: AssessmentSummary) -> None:
    """Draw the table; each line leads to its page."""
    paper.chapter("Control sets and controls")
    paper.anchor("contents", "Control sets and controls", 0)
    paper.heading("Control sets and controls", fonts.HEADING_1)
    draw_legend(paper, list(OF_STANDING.values()))
    for control_set in summary.framework.control_sets:
        _draw_set(paper, control_set)
        for control in control_set.controls:
            look = OF_STANDING[summary.controls[control.id].standing]
            _draw_control(paper, (control.id, control.name), control_key(control), look)


def _draw_set(paper: Paper, control_set: ControlSet) -> None:
    lines = wrap(control_set.name, _SET, WIDTH - _PAGE_WIDTH)
    height = len(lines) * _SET.leading
    paper.need(height + 9 + 2 * _LINE.leading)
    paper.y -= 9 if height else 0
    top = paper.y
    paper.lines(lines, _SET)
    key = set_key(control_set)
    paper.page_of(key, RIGHT, top - _SET.leading * 0.76, _SET)
    paper.link(key, Area(LEFT, paper.y, WIDTH, height))
    paper.y -= 2
    paper.ink.rule(LEFT, paper.y, RIGHT, colour=fonts.FAINT, thickness=0.6)
    paper.y -= 1


def _draw_control(paper: Paper, names: tuple[str, str], key: str, look: Look) -> None:
    control_id, name = names
    ids = wrap(control_id, _LINE, _ID_WIDTH - 14)
    lines = wrap(name, _LINE, WIDTH - _ID_WIDTH - _PAGE_WIDTH)
    height = max(len(lines), len(ids)) * _LINE.leading
    paper.need(height)
    base = paper.y - _LINE.leading * 0.76
    draw_mark(paper.ink, look, LEFT + 3, base + 2.5)
    for index, line in enumerate(ids):
        paper.ink.put(LEFT + 12, base - index * _LINE.leading, line, _LINE)
    for index, line in enumerate(lines):
        paper.ink.put(LEFT + _ID_WIDTH, base - index * _LINE.leading, line, _LINE)
    end = base - (len(lines) - 1) * _LINE.leading
    start = LEFT + _ID_WIDTH + width_of(lines[-1], _LINE) + 5
    paper.ink.rule(start, end + 1, RIGHT - 24, colour=fonts.RULE, thickness=0.4)
    paper.page_of(key, RIGHT, end, _LINE)
    paper.y -= height
    paper.link(key, Area(LEFT, paper.y, WIDTH, height))
