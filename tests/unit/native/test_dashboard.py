"""The dashboard through the native API: every number is what its criteria find."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from probative.app.application import Application
from probative.app.needs import ControlNeed
from probative.domain.engagements import AssessmentStatus, ControlSetStatus, Engagement
from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import rule_of
from probative.domain.frameworks import Control
from probative.domain.ids import SourceId
from probative.domain.people import Standing
from probative.rules import parameters_missing
from tests.support.assessed import an_item, keep_items, keep_some
from tests.support.covered import OTHER_ACCOUNT, covered, hand_over
from tests.support.engaging import DAN, FIRST, OWN_CONTROL, STRANGER, kept, serving, standard_controls
from tests.support.native import native
from tests.support.serving import ACCOUNT, NOW, REGION, SetClock, caller, standard_framework

YESTERDAY = NOW - timedelta(days=1)
DOMAIN = "arn:aws:controlcatalog:::domain/" + standard_framework().control_sets[0].uuid


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    made = covered(server)
    first, _, third = standard_controls(3)
    keep_some(server, first, 3, assessment_id=made.id)
    keep_some(server, third, 2, verdict=Verdict.NON_COMPLIANT, at=YESTERDAY, assessment_id=made.id)
    keep_some(server, OWN_CONTROL, 2, verdict=Verdict.INCONCLUSIVE, assessment_id=made.id)
    keep_some(server, first, 4, at=NOW - timedelta(days=40), first=30, assessment_id=made.id)
    return made


def told(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def numbers(answer: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield all that has a count and criteria, with where its criteria are asked."""
    if isinstance(answer, list):
        for each in answer:
            yield from numbers(each)
    elif isinstance(answer, dict):
        if answer.keys() == {"count", "criteria"}:
            yield "/v1/refusals" if name == "refusals" else "/v1/evidence", answer
        for member, each in answer.items():
            yield from numbers(each, member)


def found(client: TestClient, path: str, criteria: dict[str, Any]) -> int:
    answer = client.get(path, params={**criteria, "maxResults": 1000})
    assert answer.status_code == 200, answer.text
    (items,) = (value for name, value in answer.json().items() if name != "nextToken")
    return len(items)


@pytest.mark.usefixtures("engagement")
def test_evidence_is_told_for_today_by_day_and_by_domain(server: Application) -> None:
    shown = told(native(server), "/v1/dashboard")

    counts = {name: each["count"] for name, each in shown["today"]["verdicts"].items()}
    assert counts == {"compliant": 3, "nonCompliant": 0, "inconclusive": 2, "notApplicable": 0}
    assert (shown["since"], shown["until"], shown["assessmentsCount"]) == ("2026-10-22", "2026-11-21", 1)
    assert shown["evidence"]["count"] == 7
    assert [each["day"] for each in shown["trend"]][-2:] == ["2026-11-19", "2026-11-20"]
    assert len(shown["trend"]) == 30
    assert shown["trend"][-1] == shown["today"]
    assert [(each["id"], each["name"], each["verdicts"]["nonCompliant"]["count"]) for each in shown["domains"]] == [
        (DOMAIN, standard_framework().control_sets[0].name, 2),
        ("UNCATEGORIZED", "Uncategorized", 0),
    ]


@pytest.mark.usefixtures("engagement")
@pytest.mark.parametrize("query", ["", "since=2026-10-01", "since=2026-11-19&until=2026-11-20", "one"])
def test_every_number_is_what_its_criteria_find(server: Application, query: str) -> None:
    client = native(server)
    other = covered(server, "Another")
    keep_some(server, standard_controls(1)[0], 5, first=60, assessment_id=other.id)
    query = query.replace("one", f"assessmentId={other.id}")

    shown = [told(client, f"/v1/dashboard{path}?{query}") for path in ("", "/coverage")]

    for path, each in numbers(shown):
        assert found(client, path, each["criteria"]) == each["count"], each
    assert {path for path, each in numbers(shown) if each["count"]} >= {"/v1/evidence"}


