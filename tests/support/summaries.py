"""Summaries of one control, for the tests of what is shown of them."""

from collections.abc import Sequence

from probative.domain.evidence import Verdict
from probative.domain.ids import ControlId, Region
from probative.domain.slots import RefusalReason, SourceKind
from probative.domain.summaries import AssessmentSummary, ControlSummary, Coverage, CoverageCell, RefusalLine, Standing
from tests.support.assessing import ACCOUNT, NOW, REGION, TODAY, a_control, a_framework, an_api_source, an_assessment

CONTROL = ControlId("SAFE-1.1")


def a_line(number: int = 0, reason: RefusalReason = RefusalReason.ACCESS_DENIED, region: str = REGION) -> RefusalLine:
    return RefusalLine(
        kind=SourceKind.API_CALL,
        question=f"bedrock:ListThings{number}",
        account=ACCOUNT,
        region=Region(region),
        day=TODAY.date(),
        unit=f"bedrock:ListThings{number}(page=2)",
        reason=reason,
        message="no",
        remedy=f"do something about {reason}",
        attempts=1,
    )


def a_summary(
    refusals: Sequence[RefusalLine] = (),
    standing: Standing = Standing.COMPLIANT,
    coverage: Coverage | None = None,
    cells: Sequence[CoverageCell] = (),
) -> AssessmentSummary:
    framework = a_framework(a_control(an_api_source()))
    control = ControlSummary(
        control_id=CONTROL,
        standing=standing,
        verdicts=dict.fromkeys(Verdict, 0),
        coverage=Coverage(),
        cells=(),
        refusals=tuple(refusals),
        awaiting_people=(),
    )
    return AssessmentSummary(
        assessment=an_assessment(),
        framework=framework,
        controls={CONTROL: control},
        coverage=coverage or Coverage(answered=2),
        cells=tuple(cells),
        refusals=tuple(refusals),
        uses=(),
        evidence_count=0,
        generated_at=NOW,
    )
