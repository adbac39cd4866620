"""The summary of an assessment, for people: readable on a page of any width, no word ever cut."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from probative.cli.outcome import outcome_of
from probative.domain.frameworks import ControlSet
from probative.domain.slots import SourceKind
from probative.domain.summaries import (
    AssessmentSummary,
    ControlSummary,
    Coverage,
    CoverageCell,
    RefusalLine,
    Standing,
)

_WIDTH: Final = 110
"""Of a page that is no terminal and says nothing of its width."""
_FULL_WIDTH: Final = 93
"""What the table of control sets needs with all its columns."""
_PLACES_SHOWN: Final = 6
_GAPS_SHOWN: Final = 4
_STYLES: Final[Mapping[Standing, str]] = {
    Standing.COMPLIANT: "green",
    Standing.NON_COMPLIANT: "red",
    Standing.INCONCLUSIVE: "yellow",
    Standing.NOT_APPLICABLE: "dim",
    Standing.NO_EVIDENCE: "magenta",
}
_WORDS: Final[Mapping[Standing, str]] = {
    Standing.COMPLIANT: "Compliant",
    Standing.NON_COMPLIANT: "Non-\ncompliant",
    Standing.INCONCLUSIVE: "Inconclusive",
    Standing.NOT_APPLICABLE: "N/A",
    Standing.NO_EVIDENCE: "No\nevidence",
}


def print_text(summary: AssessmentSummary, report: Path, width: int | None) -> None:
    """Print the summary as a stranger understands it; `width` None: as wide as the terminal."""
    console = Console(width=width or (None if Console().is_terminal else _WIDTH), highlight=False)
    console.print()
    console.print(f"[bold]{escape(summary.assessment.name)}[/bold]")
    for line in _head(summary):
        console.print(escape(line))
    console.print()
    console.print(_standings(summary, is_full=console.width >= _FULL_WIDTH))
    _print_refusals(console, summary.refusals)
    _print_unseen(console, summary)
    _print_next(console, summary, report)


def _head(summary: AssessmentSummary) -> Iterator[str]:
    assessment, framework = summary.assessment, summary.framework
    yield f"Framework  {framework.name} {framework.version}: {len(summary.controls)} controls"
    yield f"Period     {assessment.since:%Y-%m-%d %H:%M} to {assessment.until:%Y-%m-%d %H:%M} UTC"
    yield f"Accounts   {', '.join(assessment.scope.accounts)}"
    yield f"Regions    {', '.join(assessment.scope.regions)}"


def _standings(summary: AssessmentSummary, *, is_full: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False, padding=0, header_style="bold")
    everything = _tally(summary.controls.values())
    columns = [
        *([("Controls", "", str(len(summary.controls)))] if is_full else []),
        *((word, _STYLES[standing], str(everything[standing] or "-")) for standing, word in _WORDS.items()),
        *([("Evidence", "", str(summary.evidence_count))] if is_full else []),
        ("Coverage", "", _percent(summary.coverage)),
        ("Refusals", "", str(len(summary.refusals) or "-")),
    ]
    table.add_column("Control set", footer="All", overflow="fold", vertical="bottom")
    for word, style, footer in columns:
        table.add_column(word, style=style, footer=footer, justify="right", no_wrap=True)
    for control_set in summary.framework.control_sets:
        table.add_row(escape(control_set.name), *_cells(control_set, summary, is_full=is_full))
    return table


def _cells(control_set: ControlSet, summary: AssessmentSummary, *, is_full: bool) -> Iterator[str]:
    controls = [summary.controls[control.id] for control in control_set.controls]
    tally = _tally(controls)
    if is_full:
        yield str(len(controls))
    yield from (str(tally[standing] or "-") for standing in _WORDS)
    if is_full:
        yield str(sum(sum(control.verdicts.values()) for control in controls) or "-")
    yield _percent(summary.coverage_by_set.get(control_set.id, Coverage()))
    yield str(len({refusal for control in controls for refusal in control.refusals}) or "-")


def _print_refusals(console: Console, refusals: Sequence[RefusalLine]) -> None:
    if not refusals:
        return
    several = "refusals" if len(refusals) > 1 else "refusal"
    console.print(f"[bold]{len(refusals)} {several}[/bold]: what could not be read, and is neither a pass nor a fail\n")
    by_reason: dict[str, list[RefusalLine]] = {}
    for refusal in refusals:
        by_reason.setdefault(refusal.reason, []).append(refusal)
    for reason, lines in sorted(by_reason.items(), key=lambda group: -len(group[1])):
        told = f"[bold]{reason}[/bold] ({len(lines)}): {escape(lines[0].remedy)}"
        console.print(Padding(told, (0, 0, 0, 2), expand=False))
        _print_places(console, lines)
    console.print("All of them: refusals.csv in the report.\n", style="dim")


def _print_places(console: Console, lines: Iterable[RefusalLine]) -> None:
    places: dict[tuple[str, str], list[RefusalLine]] = {}
    for line in lines:
        places.setdefault((line.account, line.region), []).append(line)
    for (account, region), held in list(places.items())[:_PLACES_SHOWN]:
        head = f"{account}  {region:<14}  "
        names = _some(list(dict.fromkeys(_name(line) for line in held)), console.width - len(head) - 4)
        console.print(Padding(Text(head + names), (0, 0, 0, 4), expand=False))
    if len(places) > _PLACES_SHOWN:
        console.print(f"    and in {len(places) - _PLACES_SHOWN} more places")


def _name(line: RefusalLine) -> str:
    """Return the shortest name of what was refused: the call, the rule, the log file, the file brought."""
    if line.kind in {SourceKind.CLOUDTRAIL, SourceKind.MANUAL}:
        return line.unit.rstrip("/").rpartition("/")[2] or line.question
    if line.kind is SourceKind.API_CALL:
        return (line.unit or line.question).partition("(")[0]
    return line.question


def _some(names: Sequence[str], width: int) -> str:
    """Return as many of `names` as fit into `width`, at least one, and how many more there are."""
    shown = 1
    while shown < len(names) and len(_listed(names, shown + 1)) <= width:
        shown += 1
    return _listed(names, shown)


def _listed(names: Sequence[str], shown: int) -> str:
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more


def _print_unseen(console: Console, summary: AssessmentSummary) -> None:
    """Say what nobody looked at: no log was delivered, or AWS was not asked."""
    if not summary.coverage.unseen:
        return
    gaps = [cell for cell in summary.cells if cell.coverage.unseen]
    console.print(
        f"[bold]{summary.coverage.unseen} of {summary.coverage.expected} observations were not made[/bold]: "
        "nobody asked, or no log file was delivered"
    )
    for cell in gaps[:_GAPS_SHOWN]:
        console.print(f"    {_gap(cell)}")
    if len(gaps) > _GAPS_SHOWN:
        console.print(f"    and on {len(gaps) - _GAPS_SHOWN} more days and places: coverage.csv in the report")
    console.print()


def _gap(cell: CoverageCell) -> str:
    return f"{cell.account}  {cell.region:<14}  {cell.day}  {cell.coverage.unseen} of {cell.coverage.expected}"


def _print_next(console: Console, summary: AssessmentSummary, report: Path) -> None:
    awaiting = sum(1 for control in summary.controls.values() if control.awaiting_people)
    if awaiting:
        several = "controls also await" if awaiting > 1 else "control also awaits"
        console.print(f"{awaiting} {several} evidence from people: bring it with --manual.")
    console.print(f"Outcome   {outcome_of(summary).why}")
    # One line each, whatever their length: a path that is broken cannot be copied.
    console.print(f"Report    [bold]{escape(str(report / 'AssessmentReportSummary.pdf'))}[/bold]", soft_wrap=True)
    console.print(
        f"Evidence  {escape(str(report))}/ with its digests and how to check them: README.txt", soft_wrap=True
    )


def _tally(controls: Iterable[ControlSummary]) -> Counter[Standing]:
    return Counter(control.standing for control in controls)


def _percent(coverage: Coverage) -> str:
    """Return whole percent, rounded down: 100 only if nothing is missing."""
    return "-" if coverage.share is None else f"{int(coverage.share * 100)} %"
