"""What dashboards keep of the summary of an assessment: at most a minute old, since it takes long to work out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from probative.app.application import Application
from probative.app.coverage import get_coverage
from probative.domain.engagements import Engagement
from probative.domain.evidence_sources import rule_of
from probative.domain.frameworks import Control
from probative.domain.people import Caller
from probative.domain.summaries import AssessmentSummary, CoverageCell, RefusalLine
from probative.rules import parameters_missing

_LINE_BYTES: Final = 800


class Filed(NamedTuple):
    """A control of an assessment, with the sources that wait for evidence, or the parameters that a source lacks."""

    control: Control
    control_set_id: str
    names: tuple[str, ...]
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is kept of the summary of an assessment."""

    cells: tuple[CoverageCell, ...]
    refusals: tuple[RefusalLine, ...]
    controls: Mapping[str, Control]
    """By UUID."""
    unfed: tuple[Filed, ...]
    """Controls for whose manual sources nothing was brought."""
    unset: tuple[Filed, ...]
    """Controls of which a source needs parameters that are empty; one for each such source."""


def digest_of(application: Application, caller: Caller, engagement: Engagement) -> Digest:
    """Return what is kept of the summary of an assessment, at most a minute old; `caller` may look at its coverage."""
    minute: datetime = application.clock().replace(second=0, microsecond=0)
    return application.recent.get(
        ("overview", engagement.id),
        (minute, engagement.updated_at),
        Digest,
        lambda: _digested(get_coverage(application, caller, engagement.id)),
        weigh=lambda held: _LINE_BYTES * (1 + len(held.cells) + len(held.refusals)),
    )


def _digested(summary: AssessmentSummary) -> Digest:
    filed = [(control, each) for each in summary.framework.control_sets for control in each.controls]
    unfed = []
    unset = []
    for control, control_set in filed:
        if waiting := summary.controls[control.id].awaiting_people:
            unfed.append(Filed(control, control_set.id, waiting))
        for source in control.sources:
            rule = rule_of(source)
            if rule and (missing := parameters_missing(rule, control.parameter_values)):
                unset.append(Filed(control, control_set.id, missing, source.id))
    return Digest(
        cells=summary.cells,
        refusals=summary.refusals,
        controls={control.uuid: control for control, _ in filed},
        unfed=tuple(unfed),
        unset=tuple(unset),
    )
