"""The evidence finder through the native API: found, grouped, taken away, and queries kept."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from probative.app.application import Application
from probative.app.control_domains import domain_arn
from probative.domain.engagements import Engagement
from probative.domain.evidence import Verdict
from probative.domain.people import Standing
from probative.domain.slots import SourceKind
from tests.support.assessed import an_item, keep_items, keep_some
from tests.support.covered import hand_over
from tests.support.engaging import DAN, FIRST, OLIVIA, OWN_CONTROL, STRANGER, engage, serving, standard_controls
from tests.support.native import native
from tests.support.serving import NOW, caller, standard_framework

YESTERDAY = NOW - timedelta(days=1)
GUARDRAIL = "arn:aws:bedrock:us-east-1:111122223333:guardrail/G1"
DOMAIN = domain_arn(standard_framework().control_sets[0])
BEA = caller("bea", Standing.MEMBER)


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    """Return an assessment of olivia's with seven items, beside one of Bea's with two."""
    made = engage(server).engagement
    first, _, third = standard_controls(3)
    keep_some(server, first, 3, assessment_id=made.id)
    keep_items(
        server,
        [
            an_item(
                number,
                control_id=third,
                application=server,
                assessment_id=made.id,
                resource=GUARDRAIL,
                verdict=Verdict.NON_COMPLIANT,
                at=YESTERDAY,
            )
            for number in range(2)
        ],
    )
    keep_some(server, OWN_CONTROL, 2, kind=SourceKind.CLOUDTRAIL, verdict=Verdict.INCONCLUSIVE, assessment_id=made.id)
    other = engage(server, "Bea's", by=BEA_OWNING).engagement
    keep_some(server, first, 2, first=50, assessment_id=other.id)
    return made


BEA_OWNING = replace(BEA, standing=Standing.ADMINISTRATOR)
"""Bea, while she still makes assessments."""


def found(client: TestClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/v1/evidence?{query}")
    assert answer.status_code == 200, answer.text
    evidence: list[dict[str, Any]] = answer.json()["evidence"]
    return evidence


def test_an_item_says_what_its_assessment_and_control_are_called(server: Application, engagement: Engagement) -> None:
    (item, *_) = found(native(server), f"resource={GUARDRAIL}")

    control = next(each for each in standard_framework().controls if each.uuid == standard_controls(3)[2])
    assert (item["assessmentId"], item["assessmentName"]) == (engagement.id, "Quarter 4")
    assert (item["controlId"], item["controlCode"], item["controlName"]) == (control.uuid, control.id, control.name)
    assert item["controlSetId"] == "People"
    assert item["controlDomain"] == DOMAIN
    assert (item["service"], item["resourceType"]) == ("bedrock", "bedrock:guardrail")


@pytest.mark.usefixtures("engagement")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 7),
        ("verdict=NON_COMPLIANT&verdict=INCONCLUSIVE", 4),
        ("verdict=NON_COMPLIANT&sourceKind=AWS%20CloudTrail", 0),
        ("verdict=NON_COMPLIANT&sourceKind=AWS%20CloudTrail&match=any", 4),
        (f"controlId={standard_controls(1)[0]}", 3),
        (f"controlId={standard_framework().controls[0].id}", 3),
        (f"controlDomain={DOMAIN}", 5),
        (f"controlDomain={standard_framework().control_sets[0].uuid}", 5),
        ("controlDomain=UNCATEGORIZED", 2),
        ("controlDomain=none", 0),
        ("service=bedrock&resourceType=bedrock:guardrail", 2),
        ("text=GUARDRAIL/g&text=nothing", 2),
        ("text=", 7),
        ("assessmentId=none", 0),
        ("evidenceByType=User%20activity", 2),
        ("sourceId=source-1&principal=&eventName=ListGuardrails", 7),
        ("since=2026-11-20", 5),
        ("until=2026-11-20", 2),
        ("verdict=COMPLIANT&match=any&until=2026-11-20", 0),
    ],
)
def test_evidence_is_found_by_what_it_is_and_counted_alike(server: Application, query: str, count: int) -> None:
    client = native(server)

    assert len(found(client, query)) == count
    counted = client.get(f"/v1/evidence/groups?by=verdict&{query}").json()
    assert counted["evidenceCount"] == count == sum(group["count"] for group in counted["groups"])


@pytest.mark.usefixtures("engagement")
@pytest.mark.parametrize("order", ["newest_first", "oldest_first"])
def test_page_by_page_all_comes_once_in_order(server: Application, order: str) -> None:
    client, walked, token = native(server), [], None
    while True:
        params = {"maxResults": "2", "order": order} | ({"nextToken": token} if token else {})
        told = client.get("/v1/evidence", params=params).json()
        walked += told["evidence"]
        if "nextToken" not in told:
            break
        token = told["nextToken"]

    keys = [(each["collectedAt"][:10], each["id"]) for each in walked]
    assert keys == sorted(keys, reverse=order == "newest_first")
    assert len(set(keys)) == len(keys) == 7


@pytest.mark.usefixtures("engagement")
def test_a_token_holds_for_its_own_question(server: Application) -> None:
    client = native(server)
    token = client.get("/v1/evidence", params={"maxResults": "1"}).json()["nextToken"]

    for other in ({"order": "oldest_first"}, {"verdict": "COMPLIANT"}, {"match": "any"}):
        assert client.get("/v1/evidence", params={"nextToken": token, **other}).status_code == 400


@pytest.mark.usefixtures("engagement")
@pytest.mark.parametrize(
    "by",
    [
        "assessmentId",
        "controlId",
        "controlDomain",
        "verdict",
        "sourceKind",
        "evidenceByType",
        "sourceId",
        "account",
        "region",
        "eventSource",
        "eventName",
        "service",
        "resource",
        "resourceType",
        "principal",
    ],
)
def test_the_evidence_of_a_group_is_found_by_its_key(server: Application, by: str) -> None:
    client = native(server)

    grouped = client.get("/v1/evidence/groups", params={"by": by}).json()

    assert grouped["groups"]
    for group in grouped["groups"]:
        (key,) = group["keys"]
        assert len(client.get("/v1/evidence", params={by: key["value"]}).json()["evidence"]) == group["count"]


@pytest.mark.usefixtures("engagement")
def test_groups_are_told_by_name_largest_first(server: Application) -> None:
    client = native(server)

    told = client.get("/v1/evidence/groups", params={"by": ["assessmentId", "controlDomain"], "maxResults": 1}).json()
    by_day = client.get("/v1/evidence/groups", params={"by": "day"}).json()

    (group,) = told["groups"]
    name = standard_framework().control_sets[0].name
    assert [(key["by"], key["name"]) for key in group["keys"]] == [
        ("assessmentId", "Quarter 4"),
        ("controlDomain", name),
    ]
    assert (group["count"], told["groupsCount"], told["evidenceCount"]) == (5, 2, 7)
    assert [(group["keys"][0]["value"], group["count"]) for group in by_day["groups"]] == [
        ("2026-11-20", 5),
        ("2026-11-19", 2),
    ]


def test_new_evidence_is_counted_at_once(server: Application, engagement: Engagement) -> None:
    client = native(server)
    before = client.get("/v1/evidence/groups").json()

    keep_some(server, standard_controls(1)[0], 1, first=70, assessment_id=engagement.id)

    assert before["groups"] == [{"keys": [], "count": 7}]
    assert client.get("/v1/evidence/groups").json()["evidenceCount"] == 8


@pytest.mark.parametrize(
    "query",
    ["verdict=GOOD", "since=yesterday", "match=some", "order=up", "nextToken=x", "maxResults=0", "is=x"],
)
def test_a_question_that_means_nothing_is_refused(server: Application, query: str) -> None:
    assert native(server).get(f"/v1/evidence?{query}").status_code == 400


@pytest.mark.parametrize("query", ["by=colour", "by=day&by=day", "by=day&by=verdict&by=account&by=region"])
def test_a_grouping_that_means_nothing_is_refused(server: Application, query: str) -> None:
    assert native(server).get(f"/v1/evidence/groups?{query}").status_code == 400


def test_of_others_assessments_nobody_learns_anything(server: Application, engagement: Engagement) -> None:
    for who, count in ((OLIVIA, 7), (BEA, 2), (STRANGER, 0), (caller("adam"), 0)):
        client = native(server, who)
        assert len(found(client)) == count
        assert client.get("/v1/evidence/groups?by=assessmentId").json()["evidenceCount"] == count
        assert len(client.get("/v1/evidence/export?format=jsonl").text.splitlines()) == count
    assert found(native(server, BEA), f"assessmentId={engagement.id}") == []
    assert len(found(native(server, BEA), f"assessmentId={engagement.id}&account=111122223333&match=any")) == 2


def test_a_delegate_finds_the_evidence_of_its_control_set_alone(server: Application, engagement: Engagement) -> None:
    hand_over(server, engagement)

    assert {item["controlSetId"] for item in found(native(server, DAN))} == {FIRST}
    assert len(found(native(server, DAN))) == 3
    assert native(server, DAN).get("/v1/evidence/groups?by=controlId").json()["groupsCount"] == 1


def test_a_collector_may_not_ask(server: Application) -> None:
    client = native(server, caller("machine", Standing.COLLECTOR))

    for path in ("/v1/evidence", "/v1/evidence/groups", "/v1/evidence/export", "/v1/saved-queries"):
        assert client.get(path).status_code == 403


@pytest.mark.usefixtures("engagement")
def test_json_lines_have_each_item_as_it_is_found(server: Application) -> None:
    client = native(server)

    answer = client.get("/v1/evidence/export", params={"format": "jsonl", "verdict": "NON_COMPLIANT"})

    assert [json.loads(line) for line in answer.text.splitlines()] == found(client, "verdict=NON_COMPLIANT")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''evidence-2026-11-20.jsonl"


def test_csv_has_each_item_and_nothing_that_a_spreadsheet_would_run(
    server: Application, engagement: Engagement
) -> None:
    hostile = [
        '=cmd|" /C calc"!A0',
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\uff1d1",
        'say "a,b"\nc',
        "<script>",
        "ü\u202e",
    ]
    keep_items(
        server,
        [
            an_item(
                80 + number,
                control_id=OWN_CONTROL,
                application=server,
                assessment_id=engagement.id,
                resource=name,
                verdict=Verdict.NOT_APPLICABLE,
            )
            for number, name in enumerate(hostile)
        ],
    )

    answer = native(server).get("/v1/evidence/export", params={"verdict": "NOT_APPLICABLE", "order": "oldest_first"})

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["resource"] for row in rows] == [*(f"'{name}" for name in hostile[:7]), *hostile[7:]]
    assert json.loads(rows[0]["attributes"]) == {"name": "guardrail 80"}
    assert rows[0]["collectedAt"] == "2026-11-20T12:00:00+00:00"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.fixture
def keeping(server: Application) -> TestClient:
    return native(server)


def test_a_query_is_kept_listed_renamed_and_deleted(keeping: TestClient) -> None:
    criteria = {
        "verdict": ["NON_COMPLIANT"],
        "account": ["111122223333"],
        "text": ["guard"],
        "match": "any",
        "since": "2026-11-01",
    }
    made = keeping.post("/v1/saved-queries", json={"name": "Ours <b>", "criteria": criteria})
    assert made.status_code == 200, made.text
    kept = made.json()

    assert kept["criteria"] == criteria
    assert keeping.get("/v1/saved-queries").json() == [kept]
    path = f"/v1/saved-queries/{kept['id']}"
    assert keeping.patch(path, json={"name": "Other"}).json() == {**kept, "name": "Other"}
    assert keeping.patch(path, json={"criteria": {}}).json() == {**kept, "name": "Other", "criteria": {}}
    assert keeping.delete(path).status_code == 204
    assert keeping.get("/v1/saved-queries").json() == []
    assert keeping.delete(path).status_code == 404


def test_nobody_sees_or_changes_the_queries_of_others(server: Application, keeping: TestClient) -> None:
    kept = keeping.post("/v1/saved-queries", json={"name": "Ours", "criteria": {}}).json()
    other, path = native(server, STRANGER), f"/v1/saved-queries/{kept['id']}"

    assert other.get("/v1/saved-queries").json() == []
    assert other.patch(path, json={"name": "Mine"}).status_code == other.delete(path).status_code == 404
    assert keeping.get("/v1/saved-queries").json() == [kept]


@pytest.mark.parametrize("name", ["", "  ", "x" * 301])
def test_a_query_needs_a_name(keeping: TestClient, name: str) -> None:
    answer = keeping.post("/v1/saved-queries", json={"name": name, "criteria": {}})

    assert (answer.status_code, answer.json()["fields"][0]["name"]) == (400, "name")


def test_there_is_an_end_to_the_queries_of_one_user(
    server: Application, keeping: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("probative.app.saved_queries.MOST", 1)
    asked = {"name": "Ours", "criteria": {}}

    assert [keeping.post("/v1/saved-queries", json=asked).status_code for _ in range(2)] == [200, 400]
    assert native(server, STRANGER).post("/v1/saved-queries", json=asked).status_code == 200
