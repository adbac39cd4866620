"""The control library: found, told whole, created, edited, deleted; rules written and tried; and who may not."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import Axe, PageAs, People, Person, check
from tests.support.watched import Watched

HOSTILE = "Guarded <img src=x onerror=alert(1)> \u202eevil \U0001f9ff"
SOURCE = {"sourceSetUpOption": "System_Controls_Mapping", "sourceName": "Guardrails", "sourceFrequency": "DAILY"}


def make_control(people: People, name: str, type_: str, keyword: str) -> tuple[str, str]:
    """Return the ids of a custom control and of its one source."""
    asked = {"keywordInputType": "SELECT_FROM_LIST", "keywordValue": keyword}
    given = {**SOURCE, "sourceType": type_, "sourceKeyword": asked}
    if type_ != "AWS_API_Call":
        del given["sourceFrequency"]
    made = people["administrator"].aws.create_control(name=name, controlMappingSources=[given])["control"]
    return str(made["id"]), str(made["controlMappingSources"][0]["sourceId"])


def _details(person: Person, control_id: str) -> dict[str, Any]:
    told: dict[str, Any] = person.v1.get(f"/v1/control-details/{control_id}").json()
    return told


def _standard(people: People, code: str) -> str:
    found = people["administrator"].v1.get("/v1/control-cards", params={"text": code, "type": "Standard"}).json()
    return str(found["controls"][0]["id"])


def _choose(page: Page, field: str, option: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{field}")).click()
    page.get_by_role("option", name=re.compile(f"^{option}")).click()


def test_controls_are_found_by_layer_data_source_and_words(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as("auditor", "/console/")
    page.get_by_role("link", name="Control library").click()

    expect(page.get_by_role("columnheader", name="Domain")).to_be_visible()
    field = page.get_by_role("combobox", name="Find controls")
    field.fill("guardrail")
    field.press("Enter")
    field.fill("Layer")
    page.get_by_role("option", name="Layer = Equals").click()
    page.get_by_role("option", name="Output").click()
    page.get_by_role("button", name="Apply").click()
    rows = page.get_by_role("grid", name="Standard controls").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Output")
    expect(rows.filter(has_text="Input data")).to_have_count(0)
    expect(page.get_by_role("link", name="Create custom control")).to_have_count(0)
    axe(page)
    shoot(page, "controls")


def test_a_standard_control_is_told_with_rules_examples_and_parameters(
    page_as: PageAs, people: People, axe: Axe, shoot: Any
) -> None:
    page = page_as("auditor", f"/console/controls/{_standard(people, 'RESP-2.3')}")

    expect(page.get_by_text("RESP-2.3").first).to_be_visible()
    expect(page.get_by_text(re.compile("^Calls ")).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Rule \(CEL\)")).first).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Examples \(")).first.click()
    expect(page.get_by_role("button", name="Answer of example 1").first).to_be_visible()
    expect(page.get_by_role("link", name="Make a custom copy")).to_have_count(0)
    axe(page)
    shoot(page, "control-detail")
    page.get_by_role("tab", name=re.compile("^Parameters")).click()
    expect(page.get_by_role("rowheader", name="params.approved_model_ids")).to_be_visible()


def test_a_control_is_created_with_several_sources_and_a_rule(
    page_as: PageAs, people: People, axe: Axe, shoot: Any
) -> None:
    page = page_as("administrator", "/console/controls/create")

    page.get_by_role("button", name="Create custom control", exact=True).click()
    expect(page.get_by_text("A control needs a name.")).to_be_visible()
    expect(page.get_by_text("Say what is asked: type some words and choose.")).to_be_visible()
    page.get_by_label("Control name").fill(HOSTILE)
    keyword = page.get_by_role("combobox", name="API call")
    keyword.fill("bedrock list guardrails")
    page.get_by_role("option", name="bedrock_ListGuardrails").click()
    _choose(page, "Frequency of evidence source 1", "Weekly")
    page.get_by_role("button", name="Rule - optional").click()
    rule = page.get_by_label("Rule of evidence source 1 (CEL)")
    rule.fill("resource.name.startsWith('prod') &&\n  resource.nomen == 'y'")
    expect(page.get_by_role("button", name="Line 2, column 12")).to_be_visible()
    axe(page)
    shoot(page, "control-create")
    page.get_by_role("button", name="Create custom control", exact=True).click()
    expect(page.get_by_text("The rule cannot be used as it is: see what is marked.")).to_be_visible()
    rule.fill("resource.name.startsWith('prod')")
    expect(page.get_by_text("The rule is sound")).to_be_visible()
    page.get_by_role("button", name="Add evidence source").click()
    _choose(page, "Data source of evidence source 2", "Manual")
    page.get_by_label("What people are to bring").fill("The approval")
    page.get_by_role("button", name="Add evidence source").click()
    _choose(page, "Data source of evidence source 3", "Core control")
    _choose(page, "Standard control", "ACCU-1.1")
    page.get_by_role("button", name="Create custom control", exact=True).click()
    expect(page.get_by_text("The control was created")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Guarded"), level=1)).to_be_visible()

    made = _details(people["administrator"], page.url.rpartition("/")[2])
    call, manual, core = made["sources"]
    assert made["name"] == HOSTILE
    assert (call["keywords"], call["frequency"]) == (["bedrock_ListGuardrails"], "WEEKLY")
    assert call["rule"]["expression"] == "resource.name.startsWith('prod')"
    assert (manual["sourceType"], manual["artefact"]) == ("MANUAL", "The approval")
    assert core["restsOn"][0]["code"] == "ACCU-1.1"


def test_a_copy_of_a_standard_control_has_its_sources_and_rules(page_as: PageAs, people: People) -> None:
    standard = _details(people["administrator"], _standard(people, "RESP-2.3"))
    page = page_as("administrator", f"/console/controls/{standard['id']}")

    page.get_by_role("link", name="Make a custom copy").click()
    expect(page.get_by_label("Control name")).to_have_value(f"Copy of {standard['name']}")
    expect(page.get_by_role("heading", name="Evidence source 1", exact=True)).to_be_visible()
    page.get_by_role("link", name="Control library").first.click()
    expect(page.get_by_role("heading", name="Control library", level=1)).to_be_visible()


def test_a_custom_control_is_edited_and_deleted_with_the_consequences_told(
    page_as: PageAs, people: People, axe: Axe
) -> None:
    control_id, source_id = make_control(people, "To be edited", "AWS_API_Call", "bedrock_ListGuardrails")
    administrator = people["administrator"]
    rule = {"expression": "resource.name == 'x'"}
    administrator.v1.put(f"/v1/controls/{control_id}/sources/{source_id}/rule", json=rule).raise_for_status()
    administrator.aws.create_assessment_framework(
        name="Has it", controlSets=[{"name": "One", "controls": [{"id": control_id}]}]
    )
    page = page_as("administrator", f"/console/controls/{control_id}")

    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.get_by_label("Rule of evidence source 1 (CEL)")).to_have_value("resource.name == 'x'")
    page.get_by_label("Control name").fill("Edited")
    page.get_by_label("Rule of evidence source 1 (CEL)").fill("")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name="Edited", level=1, exact=True)).to_be_visible()
    (source,) = _details(administrator, control_id)["sources"]
    assert (source["id"], "rule" in source) == (source_id, False)

    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Has it")
    axe(page)
    page.get_by_label("To confirm, type delete").fill("delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("The control was deleted")).to_be_visible()


@pytest.fixture
def ada(watched: Watched) -> Iterator[Person]:
    """An administrator who owns the assessment of the run, for as long as a test takes."""
    ada = watched.people.find("ada", standing="administrator")

    def name_owners(*owners: Person) -> None:
        metadata = watched.owner.aws.get_assessment(assessmentId=watched.id)["assessment"]["metadata"]
        watched.owner.aws.update_assessment(
            assessmentId=watched.id,
            scope=metadata["scope"],
            roles=[{"roleType": "PROCESS_OWNER", "roleArn": owner.arn} for owner in owners],
        )

    name_owners(watched.owner, ada)
    yield ada
    name_owners(watched.owner)


def test_a_rule_is_tried_on_recent_answers_and_saved(  # the journey that the page is for
    page_as: PageAs, people: People, ada: Person, axe: Axe, shoot: Any
) -> None:
    control_id, source_id = make_control(people, "Trails", "AWS_Cloudtrail", "cloudtrail_StopLogging")
    page = page_as(ada.name, f"/console/controls/{control_id}")

    page.get_by_role("link", name=re.compile("^Write a rule")).click()
    rule = page.get_by_label("Rule (CEL): what is compliant")
    rule.fill("event.eventName ==")
    expect(page.get_by_text(re.compile("^Line 1, column"))).to_be_visible()
    expect(page.get_by_role("button", name="Try rule")).to_be_disabled()
    rule.fill("event.eventName != 'StopLogging'")
    expect(page.get_by_text("The rule is sound")).to_be_visible()
    page.get_by_role("button", name="Try rule").click()
    table = page.get_by_role("grid", name="What the rule makes of recent answers")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Non-compliant")
    check(page.get_by_role("radio", name=re.compile("^Look at the answer")).first)
    expect(page.get_by_role("region", name=re.compile("^Answer on"))).to_contain_text("StopLogging")
    axe(page)
    shoot(page, "rule-editor")
    page.get_by_role("button", name="Save rule").click()
    expect(page.get_by_text("The rule was saved")).to_be_visible()
    (source,) = _details(ada, control_id)["sources"]
    assert (source["id"], source["rule"]["expression"]) == (source_id, "event.eventName != 'StopLogging'")


def test_who_may_not_change_controls_is_told_so(page_as: PageAs, people: People) -> None:
    control_id, source_id = make_control(people, "Only read", "AWS_API_Call", "bedrock_ListGuardrails")
    page = page_as("auditor", f"/console/controls/{control_id}")

    expect(page.get_by_role("heading", name="Only read", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Guardrails", level=3)).to_be_visible()
    for name in ("Edit", "Make a custom copy", "Write a rule"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    for path in ("controls/create", f"controls/{control_id}/edit", f"controls/{control_id}/sources/{source_id}/rule"):
        page.goto(f"/console/{path}")
        expect(page.get_by_text("You may not see this page")).to_be_visible()
