"""The pages of a control set and of its controls."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    ManualSource,
    MetricSource,
    SecurityHubSource,
    WhenEmpty,
    rule_of,
)
from probative.domain.frameworks import Control, ControlSet, Mode
from probative.domain.ids import AccountId
from probative.domain.summaries import AssessmentSummary, ControlSummary, Coverage, CoverageCell
from probative.reports.pdf import fonts
from probative.reports.pdf.charts import Bar, draw_bars, draw_legend, percent
from probative.reports.pdf.front import control_key, set_key, standing_bar, verdict_parts
from probative.reports.pdf.grid import Cell, Column, Grid
from probative.reports.pdf.ink import Area
from probative.reports.pdf.marks import OF_STANDING, OF_VERDICT, draw_mark
from probative.reports.pdf.paper import LEFT, WIDTH, Paper
from probative.reports.pdf.refusals import draw_refusal_groups
from probative.reports.pdf.wording import few, sentence, several, spelled
from probative.reports.pdf.wrapping import wrap_code

_MODE: Final = {
    Mode.AUTOMATED: "Collected automatically",
    Mode.PARTIAL: "Collected in part automatically, in part by people",
    Mode.MANUAL: "Brought by people",
}
_WHEN_EMPTY: Final = {
    WhenEmpty.FAIL: "non-compliant",
    WhenEmpty.PASS: "compliant",
    WhenEmpty.NOT_APPLICABLE: "not applicable",
}
_NUMBERED: Final = re.compile(r"\s+(?=[1-9][0-9]?\. [A-Z])")
"""Where the next step of a numbered list begins."""

_CODE_INDENT: Final = 14.0


def draw_control_set(paper: Paper, summary: AssessmentSummary, control_set: ControlSet) -> None:
    """Draw the first page of a control set: purpose, objectives, and where its controls stand."""
    paper.chapter(control_set.name)
    paper.anchor(set_key(control_set), control_set.name, 0)
    paper.text("Control set", fonts.COLUMN, after=0)
    paper.heading(control_set.name, fonts.HEADING_1, before=0)
    paper.text(control_set.purpose, fonts.LEAD, after=6)
    draw_legend(paper, list(OF_STANDING.values()))
    bars = [
        standing_bar(summary, control_set)._replace(label="Controls", key=""),
        Bar("Evidence items", "", verdict_parts(summary, control_set)),
    ]
    draw_bars(paper, bars, "")
    for objective in control_set.objectives:
        paper.heading(f"{objective.id}  {objective.name}", keep=70)
        paper.text(objective.purpose, after=2)
        _draw_standings(paper, summary, objective.controls)


def _draw_standings(paper: Paper, summary: AssessmentSummary, controls: Iterable[Control]) -> None:
    numbers = [Column(look.word, 1.3, is_number=True) for look in OF_VERDICT.values()]
    columns = (Column("Control", 1.5), Column("", 3.7), *numbers, Column("Coverage", 0.9, is_number=True))
    with Grid(paper, (*columns, Column("Page", 0.6, is_number=True))) as grid:
        for control in controls:
            told, key = summary.controls[control.id], control_key(control)
            counts = [Cell(f"{told.verdicts.get(kind, 0):,}") for kind in OF_VERDICT]
            grid.row(
                Cell(control.id, fonts.CELL_BOLD, mark=OF_STANDING[told.standing], key=key),
                Cell(control.name, fonts.CELL_LINK, key=key),
                *counts,
                Cell(_share(told.coverage)),
                Cell("", page_of=key),
            )


def _share(coverage: Coverage) -> str:
    return "n/a" if coverage.share is None else f"{percent(coverage.share)} %"


def draw_control(paper: Paper, summary: AssessmentSummary, control_set: ControlSet, control: Control) -> None:
    """Draw the pages of a control, up to its evidence."""
    told = summary.controls[control.id]
    title = f"{control.id}  {control.name}"
    paper.chapter(title)
    paper.anchor(control_key(control), title, 1)
    objective = next(each for each in control_set.objectives if each.id == control.objective_id)
    paper.text(f"{control_set.name}  /  {objective.name}", fonts.COLUMN, after=0)
    paper.heading(title, fonts.HEADING_1, before=0)
    _draw_standing(paper, control, told)
    _draw_texts(paper, control)
    _draw_parameters(paper, control)
    _draw_sources(paper, control)
    _draw_verdicts(paper, told)
    _draw_coverage(paper, told)
    _draw_refusals(paper, told)
    _draw_awaiting(paper, control, told)


def _draw_standing(paper: Paper, control: Control, told: ControlSummary) -> None:
    look = OF_STANDING[told.standing]
    paper.y -= 20
    paper.ink.box(Area(LEFT, paper.y, WIDTH, 20), fonts.PALE)
    draw_mark(paper.ink, look, LEFT + 11, paper.y + 10, radius=3.2)
    paper.ink.put(LEFT + 21, paper.y + 6.8, look.word, fonts.HEADING_2)
    facts = [_MODE[control.mode], several(sum(told.verdicts.values()), "evidence item")]
    facts += [f"layer: {control.layer.replace('_', ' ')}"] if control.layer else []
    paper.ink.put_right(LEFT + WIDTH - 8, paper.y + 7.2, "   |   ".join(facts), fonts.NOTE)
    paper.y -= 4


def _draw_texts(paper: Paper, control: Control) -> None:
    sections = (
        ("Description", control.description),
        ("Testing information", control.testing_information),
        ("Action plan", control.action_plan_instructions),
    )
    for title, text in sections:
        if text:
            paper.heading(title)
            if title == "Action plan" and control.action_plan_title:
                paper.text(sentence(control.action_plan_title), fonts.BODY._replace(font=fonts.BOLD), after=1)
            for step in _NUMBERED.split(text) if text.startswith("1. ") else (text,):
                paper.text(step, after=2)


def _draw_parameters(paper: Paper, control: Control) -> None:
    if not control.parameters:
        return
    paper.heading("Parameters", keep=50)
    with Grid(paper, (Column("Name", 2), Column("Type", 1), Column("Value", 2), Column("Meaning", 4))) as grid:
        for parameter in control.parameters:
            grid.row(
                Cell(parameter.name, fonts.CELL_BOLD),
                Cell(parameter.type),
                Cell(spelled(parameter.default)),
                Cell(parameter.meaning, fonts.CELL_SOFT),
            )


def _draw_sources(paper: Paper, control: Control) -> None:
    paper.heading("Evidence sources", keep=60)
    for source in control.sources:
        paper.heading(source.name, fonts.HEADING_3, keep=24, before=5)
        paper.text(f"{source.id}  |  {asked_of(source)}", fonts.NOTE, after=2)
        _draw_rule(paper, source)
        if source.note:
            paper.text(sentence(source.note), fonts.NOTE, after=2)


def asked_of(source: EvidenceSource) -> str:
    """Return what a source is asked, in a line."""
    match source:
        case ApiCallSource():
            return f"API calls: {' then '.join(step.call for step in source.chain)}"
        case CloudTrailSource():
            return f"CloudTrail events: {', '.join(f'{event.source} {event.name}' for event in source.events)}"
        case ConfigRuleSource():
            return f"AWS Config rules: {', '.join(source.rules)}"
        case SecurityHubSource():
            return f"Security Hub controls: {', '.join(source.controls)}"
        case MetricSource() | AlarmSource() | ManualSource():
            return _asked_of_others(source)


def _asked_of_others(source: MetricSource | AlarmSource | ManualSource) -> str:
    match source:
        case MetricSource():
            return f"CloudWatch metrics of {source.namespace}: {', '.join(source.metrics)} ({source.statistic})"
        case AlarmSource():
            return f"CloudWatch alarms on {source.namespace}: {', '.join(source.metrics)}"
        case ManualSource():
            return f"Manual, every {several(source.review_interval_days, 'day')}: {source.artefact}"


def _draw_rule(paper: Paper, source: EvidenceSource) -> None:
    rule = rule_of(source)
    if rule is None:
        return
    parts = (("applies if", rule.applies), ("decided if", rule.decided_when), ("compliant if", rule.expression))
    for word, expression in parts:
        if expression is not None:
            _draw_code(paper, word, expression)
    paper.y -= 2
    empty = f"Nothing found: {_WHEN_EMPTY[rule.when_empty]}. " if rule.when_empty else ""
    paper.text(f"{empty}Else non-compliant: {sentence(rule.reason_fail)}", fonts.NOTE, after=2)


def _draw_code(paper: Paper, word: str, expression: str) -> None:
    style, indent = fonts.CODE, 62.0
    for index, line in enumerate(wrap_code(expression, style, WIDTH - indent - _CODE_INDENT)):
        paper.need(style.leading * (1 if index else 2))
        paper.y -= style.leading
        paper.ink.box(Area(LEFT, paper.y, WIDTH, style.leading + 0.2), fonts.PALE)
        if not index:
            paper.ink.put(LEFT + 6, paper.y + 2.6, word, fonts.COLUMN)
        paper.ink.put(LEFT + indent, paper.y + 2.6, line, style)


def _draw_verdicts(paper: Paper, told: ControlSummary) -> None:
    paper.heading("Verdicts", keep=46)
    draw_legend(paper, list(OF_VERDICT.values()))
    parts = [(look, told.verdicts.get(kind, 0)) for kind, look in OF_VERDICT.items()]
    draw_bars(paper, [Bar("Evidence items", "", parts)], "")


def _draw_coverage(paper: Paper, told: ControlSummary) -> None:
    of = told.coverage
    paper.heading("Coverage", keep=30)
    if not of.expected:
        aside = f" {several(of.not_applicable, 'observation')} did not apply." if of.not_applicable else ""
        paper.text(f"No observation was expected.{aside}")
        return
    paper.text(
        f"Of {several(of.expected, 'expected observation')}, {of.answered:,} ({_share(of)}) answered in full, "
        f"{of.partial:,} in part, {of.refused:,} refused, {of.unseen:,} unseen. "
        f"{of.not_applicable:,} more did not apply.",
    )
    gaps = _gaps(told.cells)
    if not gaps:
        return
    numbers = [Column(title, 1, is_number=True) for title in ("Expected", "In part", "Refused", "Unseen")]
    with Grid(paper, (Column("Where something is missing", 2), Column("Regions", 4), *numbers)) as grid:
        for account, (regions, gap) in gaps.items():
            counts = (gap.expected, gap.partial, gap.refused, gap.unseen)
            grid.row(Cell(account), Cell(few(regions, "region")), *(Cell(f"{count:,}") for count in counts))


def _gaps(cells: Iterable[CoverageCell]) -> dict[AccountId, tuple[list[str], Coverage]]:
    """Return, by account, the regions where something is missing, and what."""
    regions: dict[AccountId, list[str]] = defaultdict(list)
    sums: dict[AccountId, Coverage] = defaultdict(Coverage)
    for cell in cells:
        if cell.coverage.answered < cell.coverage.expected:
            regions[cell.account].append(cell.region)
            sums[cell.account] += cell.coverage
    return {account: (regions[account], sums[account]) for account in regions}


def _draw_refusals(paper: Paper, told: ControlSummary) -> None:
    if told.refusals:
        paper.heading("Refusals", keep=70)
        draw_refusal_groups(paper, told.refusals)


def _draw_awaiting(paper: Paper, control: Control, told: ControlSummary) -> None:
    if not told.awaiting_people:
        return
    paper.heading("Awaiting people", keep=40)
    artefacts = {source.id: source.artefact for source in control.sources if isinstance(source, ManualSource)}
    names = {source.id: source.name for source in control.sources}
    for source_id in told.awaiting_people:
        artefact = artefacts.get(source_id, "")
        paper.text(f"{names.get(source_id, source_id)}: {artefact}" if artefact else source_id, after=2)