@pytest.mark.usefixtures("engagement")
def test_coverage_is_told_by_place_and_refusals_by_reason(server: Application) -> None:
    shown = told(native(server), "/v1/dashboard/coverage")

    here, there = shown["places"]
    assert (here["account"], here["region"]) == (ACCOUNT, REGION)
    assert {name: here["coverage"][name] for name in ("expected", "answered", "partial", "refused", "unseen")} == {
        "expected": 2,
        "answered": 1,
        "partial": 1,
        "refused": 0,
        "unseen": 0,
    }
    assert (here["evidence"]["count"], here["refusals"]["count"]) == (7, 1)
    assert (there["account"], there["coverage"]["refused"], there["coverage"]["unseen"]) == (OTHER_ACCOUNT, 1, 1)
    assert (there["evidence"]["count"], there["refusals"]["count"]) == (0, 2)
    assert shown["coverage"]["expected"] == 4
    assert shown["refusals"]["count"] == 3
    reasons = {each["reason"]: (each["refusals"]["count"], each["remedy"]) for each in shown["reasons"]}
    assert {reason: count for reason, (count, _) in reasons.items()} == {
        "MALFORMED": 1,
        "ACCESS_DENIED": 1,
        "THROTTLED": 1,
    }
    assert reasons["ACCESS_DENIED"][1].startswith("grant the reader role this call")


@pytest.mark.usefixtures("engagement")
def test_days_without_slots_have_no_coverage(server: Application) -> None:
    shown = told(native(server), "/v1/dashboard/coverage?since=2026-11-10&until=2026-11-19")

    assert (shown["places"], shown["refusals"]["count"], shown["reasons"]) == ([], 0, [])


@pytest.mark.usefixtures("engagement")
def test_all_refusals_come_page_by_page_newest_day_first(server: Application) -> None:
    client = native(server)
    covered(server, "Another")
    walked: list[dict[str, Any]] = []
    token = None
    while True:
        params = {"maxResults": "4"} | ({"nextToken": token} if token else {})
        page = client.get("/v1/refusals", params=params).json()
        walked += page["refusals"]
        if "nextToken" not in page:
            break
        token = page["nextToken"]

    assert len({(each["assessmentId"], each["refusal"]["id"]) for each in walked}) == len(walked) == 6
    days = [each["refusal"]["day"] for each in walked]
    assert days == sorted(days, reverse=True)
    assert walked[0]["assessmentName"] in {"Quarter 4", "Another"}
    assert client.get("/v1/refusals", params={"nextToken": token or "x", "reason": "THROTTLED"}).status_code == 400


def test_an_inactive_assessment_counts_only_when_it_is_asked_for(server: Application, engagement: Engagement) -> None:
    client = native(server)
    server.store.change(
        lambda books: books.engagements.put(replace(kept(server, engagement.id), status=AssessmentStatus.INACTIVE))
    )

    assert told(client, "/v1/dashboard")["evidence"] == {"count": 0, "criteria": None}
    assert told(client, "/v1/dashboard/coverage")["places"] == []
    assert told(client, f"/v1/dashboard?assessmentId={engagement.id}")["evidence"]["count"] == 7
    refusals = told(client, f"/v1/dashboard/coverage?assessmentId={engagement.id}")["refusals"]
    assert found(client, "/v1/refusals", refusals["criteria"]) == refusals["count"] == 3


def test_new_evidence_counts_at_once_and_refusals_within_a_minute(
    server: Application, engagement: Engagement, clock: SetClock
) -> None:
    client = native(server)
    before = told(client, "/v1/dashboard")["evidence"]["count"]
    assert told(client, "/v1/dashboard/coverage")["coverage"]["expected"] == 4

    keep_some(server, standard_controls(1)[0], 1, first=90, assessment_id=engagement.id)
    covered(server, "Another")
    clock.advance(minutes=1)

    assert told(client, "/v1/dashboard")["evidence"]["count"] == before + 1
    assert told(client, "/v1/dashboard/coverage")["coverage"]["expected"] == 8


