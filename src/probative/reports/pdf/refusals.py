"""Refusals, told so that somebody can act on them: by reason, with the remedy, and where."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from probative.domain.slots import RefusalReason, SourceKind
from probative.domain.summaries import AssessmentSummary, RefusalLine
from probative.reports.pdf import fonts
from probative.reports.pdf.grid import Cell, Column, Grid
from probative.reports.pdf.paper import Paper
from probative.reports.pdf.wording import few, sentence, several


def draw_refusals(paper: Paper, summary: AssessmentSummary) -> None:
    """Draw the chapter of all refusals."""
    paper.chapter("Refusals")
    paper.anchor("refusals", "Refusals", 0)
    paper.heading("Refusals", fonts.HEADING_1)
    if not summary.refusals:
        paper.text("No source refused to answer.", fonts.LEAD)
        return
    paper.text(
        f"{several(len(summary.refusals), 'refusal')}: sources that would not say. Those with the same reason and "
        "question stand on one line here; refusals.csv has each by itself, with the controls that wanted to know.",
        fonts.LEAD,
        after=4,
    )
    draw_refusal_groups(paper, summary.refusals)


def draw_refusal_groups(paper: Paper, refusals: Sequence[RefusalLine]) -> None:
    """Draw `refusals` by reason, then by question."""
    for reason, lines in _by_reason(refusals).items():
        paper.heading(f"{_word(reason)}: {several(len(lines), 'refusal')}", fonts.HEADING_3, keep=60, before=8)
        for remedy in dict.fromkeys(line.remedy for line in lines):
            paper.text(f"What to do: {sentence(remedy)}", fonts.NOTE, after=1)
        with Grid(paper, (Column("Source and question", 3.4), Column("Where", 2), Column("Message", 3.2))) as grid:
            for (kind, question), group in _by_question(lines).items():
                grid.row(
                    Cell(f"{kind}: {question}"),
                    Cell(_where(group)),
                    Cell(_message(group), fonts.CELL_SOFT),
                )


def _word(reason: RefusalReason) -> str:
    return reason.replace("_", " ").capitalize() + f" ({reason})"


def _by_reason(refusals: Iterable[RefusalLine]) -> Mapping[RefusalReason, list[RefusalLine]]:
    groups: dict[RefusalReason, list[RefusalLine]] = defaultdict(list)
    for line in refusals:
        groups[line.reason].append(line)
    return {reason: groups[reason] for reason in RefusalReason if reason in groups}


def _by_question(lines: Iterable[RefusalLine]) -> Mapping[tuple[SourceKind, str], list[RefusalLine]]:
    groups: dict[tuple[SourceKind, str], list[RefusalLine]] = defaultdict(list)
    for line in lines:
        groups[line.kind, line.question].append(line)
    return dict(sorted(groups.items()))


def _where(lines: Sequence[RefusalLine]) -> str:
    places = (
        few((line.account for line in lines), "account"),
        few((line.region for line in lines), "region"),
        few((line.day.isoformat() for line in lines), "day"),
    )
    times = f"{several(len(lines), 'refusal')} in " if len(lines) > 1 else ""
    return times + "; ".join(places)


def _message(lines: Sequence[RefusalLine]) -> str:
    told = list(dict.fromkeys(f"{line.unit}: {line.message}" if line.unit else line.message for line in lines))
    more = len(told) - 1
    return told[0] + (f" (and {several(more, 'other message')}, see refusals.csv)" if more else "")
