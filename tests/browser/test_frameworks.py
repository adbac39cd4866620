"""The framework library: browsed, copied, compared, taken away and in as a file, shared; and who may not."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.browsing import Axe, PageAs, People, check, uncheck

STANDARD = "Generative AI Best Practices"


def _standard_id(people: People) -> str:
    cards = people["administrator"].v1.get("/v1/framework-cards").json()
    return str(next(card["id"] for card in cards if card["name"] == STANDARD))


def _standard_controls(people: People, count: int) -> list[str]:
    found = people["administrator"].v1.get("/v1/control-cards", params={"type": "Standard", "maxResults": count}).json()
    return [control["id"] for control in found["controls"]]


def make_framework(people: People, name: str) -> str:
    """Return the id of a custom framework of three standard controls."""
    first, second, third = ({"id": id_} for id_ in _standard_controls(people, 3))
    made = people["administrator"].aws.create_assessment_framework(
        name=name,
        description="What the board asked for.",
        complianceType="House rules",
        controlSets=[{"name": "Models", "controls": [first, second]}, {"name": "People", "controls": [third]}],
        tags={"team": "governance"},
    )
    return str(made["framework"]["id"])


def _choose_action(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile("^Actions")).click()
    page.get_by_role("menuitem", name=name).click()


def test_frameworks_are_listed_as_cards_and_as_a_table(page_as: PageAs, people: People, axe: Axe, shoot: Any) -> None:
    make_framework(people, "For the <b>list</b>")
    page = page_as("auditor", "/console/")
    page.get_by_role("link", name="Framework library").click()

    expect(page.get_by_role("group", name="Standard frameworks")).to_contain_text("88% (97 of 110)")
    expect(page.get_by_role("link", name="Create custom framework")).to_have_count(0)
    page.get_by_role("tab", name="Custom frameworks").click()
    expect(page.get_by_role("link", name="For the <b>list</b>")).to_be_visible()
    axe(page)
    shoot(page, "frameworks-cards")
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("row").filter(has_text="For the <b>list</b>")).to_contain_text("100% (3 of 3)")
    axe(page)
    shoot(page, "frameworks-table")


def test_a_framework_is_browsed_by_domain_objective_and_layer(
    page_as: PageAs, people: People, axe: Axe, shoot: Any
) -> None:
    page = page_as("auditor", f"/console/frameworks/{_standard_id(people)}")

    expect(page.get_by_role("heading", name=STANDARD, level=1)).to_be_visible()
    table = page.get_by_role("treegrid", name="Control sets")
    page.get_by_role("button", name="Show what is in Safe").click()
    expect(table.get_by_role("row")).not_to_have_count(9)
    page.get_by_label("Find controls").fill("guardrail")
    expect(table.get_by_role("link").first).to_be_visible()
    page.get_by_role("button", name="By layer").click()
    expect(table.get_by_role("row").filter(has_text=re.compile(r"^Output ?\("))).to_be_visible()
    axe(page)
    shoot(page, "framework-detail")


def test_a_copy_leaves_out_what_is_cleared_and_has_what_is_added(
    page_as: PageAs, people: People, axe: Axe, shoot: Any
) -> None:
    page = page_as("administrator", f"/console/frameworks/{_standard_id(people)}")
    _choose_action(page, "Make a custom copy")

    expect(page.get_by_label("Framework name")).to_have_value(f"Copy of {STANDARD}")
    page.get_by_label("Framework name").fill("Models only \U0001f9ff")
    for name in ("Fair", "Privacy", "Resilience", "Responsible", "Secure", "Sustainable"):
        page.get_by_role("button", name=f"Remove control set {name}").click()
    uncheck(page.get_by_role("checkbox", name="All controls of Accuracy"))
    page.get_by_role("button", name="Add control set").click()
    page.get_by_role("button", name=re.compile("^Add controls to Control set")).click()
    page.get_by_role("dialog").get_by_label("Find controls").fill("privacy")
    check(page.get_by_role("checkbox", name=re.compile("^Choose ")).nth(1))
    axe(page)
    page.get_by_role("button", name="Add 1 control").click()
    axe(page)
    shoot(page, "framework-create")
    page.get_by_role("button", name="Create custom framework", exact=True).click()
    expect(page.get_by_text("The framework was created")).to_be_visible()
    expect(page.get_by_role("heading", name="Models only", level=1)).to_be_visible()


def test_wrong_input_is_told_and_nothing_typed_is_lost(page_as: PageAs, axe: Axe) -> None:
    page = page_as("administrator", "/console/frameworks/create")

    page.get_by_label("Framework name").fill("a\\b")
    page.get_by_role("button", name="Create custom framework", exact=True).click()
    expect(page.get_by_text("A name cannot have a backslash in it.")).to_be_visible()
    expect(page.get_by_text("A framework needs at least one control: add some.")).to_be_visible()
    page.get_by_role("link", name="Framework library").first.click()
    expect(page.get_by_role("dialog", name="Leave this page?")).to_be_visible()
    page.get_by_role("button", name="Cancel").last.click()
    expect(page.get_by_label("Framework name")).to_have_value("a\\b")
    axe(page)


def test_a_custom_framework_is_edited_and_deleted(page_as: PageAs, people: People, axe: Axe) -> None:
    made = make_framework(people, "To be edited")
    page = page_as("administrator", f"/console/frameworks/{made}")

    _choose_action(page, "Edit")
    page.get_by_label("Framework name").fill("Edited")
    page.get_by_role("button", name="Remove control set People").click()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name="Edited", exact=True, level=1)).to_be_visible()
    kept = people["administrator"].aws.get_assessment_framework(frameworkId=made)["framework"]
    assert [each["name"] for each in kept["controlSets"]] == ["Models"]
    page.get_by_role("tab", name="Tags").click()
    expect(page.get_by_role("row").filter(has_text="governance")).to_be_visible()
    axe(page)
    _choose_action(page, "Delete")
    page.get_by_label("To confirm, type delete").fill("delete")
    axe(page)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("The framework was deleted")).to_be_visible()


def test_a_framework_is_taken_away_compared_and_brought_back(
    page_as: PageAs, people: People, axe: Axe, shoot: Any, tmp_path: Path
) -> None:
    made = make_framework(people, "On a journey")
    page = page_as("administrator", f"/console/frameworks/{made}")
    with page.expect_download() as download:
        _choose_action(page, "Download as JSON")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "on-a-journey.json"
    content = json.loads(file.read_text())
    content["control_sets"][0]["objectives"][0]["controls"].pop()
    file.write_text(json.dumps(content))

    _choose_action(page, "Compare")
    page.get_by_role("button", name="File").last.click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Removed")).to_be_visible()
    check(page.get_by_role("radio", name=re.compile("^Choose ")).first)
    axe(page)
    shoot(page, "framework-compare")

    page.goto("/console/frameworks/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Name").fill("Back again")
    page.get_by_role("button", name="Look through file").click()
    expect(page.get_by_text("The file is sound. Nothing is kept yet.")).to_be_visible()
    axe(page)
    shoot(page, "framework-import")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="Back again", level=1)).to_be_visible()


def test_a_file_that_cannot_be_taken_is_told_place_by_place(page_as: PageAs, axe: Axe, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("id: house\nname: House\n")
    page = page_as("administrator", "/console/frameworks/import")

    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look through file").click()

    expect(page.get_by_text(re.compile("The file cannot be taken as it is"))).to_be_visible()
    axe(page)


def test_a_framework_is_shared_accepted_and_revoked(page_as: PageAs, people: People, axe: Axe, shoot: Any) -> None:
    made = make_framework(people, "To be shared")
    page = page_as("administrator", f"/console/frameworks/{made}")
    _choose_action(page, "Share")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("An account ID has 12 digits.")).to_be_visible()
    page.get_by_label("AWS account ID").fill(people.server.told["account_id"])
    page.get_by_label("AWS Region").fill("eu-west-1")
    axe(page)
    shoot(page, "framework-share")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("The share request was sent")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="To be shared")).to_contain_text("Active")
    axe(page)
    shoot(page, "share-requests")

    page.get_by_role("tab", name="Received requests").click()
    check(page.get_by_role("radio", name="Choose To be shared"))
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(page.get_by_role("row").filter(has_text="To be shared")).to_contain_text("Shared")


def test_an_assessment_begins_with_the_framework_it_was_asked_for(page_as: PageAs, people: People) -> None:
    page = page_as("administrator", f"/console/frameworks/{_standard_id(people)}")

    page.get_by_role("link", name="Create assessment from framework").click()
    page.get_by_label("Assessment name").fill("Asked for")
    destination = page.get_by_label("S3 address", exact=True)
    destination.fill("s3://reports")
    destination.press("Escape")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("radio", name=re.compile(STANDARD))).to_be_checked()


def test_who_may_not_change_frameworks_is_told_so(page_as: PageAs, people: People) -> None:
    made = make_framework(people, "Not for everybody")
    page = page_as("auditor", "/console/frameworks/create")

    expect(page.get_by_text("You may not see this page")).to_be_visible()
    page.goto(f"/console/frameworks/{made}")
    page.get_by_role("button", name=re.compile("^Actions")).click()
    expect(page.get_by_role("menuitem")).to_have_text(["Compare", "Download as YAML", "Download as JSON"])
    expect(page.get_by_role("link", name="Share requests")).to_have_count(0)
    expect(page.get_by_role("link", name="Create assessment from framework")).to_have_count(0)
