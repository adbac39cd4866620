"""What a run comes to: its exit code, and why, in a line that the summary ends with."""

from typing import Final, NamedTuple

from probative.domain.summaries import AssessmentSummary, Standing

EXIT_SOUND: Final = 0
EXIT_FINDINGS: Final = 1
EXIT_UNTOLD: Final = 3


class Outcome(NamedTuple):
    """How a run ends."""

    code: int
    why: str


def outcome_of(summary: AssessmentSummary) -> Outcome:
    """Return how the run of `summary` ends.

    What was refused or never seen outweighs a finding, since it may hide more. Evidence that people have not brought
    yet does not count: a run cannot collect it.
    """
    unread = _unread(summary)
    if unread:
        return Outcome(EXIT_UNTOLD, f"could not tell: {unread}, which may hide more than is shown")
    found = sum(control.standing is Standing.NON_COMPLIANT for control in summary.controls.values())
    if found:
        return Outcome(EXIT_FINDINGS, f"findings: {_several(found, 'control')} non-compliant, and nothing left unread")
    return Outcome(EXIT_SOUND, "sound: nothing non-compliant, and nothing left unread")


def _unread(summary: AssessmentSummary) -> str:
    refused, unseen = len(summary.refusals), summary.coverage.unseen
    told = [
        *([_several(refused, "refusal")] if refused else []),
        *([f"{_several(unseen, 'observation')} not made"] if unseen else []),
    ]
    return " and ".join(told)


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''}"
