"""The dashboard: counts of the evidence of today."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from probative.api.operations.context import Context, Shape
from probative.app import insights
from probative.app.insights import Overview
from probative.assess.insights import ControlInsight, DomainInsight, Tally

T = TypeVar("T")


def get_insights(context: Context, request: Shape) -> Shape:
    """Answer `GetInsights`."""
    del request
    overview = insights.get_overview(context.application, context.caller)
    return {"insights": {"activeAssessmentsCount": overview.active_count, **_overview(context, overview)}}


def get_insights_by_assessment(context: Context, request: Shape) -> Shape:
    """Answer `GetInsightsByAssessment`."""
    overview = insights.get_assessment_overview(context.application, context.caller, request["assessmentId"])
    return {"insights": _overview(context, overview)}


def list_control_domain_insights(context: Context, request: Shape) -> Shape:
    """Answer `ListControlDomainInsights`: worst first."""
    del request
    return _domains(context, insights.list_domains(context.application, context.caller))


def list_control_domain_insights_by_assessment(context: Context, request: Shape) -> Shape:
    """Answer `ListControlDomainInsightsByAssessment`: worst first."""
    found = insights.list_assessment_domains(context.application, context.caller, request["assessmentId"])
    return _domains(context, found)


def list_control_insights_by_control_domain(context: Context, request: Shape) -> Shape:
    """Answer `ListControlInsightsByControlDomain`: worst first."""
    found = insights.list_controls(context.application, context.caller, request["controlDomainId"])
    fitting, token = _paged(context, found, _control_place)
    return {"controlInsightsMetadata": [_control(context, insight) for insight in fitting], "nextToken": token}


def list_assessment_control_insights_by_control_domain(context: Context, request: Shape) -> Shape:
    """Answer `ListAssessmentControlInsightsByControlDomain`: worst first."""
    found = insights.list_assessment_controls(
        context.application, context.caller, request["assessmentId"], request["controlDomainId"]
    )
    fitting, token = _paged(context, found, _control_place)
    shapes = [{**_control(context, insight), "controlSetName": insight.control.control_set} for insight in fitting]
    return {"controlInsightsByAssessment": shapes, "nextToken": token}


def _paged(
    context: Context, found: Sequence[T], key_of: Callable[[T], tuple[int, str]]
) -> tuple[Sequence[T], str | None]:
    """Return the page that is asked for of `found`, which is ordered by `key_of`."""
    after = _to_key(context.page.after)
    rest = found if after is None else [each for each in found if key_of(each) > after]
    return context.page.cut(rest[: context.page.limit + 1], lambda each: _place_of(key_of(each)))


def _place_of(key: tuple[int, str]) -> str:
    return f"{key[0]} {key[1]}"


def _to_key(place: str | None) -> tuple[int, str] | None:
    if place is None:
        return None
    count, _, rest = place.partition(" ")
    return int(count), rest


def _control_place(insight: ControlInsight) -> tuple[int, str]:
    return -(insight.tally.noncompliant or 0), f"{insight.control.control_id} {insight.control.control_set}"


def _domain_place(insight: DomainInsight) -> tuple[int, str]:
    return -(insight.tally.noncompliant or 0), insight.domain.id


def _domains(context: Context, found: Sequence[DomainInsight]) -> Shape:
    fitting, token = _paged(context, found, _domain_place)
    return {
        "controlDomainInsights": [
            {
                "name": insight.domain.name,
                "id": insight.domain.id,
                "controlsCountByNoncompliantEvidence": insight.noncompliant_controls_count,
                "totalControlsCount": insight.controls_count,
                "evidenceInsights": _tally(insight.tally),
                "lastUpdated": context.now,
            }
            for insight in fitting
        ],
        "nextToken": token,
    }


def _control(context: Context, insight: ControlInsight) -> Shape:
    return {
        "name": insight.control.name,
        "id": insight.control.control_id,
        "evidenceInsights": _tally(insight.tally),
        "lastUpdated": context.now,
    }


def _overview(context: Context, overview: Overview) -> Shape:
    return {
        **_tally(overview.tally),
        "assessmentControlsCountByNoncompliantEvidence": overview.noncompliant_controls_count,
        "totalAssessmentControlsCount": overview.controls_count,
        "lastUpdated": context.now,
    }


def _tally(tally: Tally) -> Shape:
    return {
        "noncompliantEvidenceCount": tally.noncompliant,
        "compliantEvidenceCount": tally.compliant,
        "inconclusiveEvidenceCount": tally.inconclusive,
    }
