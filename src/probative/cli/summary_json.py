"""The summary of an assessment, for programs: one JSON document."""

import json
from collections import Counter
from pathlib import Path

from probative.cli.outcome import outcome_of
from probative.domain.evidence import Verdict
from probative.domain.frameworks import ControlSet
from probative.domain.summaries import AssessmentSummary, ControlSummary, Coverage, RefusalLine, Standing


def as_json(summary: AssessmentSummary, report: Path) -> str:
    """Return the summary as one JSON document."""
    assessment, outcome = summary.assessment, outcome_of(summary)
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
            "exitCode": outcome.code,
            "outcome": outcome.why,
            "reportDirectory": str(report),
        },
        indent=2,
        ensure_ascii=False,
    )


def _set_shape(control_set: ControlSet, summary: AssessmentSummary) -> dict[str, object]:
    controls = [summary.controls[control.id] for control in control_set.controls]
    tally = Counter(control.standing for control in controls)
    return {
        "id": control_set.id,
        "name": control_set.name,
        "standings": {standing.value: tally[standing] for standing in Standing},
        "coverage": _coverage_shape(summary.coverage_by_set.get(control_set.id, Coverage())),
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
