"""Evidence asked for through the native API."""

from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.domain.engagements import Engagement
from probative.domain.evidence import Verdict
from probative.domain.slots import SourceKind
from tests.support.assessed import keep_some
from tests.support.engaging import STRANGER, engage, serving, standard_controls
from tests.support.native import native
from tests.support.serving import ACCOUNT, NOW, REGION, caller, standard_framework

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    made = engage(server).engagement
    first, second, _ = standard_controls(3)
    keep_some(server, first, 3, assessment_id=made.id)
    keep_some(
        server, second, 2, verdict=Verdict.INCONCLUSIVE, kind=SourceKind.CLOUDTRAIL, at=YESTERDAY, assessment_id=made.id
    )
    return made


def test_an_item_is_shown_with_its_verdict_and_where_it_lies(server: Application, engagement: Engagement) -> None:
    told = native(server).get(f"/v1/assessments/{engagement.id}/evidence", params={"maxResults": 1}).json()

    (item,) = told["evidence"]
    control = standard_framework().controls[0]
    assert (item["controlId"], item["controlCode"]) == (control.uuid, control.id)
    assert (item["account"], item["region"], item["verdict"]) == (ACCOUNT, REGION, "COMPLIANT")
    assert (item["sourceKind"], item["evidenceByType"]) == ("AWS API calls", "Configuration data")
    assert (item["rule"], item["attributes"]) == ("size(item) > 0", {"name": "guardrail 2"})
    assert item["collectedAt"] == "2026-11-20T12:00:00Z"
    assert len(item["folderId"]) == 36


def test_page_by_page_all_comes_once_newest_first(server: Application, engagement: Engagement) -> None:
    client, walked, token = native(server), [], None
    while True:
        params = {"maxResults": "2"} | ({"nextToken": token} if token else {})
        told = client.get(f"/v1/assessments/{engagement.id}/evidence", params=params).json()
        walked += told["evidence"]
        if "nextToken" not in told:
            break
        token = told["nextToken"]

    assert len({each["id"] for each in walked}) == len(walked) == 5
    keys = [(each["collectedAt"], each["id"]) for each in walked]
    assert keys == sorted(keys, reverse=True)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("verdict=COMPLIANT", 3),
        ("verdict=COMPLIANT&verdict=INCONCLUSIVE", 5),
        (f"controlId={standard_controls(2)[1]}", 2),
        (f"controlId={standard_framework().controls[0].id}", 3),
        ("controlSetId=Models%20/%20in%20use", 5),
        ("controlSetId=set", 0),
        (f"account={ACCOUNT}&region={REGION}", 5),
        ("region=eu-west-1", 0),
        ("sourceKind=AWS%20CloudTrail", 2),
        ("eventSource=bedrock.amazonaws.com&eventName=ListGuardrails", 5),
        ("eventName=ListGuardrail", 0),
        ("resource=%27%20OR%201%3D1%20--", 0),
        ("resource=%00", 0),
        ("since=2026-11-20", 3),
        ("until=2026-11-20", 2),
        ("verdict=COMPLIANT&until=2026-11-20", 0),
    ],
)
def test_evidence_is_chosen_by_what_it_is(server: Application, engagement: Engagement, query: str, count: int) -> None:
    answer = native(server).get(f"/v1/assessments/{engagement.id}/evidence?{query}")

    assert len(answer.json()["evidence"]) == count


@pytest.mark.parametrize("query", ["verdict=GOOD", "since=yesterday", "nextToken=x", "orderBy=time", "sourceKind="])
def test_a_query_that_means_nothing_is_refused(server: Application, engagement: Engagement, query: str) -> None:
    assert native(server).get(f"/v1/assessments/{engagement.id}/evidence?{query}").status_code == 400


def test_who_may_not_read_it_is_not_answered(server: Application, engagement: Engagement) -> None:
    path = f"/v1/assessments/{engagement.id}/evidence"

    assert native(server, STRANGER).get(path).status_code == 404
    assert native(server, caller("adam")).get(path).status_code == 403
