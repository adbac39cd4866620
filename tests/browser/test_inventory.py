"""The AI inventory: resources that evidence names, with what the controls that look at them say."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import expect

from probative.clock import utc_now
from probative.domain.evidence import Verdict
from probative.domain.ids import AssessmentId, BatchId, ControlId
from probative.domain.slots import SourceKind
from probative.lake.iceberg import IcebergLake
from tests.support.browsing import Axe, PageAs, People
from tests.support.lake import ACCOUNT, REGION, a_fact, some_evidence
from tests.support.server_process import Running

INVENTORY = "/console/ai-inventory"
NAME = "Chat <b>guard</b>"
GUARDRAIL = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/g1"


@pytest.fixture(scope="module")
def seen(server: Running, people: People) -> str:
    """An assessment of Ida's with evidence that names a guardrail and an agent; its id."""
    aws = people["administrator"].aws
    framework = aws.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"][0]["id"]
    made = aws.create_assessment(
        name="Of models",
        assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports"},
        scope={"awsAccounts": [{"id": ACCOUNT}]},
        roles=[{"roleType": "PROCESS_OWNER", "roleArn": people.find("ida").arn}],
        frameworkId=framework,
    )["assessment"]["metadata"]["id"]
    told = (
        ("GetGuardrail", GUARDRAIL, {"name": NAME}, Verdict.NON_COMPLIANT),
        ("ListAgents", "AGENT1", {"agentName": "helper"}, Verdict.COMPLIANT),
    )
    lake = IcebergLake(server.data_dir / "lake")
    facts, items = [], []
    for number, (call, resource, content, verdict) in enumerate(told):
        said = json.dumps(content).encode()
        fact = a_fact(number, utc_now() - timedelta(minutes=1))._replace(
            event_name=call, content=said, content_sha256=sha256(said).hexdigest(), resource=resource
        )
        item = some_evidence(fact, assessment=AssessmentId(made), control=ControlId("SAFE-1.1"), source="safe-1.1-told")
        facts.append(fact)
        items.append(item._replace(kind=SourceKind.API_CALL, resource=resource, verdict=verdict))
    lake.commit(BatchId("of-models"), [lake.stage().write(facts, items)])
    lake.close()
    return str(made)


@pytest.mark.usefixtures("seen")
def test_resources_are_counted_found_and_shown_with_their_controls(
    page_as: PageAs, people: People, axe: Axe, shoot: Any
) -> None:
    page = page_as("ida", INVENTORY)
    table = page.get_by_role("grid", name="AI resources")
    expect(table.get_by_role("row")).to_have_count(3)
    axe(page)

    page.get_by_role("link", name="1 Guardrails").click()
    expect(table.get_by_role("row")).to_have_count(2)
    assert page.url.endswith("?kind=GUARDRAIL")
    table.get_by_role("button", name=f"Details of {NAME}").click()
    panel = page.get_by_role("grid", name=f"Controls that look at {NAME}")
    expect(panel.get_by_role("row").nth(1)).to_contain_text("Non-compliant")
    expect(page.get_by_text(GUARDRAIL)).to_be_visible()
    axe(page)
    shoot(page, "ai-inventory")

    href = panel.get_by_role("link", name="1 evidence items").get_attribute("href") or ""
    assert href.startswith("/console/evidence-finder?")
    (found,) = people["ida"].v1.get(f"/v1/evidence?{href.split('?')[1]}").json()["evidence"]
    assert found["resource"] == GUARDRAIL
    panel.get_by_role("link", name="SAFE-1.1").click()
    page.wait_for_url("**/control-sets/**")


@pytest.mark.usefixtures("seen")
def test_they_are_chosen_by_place_and_text(page_as: PageAs) -> None:
    page = page_as("ida", INVENTORY)
    table = page.get_by_role("grid", name="AI resources")

    page.get_by_label("ARN or ID").fill("AGENT")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table).to_contain_text("helper")
    page.get_by_label("ARN or ID").fill("nothing like it")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()

    expect(table.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="Regions").click()
    page.get_by_role("option", name=REGION).click()
    page.keyboard.press("Escape")
    expect(table.get_by_role("row")).to_have_count(3)
    assert page.url.endswith(f"?region={REGION}")


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize(("name", "standing"), [("stranger", "member"), ("ada", "administrator")])
def test_who_may_look_into_none_of_it_is_told_what_to_do(
    page_as: PageAs, people: People, axe: Axe, name: str, standing: str
) -> None:
    people.find(name, standing=standing)
    page = page_as(name, f"{INVENTORY}?text=g1")

    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_text("No AI resources")).to_be_visible()
    axe(page)
