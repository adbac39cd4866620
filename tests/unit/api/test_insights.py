"""The dashboard over the wire: counts of today, and nothing is no zero."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from probative.api.operations import insights
from probative.app.application import Application
from probative.app.control_domains import domain_arn
from probative.domain.access import AssessmentResource, Resource
from probative.domain.custom import CustomControl
from probative.domain.engagements import AssessedControl, AssessmentStatus, Engagement
from probative.domain.errors import NotFoundError
from probative.domain.evidence import Verdict
from probative.domain.people import Caller
from tests.support.assessed import ASSESSMENT, OTHER_ASSESSMENT, engagement, keep_engagement, keep_some
from tests.support.operating import ask
from tests.support.serving import NOW, SetClock, application, standard_framework

CUSTOM = "20000000-0000-7000-8000-000000000001"
YESTERDAY = NOW - timedelta(days=1)
BAD, GOOD, OPEN = Verdict.NON_COMPLIANT, Verdict.COMPLIANT, Verdict.INCONCLUSIVE


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return application(tmp_path, clock)


@pytest.fixture
def assessed(server: Application) -> Engagement:
    return keep_engagement(server)


def control(set_index: int, index: int = 0) -> str:
    return standard_framework().control_sets[set_index].controls[index].uuid


def domain(set_index: int) -> str:
    return domain_arn(standard_framework().control_sets[set_index])


def overview(server: Application) -> dict[str, Any]:
    shape: dict[str, Any] = ask(server, "GetInsights", insights.get_insights, {})["insights"]
    return shape


def overview_of(server: Application, assessment_id: str = ASSESSMENT) -> dict[str, Any]:
    request = {"assessmentId": assessment_id}
    shape: dict[str, Any] = ask(server, "GetInsightsByAssessment", insights.get_insights_by_assessment, request)[
        "insights"
    ]
    return shape


def domains(server: Application, **page: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(
        server, "ListControlDomainInsights", insights.list_control_domain_insights, {}, **page
    )["controlDomainInsights"]
    return found


def controls(server: Application, domain_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(
        server,
        "ListControlInsightsByControlDomain",
        insights.list_control_insights_by_control_domain,
        {"controlDomainId": domain_id},
    )["controlInsightsMetadata"]
    return found


def assessment_controls(server: Application, domain_id: str, **page: Any) -> dict[str, Any]:
    return ask(
        server,
        "ListAssessmentControlInsightsByControlDomain",
        insights.list_assessment_control_insights_by_control_domain,
        {"controlDomainId": domain_id, "assessmentId": ASSESSMENT},
        **page,
    )


def tally(shape: dict[str, Any]) -> tuple[int | None, ...]:
    return tuple(shape[f"{word}EvidenceCount"] for word in ("noncompliant", "compliant", "inconclusive"))


@pytest.mark.usefixtures("assessed")
def test_nothing_collected_is_no_zero(server: Application) -> None:
    keep_some(server, control(0), 3, at=YESTERDAY)

    for shape in (overview(server), overview_of(server)):
        assert tally(shape) == (None, None, None)
        assert shape["assessmentControlsCountByNoncompliantEvidence"] is None
        assert shape["totalAssessmentControlsCount"] == 110
        assert shape["lastUpdated"] == NOW
    assert overview(server)["activeAssessmentsCount"] == 1
    assert domains(server) == []
    assert controls(server, domain(0)) == []


def test_without_assessments_there_is_nothing(server: Application) -> None:
    shape = overview(server)

    assert (shape["activeAssessmentsCount"], shape["totalAssessmentControlsCount"]) == (0, 0)
    assert tally(shape) == (None, None, None)


@pytest.mark.usefixtures("assessed")
def test_evidence_of_today_is_counted_by_what_it_says(server: Application) -> None:
    keep_some(server, control(0), 2, verdict=BAD)
    keep_some(server, control(0), 1, verdict=GOOD, first=10)
    keep_some(server, control(1), 3, verdict=OPEN)
    keep_some(server, control(1), 1, verdict=Verdict.NOT_APPLICABLE, first=10)
    keep_some(server, control(1), 5, verdict=BAD, at=YESTERDAY, first=20)

    for shape in (overview(server), overview_of(server)):
        assert tally(shape) == (2, 1, 4)
        assert shape["assessmentControlsCountByNoncompliantEvidence"] == 1


@pytest.mark.usefixtures("assessed")
def test_collected_and_none_of_that_class_is_zero(server: Application) -> None:
    keep_some(server, control(0), 1, verdict=GOOD)

    assert tally(overview_of(server)) == (0, 1, 0)
    assert overview_of(server)["assessmentControlsCountByNoncompliantEvidence"] == 0


@pytest.mark.usefixtures("assessed")
def test_assessments_are_summed_up(server: Application) -> None:
    keep_engagement(server, engagement(OTHER_ASSESSMENT))
    keep_some(server, control(0), 2, verdict=BAD)
    keep_some(server, control(0), 1, verdict=BAD, assessment_id=OTHER_ASSESSMENT)

    shape = overview(server)
    assert (shape["activeAssessmentsCount"], shape["totalAssessmentControlsCount"]) == (2, 220)
    assert tally(shape) == (3, 0, 0)
    assert shape["assessmentControlsCountByNoncompliantEvidence"] == 2
    assert tally(overview_of(server, OTHER_ASSESSMENT)) == (1, 0, 0)
    (found,) = domains(server)
    assert tally(found["evidenceInsights"]) == (3, 0, 0)
    assert found["controlsCountByNoncompliantEvidence"] == 1
    assert found["totalControlsCount"] == len(standard_framework().control_sets[0].controls)
    (by_control,) = controls(server, domain(0))
    assert tally(by_control["evidenceInsights"]) == (3, 0, 0)


def test_what_went_inactive_today_still_counts_and_tomorrow_no_more(
    server: Application, assessed: Engagement, clock: SetClock
) -> None:
    keep_some(server, control(0), 1, verdict=BAD)
    keep_some(server, control(0), 1, verdict=BAD, at=NOW + timedelta(days=1), first=10)
    keep_engagement(server, replace(assessed, status=AssessmentStatus.INACTIVE, updated_at=NOW))

    shape = overview(server)
    assert (shape["activeAssessmentsCount"], shape["totalAssessmentControlsCount"]) == (0, 0)
    assert tally(shape) == (1, 0, 0)

    clock.advance(days=1)
    assert tally(overview(server)) == (None, None, None)


@pytest.mark.usefixtures("assessed")
def test_domains_are_listed_worst_first(server: Application) -> None:
    keep_some(server, control(0), 1, verdict=GOOD)
    keep_some(server, control(1), 3, verdict=BAD)
    keep_some(server, control(1, 1), 1, verdict=BAD)
    keep_some(server, control(2), 1, verdict=BAD)

    found = domains(server)

    sets = standard_framework().control_sets
    assert [shape["id"] for shape in found] == [domain(1), domain(2), domain(0)]
    assert [shape["name"] for shape in found] == [sets[1].name, sets[2].name, sets[0].name]
    assert [shape["controlsCountByNoncompliantEvidence"] for shape in found] == [2, 1, 0]
    by_assessment = ask(
        server,
        "ListControlDomainInsightsByAssessment",
        insights.list_control_domain_insights_by_assessment,
        {"assessmentId": ASSESSMENT},
    )["controlDomainInsights"]
    assert by_assessment == found


@pytest.mark.usefixtures("assessed")
def test_domains_are_paged(server: Application) -> None:
    for index in range(4):
        keep_some(server, control(index), 1 + index % 2, verdict=BAD)
    everything = domains(server)

    walked, after = [], None
    while True:
        page = ask(
            server,
            "ListControlDomainInsights",
            insights.list_control_domain_insights,
            {},
            limit=1,
            after=after,
        )
        walked += page["controlDomainInsights"]
        if (after := page.get("nextToken")) is None:
            break

    assert walked == everything
    assert len(walked) == 4


@pytest.mark.usefixtures("assessed")
def test_controls_of_a_domain_are_listed_worst_first(server: Application) -> None:
    keep_some(server, control(0, 0), 1, verdict=GOOD)
    keep_some(server, control(0, 1), 2, verdict=BAD)
    keep_some(server, control(0, 2), 1, verdict=BAD)
    keep_some(server, control(1, 0), 9, verdict=BAD)

    found = controls(server, domain(0))

    first_set = standard_framework().control_sets[0]
    assert [shape["id"] for shape in found] == [control(0, 1), control(0, 2), control(0, 0)]
    assert found[0]["name"] == first_set.controls[1].name
    of_assessment = assessment_controls(server, domain(0))["controlInsightsByAssessment"]
    assert of_assessment == [{**shape, "controlSetName": first_set.name} for shape in found]
    assert controls(server, first_set.uuid) == found
    page = assessment_controls(server, domain(0), limit=2)
    rest = assessment_controls(server, domain(0), after=page["nextToken"])
    assert page["controlInsightsByAssessment"] + rest["controlInsightsByAssessment"] == of_assessment


def test_custom_controls_are_uncategorized(server: Application, assessed: Engagement) -> None:
    first = assessed.control_sets[0]
    keep_engagement(
        server,
        replace(
            assessed,
            control_sets=(replace(first, controls=(*first.controls, AssessedControl(id=CUSTOM))),),
        ),
    )
    custom = CustomControl(
        id=CUSTOM,
        name="Our own",
        description=None,
        testing_information=None,
        action_plan_title=None,
        action_plan_instructions=None,
        sources=(),
        created_at=NOW,
        updated_at=NOW,
        created_by="olivia",
        updated_by="olivia",
    )
    server.store.change(lambda books: books.controls.put(custom))
    keep_some(server, CUSTOM, 1, verdict=BAD)

    (found,) = domains(server)
    assert (found["id"], found["totalControlsCount"]) == ("UNCATEGORIZED", 1)
    (shape,) = controls(server, "UNCATEGORIZED")
    assert (shape["id"], shape["name"]) == (CUSTOM, "Our own")


@pytest.mark.usefixtures("assessed")
def test_an_unknown_domain_or_assessment_is_not_found(server: Application) -> None:
    with pytest.raises(NotFoundError):
        controls(server, CUSTOM)
    with pytest.raises(NotFoundError):
        assessment_controls(server, CUSTOM)
    with pytest.raises(NotFoundError):
        overview_of(server, OTHER_ASSESSMENT)


class Stranger:
    """Allows everything but what concerns one assessment."""

    def allows(self, caller: Caller, action: str, resource: Resource, at: object) -> bool:
        del caller, action, at
        return not (isinstance(resource, AssessmentResource) and resource.id == OTHER_ASSESSMENT)


@pytest.mark.usefixtures("assessed")
def test_hidden_assessments_count_for_nothing(server: Application) -> None:
    keep_engagement(server, engagement(OTHER_ASSESSMENT))
    keep_some(server, control(0), 1, verdict=BAD, assessment_id=OTHER_ASSESSMENT)
    stranger = replace(server, authorizer=Stranger())

    assert overview(stranger)["activeAssessmentsCount"] == 1
    assert tally(overview(stranger)) == (None, None, None)
    assert domains(stranger) == []
    with pytest.raises(NotFoundError):
        overview_of(stranger, OTHER_ASSESSMENT)