def test_controls_wait_for_evidence_reviews_and_parameters(
    server: Application, engagement: Engagement, clock: SetClock
) -> None:
    control, source, missing = lacking()
    reviewed = kept(server, engagement.id)
    first, second = reviewed.control_sets
    first = replace(first, status=ControlSetStatus.UNDER_REVIEW)
    server.store.change(lambda books: books.engagements.put(replace(reviewed, control_sets=(first, second))))
    fact, item = an_item(
        70, control_id=control.uuid, application=server, verdict=Verdict.INCONCLUSIVE, assessment_id=engagement.id
    )
    keep_items(server, [(fact, item._replace(source_id=source))])
    clock.advance(minutes=1)
    client = native(server)

    shown = told(client, "/v1/needs")

    by_need = {need: [each for each in shown["needs"] if each["need"] == need] for need in ControlNeed}
    assert OWN_CONTROL in {each["controlId"] for each in by_need[ControlNeed.MANUAL_EVIDENCE]}
    assert {each["controlSetId"] for each in by_need[ControlNeed.REVIEW]} == {FIRST}
    assert [each["controlId"] for each in by_need[ControlNeed.REVIEW]] == sorted(standard_controls(2))
    (unset,) = by_need[ControlNeed.PARAMETERS]
    assert (unset["controlId"], unset["controlCode"], unset["details"]) == (control.uuid, control.id, list(missing))
    assert unset["evidence"]["count"] == found(client, "/v1/evidence", unset["evidence"]["criteria"]) == 1
    assert {each["need"]: each["count"] for each in shown["counts"]} == {
        need: len(each) for need, each in by_need.items()
    }
    assert {each["mayLook"] for each in shown["needs"]} == {True}
    assert {each["mayLook"] for each in told(native(server, caller("adam")), "/v1/needs")["needs"]} == {False}
    only = told(client, "/v1/needs?need=REVIEW&maxResults=1")
    assert (len(only["needs"]), only["counts"]) == (1, shown["counts"])
    more = told(client, f"/v1/needs?need=REVIEW&maxResults=1&nextToken={only['nextToken'].replace('+', '%2B')}")
    assert more["needs"] == by_need[ControlNeed.REVIEW][1:]
    assert told(client, f"/v1/needs?assessmentId={engagement.id}")["needs"] == shown["needs"]


def lacking() -> tuple[Control, SourceId, tuple[str, ...]]:
    """Return one of the first three controls, with a source that needs parameters, and these."""
    for control in standard_framework().controls[:3]:
        for source in control.sources:
            rule = rule_of(source)
            if rule and (missing := parameters_missing(rule, control.parameter_values)):
                return control, source.id, missing
    raise AssertionError


@pytest.mark.usefixtures("engagement")
def test_who_may_know_how_much_there_is_but_not_what_gets_numbers_alone(server: Application) -> None:
    client = native(server, caller("adam"))

    shown = told(client, "/v1/dashboard")

    assert shown["evidence"] == {"count": 7, "criteria": None}
    assert all(each["criteria"] is None for _, each in numbers(shown))
    assert told(client, "/v1/dashboard/coverage")["refusals"]["count"] == 3


def test_strangers_learn_nothing(server: Application, engagement: Engagement) -> None:
    client = native(server, STRANGER)

    assert told(client, "/v1/dashboard")["evidence"] == {"count": 0, "criteria": None}
    assert told(client, "/v1/dashboard")["assessmentsCount"] == 0
    assert told(client, "/v1/dashboard/coverage")["places"] == []
    assert told(client, "/v1/refusals") == {"refusals": []}
    assert told(client, "/v1/needs")["needs"] == []
    for path in ("dashboard", "dashboard/coverage", "refusals", "needs"):
        assert client.get(f"/v1/{path}?assessmentId={engagement.id}").status_code == 404


def test_a_delegate_is_told_of_its_control_set_and_of_no_coverage(server: Application, engagement: Engagement) -> None:
    hand_over(server, engagement)
    client = native(server, DAN)

    shown = told(client, "/v1/dashboard")

    assert shown["evidence"]["count"] == found(client, "/v1/evidence", shown["evidence"]["criteria"]) == 3
    assert told(client, "/v1/dashboard/coverage")["places"] == []
    assert client.get(f"/v1/dashboard/coverage?assessmentId={engagement.id}").status_code == 403


def test_a_collector_is_told_nothing(server: Application) -> None:
    client = native(server, caller("machine", Standing.COLLECTOR))

    for path in ("dashboard", "dashboard/coverage", "refusals", "needs"):
        assert client.get(f"/v1/{path}").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["since=2026-11-21", "until=2026-01-01&since=2026-01-01", "since=2020-01-01", "until=0001-01-01", "since=x", "a=b"],
)
def test_days_that_mean_nothing_are_refused(server: Application, query: str) -> None:
    assert native(server).get(f"/v1/dashboard?{query}").status_code == 400
