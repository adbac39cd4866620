"""The AI inventory through the native API."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from probative.app.application import Application
from probative.domain.engagements import Engagement
from probative.domain.evidence import Verdict
from probative.domain.ids import SourceId
from probative.domain.people import Standing
from probative.domain.slots import SourceKind
from tests.support.assessed import an_item, keep_items
from tests.support.covered import hand_over
from tests.support.engaging import DAN, STRANGER, engage, serving, standard_controls
from tests.support.memory import MemoryLake
from tests.support.native import native
from tests.support.serving import ACCOUNT, NOW, REGION, caller

GUARDRAIL = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/G1"
ENDPOINT = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:endpoint/serve"
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    made = engage(server).engagement
    first, _, third = standard_controls(3)

    def keep(number: int, control: str, resource: str, content: bytes, **like: Any) -> None:
        name, source = like.pop("event_name", "GetGuardrail"), like.pop("source", "source-1")
        fact, item = an_item(
            number,
            control_id=control,
            application=server,
            assessment_id=made.id,
            resource=resource,
            content=content,
            **like,
        )
        keep_items(server, [(fact, item._replace(event_name=name, source_id=SourceId(source)))])

    keep(1, first, GUARDRAIL, b'{"name": "Old", "guardrailArn": "x"}', at=YESTERDAY, verdict=Verdict.NON_COMPLIANT)
    keep(2, first, GUARDRAIL, b'{"guardrailName": "g", "name": "Chat <b>"}', verdict=Verdict.COMPLIANT)
    keep(3, first, GUARDRAIL, b"{}", at=YESTERDAY, verdict=Verdict.INCONCLUSIVE, source="source-2")
    keep(4, third, GUARDRAIL, b"[1]", at=YESTERDAY, verdict=Verdict.NON_COMPLIANT)
    keep(5, third, "AGENT1", b'{"agentName": "Helper", "latestAgentVersionName": ""}', event_name="ListAgents")
    keep(6, third, ENDPOINT, b"no JSON")
    keep(7, first, GUARDRAIL, b"{}", kind=SourceKind.CLOUDTRAIL)
    keep(8, first, "arn:aws:s3:::bucket", b"{}")
    return made


def resources(client: TestClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/v1/inventory?{query}")
    assert answer.status_code == 200, answer.text
    listed: list[dict[str, Any]] = answer.json()["resources"]
    return listed


@pytest.mark.usefixtures("engagement")
def test_ai_resources_are_told_by_name_place_and_time(server: Application) -> None:
    agent, endpoint, guardrail = resources(native(server))

    assert (agent["kind"], agent["id"], agent["name"], agent["arn"]) == ("AGENT", "AGENT1", "Helper", "")
    assert (endpoint["kind"], endpoint["name"], endpoint["arn"]) == ("ENDPOINT", "serve", ENDPOINT)
    assert (guardrail["kind"], guardrail["name"], guardrail["arn"]) == ("GUARDRAIL", "Chat <b>", GUARDRAIL)
    assert (guardrail["account"], guardrail["region"]) == (ACCOUNT, REGION)
    assert (guardrail["firstSeenAt"], guardrail["lastSeenAt"]) == ("2026-11-19T12:00:00Z", "2026-11-20T12:00:00Z")


def test_each_has_the_controls_that_look_at_it_with_the_worst_of_what_they_said_last(
    server: Application, engagement: Engagement
) -> None:
    client = native(server)
    first, _, third = standard_controls(3)

    controls = resources(client, "kind=GUARDRAIL")[0]["controls"]

    assert [(each["controlId"], each["verdict"], each["evidence"]["count"]) for each in controls] == [
        (third, "NON_COMPLIANT", 1),
        (first, "INCONCLUSIVE", 3),
    ]
    assert (controls[0]["assessmentId"], controls[0]["controlSetId"]) == (engagement.id, "People")
    for each in controls:
        found = client.get("/v1/evidence", params=each["evidence"]["criteria"]).json()["evidence"]
        assert len(found) == each["evidence"]["count"]


@pytest.mark.usefixtures("engagement")
@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("kind=AGENT&kind=ENDPOINT", ["AGENT", "ENDPOINT"]),
        ("kind=PROMPT", []),
        (f"account={ACCOUNT}&region={REGION}", ["AGENT", "ENDPOINT", "GUARDRAIL"]),
        ("account=999999999999", []),
        ("text=guardrail/", ["GUARDRAIL"]),
        ("until=2026-11-20", ["GUARDRAIL"]),
        ("since=2026-11-20", ["AGENT", "ENDPOINT", "GUARDRAIL"]),
        ("assessmentId=none", []),
    ],
)
def test_they_are_chosen_by_kind_place_text_and_days(server: Application, query: str, kinds: list[str]) -> None:
    assert [each["kind"] for each in resources(native(server), query)] == kinds


@pytest.mark.usefixtures("engagement")
@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("", ["AGENT", "ENDPOINT", "GUARDRAIL"]),
        (f"account={ACCOUNT}&region={REGION}&until=2026-11-20", ["GUARDRAIL"]),
        ("text=endpoint/", ["ENDPOINT"]),
        ("region=eu-north-1", []),
        ("assessmentId=none", []),
    ],
)
def test_they_are_counted_by_kind_and_place(server: Application, query: str, kinds: list[str]) -> None:
    answer = native(server).get(f"/v1/inventory/counts?{query}")

    assert answer.json() == {
        "counts": [{"kind": kind, "account": ACCOUNT, "region": REGION, "count": 1} for kind in kinds]
    }


@pytest.mark.usefixtures("engagement")
def test_they_come_page_by_page(server: Application) -> None:
    client = native(server)
    first = client.get("/v1/inventory", params={"maxResults": 2}).json()

    rest = client.get("/v1/inventory", params={"maxResults": 2, "nextToken": first["nextToken"]}).json()

    assert first["resources"] + rest["resources"] == resources(client)
    assert "nextToken" not in rest
    assert client.get("/v1/inventory", params={"nextToken": first["nextToken"], "kind": "AGENT"}).status_code == 400
    assert client.get("/v1/inventory?kind=ROBOT").status_code == 400


def test_only_what_the_caller_may_look_into_is_told(server: Application, engagement: Engagement) -> None:
    hand_over(server, engagement)

    (guardrail,) = resources(native(server, DAN))
    assert {each["controlId"] for each in guardrail["controls"]} == {standard_controls(1)[0]}
    for who in (STRANGER, caller("adam")):
        assert resources(native(server, who)) == []
        assert native(server, who).get("/v1/inventory/counts").json() == {"counts": []}
    machine = native(server, caller("machine", Standing.COLLECTOR))
    assert [machine.get(f"/v1/inventory{rest}").status_code for rest in ("", "/counts")] == [403, 403]


def test_they_are_looked_for_once_until_more_comes_in(server: Application, engagement: Engagement) -> None:
    client, lake = native(server), server.lake
    assert isinstance(lake, MemoryLake)
    before, counted = resources(client), client.get("/v1/inventory/counts").json()
    kept, lake.kept_evidence = lake.kept_evidence, {}

    assert resources(client) == before
    assert client.get("/v1/inventory/counts").json() == counted

    lake.kept_evidence = kept
    new = GUARDRAIL.replace("G1", "G2")
    control = standard_controls(1)[0]
    keep_items(server, [an_item(9, control_id=control, application=server, assessment_id=engagement.id, resource=new)])
    assert len(resources(client)) == len(before) + 1
