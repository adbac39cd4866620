"""The summary of an assessment, for people and for programs."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from probative.domain.evidence import Verdict
from probative.domain.frameworks import ControlSet
from probative.domain.slots import RefusalReason
from probative.domain.summaries import AssessmentSummary, ControlSummary, Coverage, RefusalLine, Standing

_WIDTH: Final = 110
_REFUSALS_SHOWN: Final = 12
_STYLES: Final[Mapping[Standing, str]] = {
    Standing.COMPLIANT: "green",
    Standing.NON_COMPLIANT: "red",
    Standing.INCONCLUSIVE: "yellow",
    Standing.NOT_APPLICABLE: "dim",
    Standing.NO_EVIDENCE: "magenta",
}
_WORDS: Final[Mapping[Standing, str]] = {
    Standing.COMPLIANT: "Compliant",
    Standing.NON_COMPLIANT: "Non-compl.",
    Standing.INCONCLUSIVE: "Inconcl.",
    Standing.NOT_APPLICABLE: "N/A",
    Standing.NO_EVIDENCE: "No evid.",
}


def print_text(summary: AssessmentSummary, report: Path) -> None:
    """Print the summary as a stranger understands it."""
    console = Console(width=None if Console().is_terminal else _WIDTH, highlight=False)
    assessment = summary.assessment
    console.print()
    console.print(f"[bold]{escape(assessment.name)}[/bold]")
    console.print(
        f"{escape(summary.framework.name)} {summary.framework.version}, "
        f"{assessment.since:%Y-%m-%d %H:%M} to {assessment.until:%Y-%m-%d %H:%M} UTC"
    )
    console.print(f"Accounts {', '.join(assessment.scope.accounts)}; regions {', '.join(assessment.scope.regions)}")
    console.print()
    console.print(_standings(summary))
    _print_refusals(console, summary.refusals)
    _print_next(console, summary, report)


def as_json(summary: AssessmentSummary, report: Path) -> str:
    """Return the summary as one JSON document."""
    assessment = summary.assessment
    return json.dumps(
        {
            "assessment": {
                "id": assessment.id,
                "name": assessment.name,
                "frameworkId": assessment.framework_id,
                "frameworkDigest": assessment.framework_digest,
                "accounts": list(assessment.scope.accounts),
                "regions": list(assessment.scope.regions),
                "since": assessment.since.isoformat(),
                "until": assessment.until.isoformat(),
            },
            "evidenceCount": summary.evidence_count,
            "coverage": _coverage_shape(summary.coverage),
            "controlSets": [_set_shape(control_set, summary) for control_set in summary.framework.control_sets],
            "refusals": [_refusal_shape(refusal) for refusal in summary.refusals],
            "reportDirectory": str(report),
        },
        indent=2,
        ensure_ascii=False,
    )


def _standings(summary: AssessmentSummary) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False)
    sets = summary.framework.control_sets
    everything = _tally(summary.controls.values())
    table.add_column("Domain" if len(sets) > 1 else "Control set", footer="All", no_wrap=True)
    table.add_column("Controls", justify="right", no_wrap=True, footer=str(len(summary.controls)))
    for standing, word in _WORDS.items():
        table.add_column(word, justify="right", style=_STYLES[standing], footer=str(everything[standing]), no_wrap=True)
    table.add_column("Evidence", justify="right", no_wrap=True, footer=str(summary.evidence_count))
    table.add_column("Coverage", justify="right", no_wrap=True, footer=_percent(summary.coverage))
    table.add_column("Refusals", justify="right", no_wrap=True, footer=str(len(summary.refusals)))
    for control_set in sets:
        controls = [summary.controls[control.id] for control in control_set.controls]
        tally = _tally(controls)
        table.add_row(
            escape(control_set.name),
            str(len(controls)),
            *(str(tally[standing] or "-") for standing in _WORDS),
            str(sum(sum(control.verdicts.values()) for control in controls)),
            _percent(sum((control.coverage for control in controls), Coverage())),
            str(len({refusal for control in controls for refusal in control.refusals}) or "-"),
        )
    return table


def _print_refusals(console: Console, refusals: Sequence[RefusalLine]) -> None:
    if not refusals:
        return
    console.print(f"[bold]{len(refusals)} refusals[/bold]: what could not be read, and is neither a pass nor a fail")
    groups: dict[tuple[RefusalReason, str, str, str], list[RefusalLine]] = {}
    for refusal in refusals:
        groups.setdefault((refusal.reason, refusal.account, refusal.region, refusal.remedy), []).append(refusal)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Reason", "Account", "Region"):
        table.add_column(column, no_wrap=True)
    table.add_column("What")
    table.add_column("What to do")
    for (reason, account, region, remedy), lines in list(groups.items())[:_REFUSALS_SHOWN]:
        table.add_row(reason, account, region, escape(_what(lines)), remedy)
    console.print(table)
    if len(groups) > _REFUSALS_SHOWN:
        console.print(f"... and {len(groups) - _REFUSALS_SHOWN} more groups: all of them are in refusals.csv.")


def _what(lines: Sequence[RefusalLine]) -> str:
    first = lines[0].unit or lines[0].question
    return f"{first[:60]}{f' and {len(lines) - 1} more' if len(lines) > 1 else ''}"


def _print_next(console: Console, summary: AssessmentSummary, report: Path) -> None:
    awaiting = sum(1 for control in summary.controls.values() if control.awaiting_people)
    if awaiting:
        console.print(f"{awaiting} controls also await evidence from people: see --manual.")
    console.print(f"Report: [bold]{escape(str(report / 'AssessmentReportSummary.pdf'))}[/bold]")
    console.print(f"        {escape(str(report))}{'/'} holds the evidence, its digests and how to check them.")


def _tally(controls: Iterable[ControlSummary]) -> Counter[Standing]:
    return Counter(control.standing for control in controls)


def _percent(coverage: Coverage) -> str:
    return "-" if coverage.share is None else f"{_floor_percent(coverage.share)} %"


def _floor_percent(share: float) -> int:
    """Return whole percent, rounded down: 100 only if nothing is missing."""
    return int(share * 100)


def _set_shape(control_set: ControlSet, summary: AssessmentSummary) -> dict[str, object]:
    controls = [summary.controls[control.id] for control in control_set.controls]
    return {
        "id": control_set.id,
        "name": control_set.name,
        "standings": {standing.value: count for standing, count in sorted(_tally(controls).items())},
        "controls": [_control_shape(control) for control in controls],
    }


def _control_shape(control: ControlSummary) -> dict[str, object]:
    return {
        "id": control.control_id,
        "standing": control.standing,
        "evidence": {verdict.value: control.verdicts.get(verdict, 0) for verdict in Verdict},
        "coverage": _coverage_shape(control.coverage),
        "refusalsCount": len(control.refusals),
        "awaitingPeople": list(control.awaiting_people),
    }


def _coverage_shape(coverage: Coverage) -> dict[str, int]:
    return {
        "expected": coverage.expected,
        "answered": coverage.answered,
        "partial": coverage.partial,
        "refused": coverage.refused,
        "unseen": coverage.unseen,
        "notApplicable": coverage.not_applicable,
    }


def _refusal_shape(refusal: RefusalLine) -> dict[str, object]:
    return {
        "reason": refusal.reason,
        "account": refusal.account,
        "region": refusal.region,
        "day": refusal.day.isoformat(),
        "dataSource": refusal.kind,
        "question": refusal.question,
        "unit": refusal.unit,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "attempts": refusal.attempts,
    }
