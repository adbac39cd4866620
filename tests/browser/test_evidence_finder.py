"""The evidence finder: searched, narrowed by groups, saved, taken away, chosen for reports; what each role finds."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browsing import Axe, PageAs, check
from tests.support.watched import CONTROL, STARTED, Watched

FINDER = "/console/evidence-finder"
ALL = STARTED + 2
"""What the run found: trails that were started, one that was stopped, a user that was created."""
HOSTILE = '<b onclick="alert(1)">trails</b> \u202egnorw\u202c \U0001f9ff'


@pytest.fixture
def finder(watched: Watched) -> Iterator[str]:
    """Where Wanda's assessment is searched; afterwards she keeps no query, and nothing is chosen for a report."""
    yield f"{FINDER}?assessmentId={watched.id}"
    v1 = watched.owner.v1
    for query in v1.get("/v1/saved-queries").json():
        v1.delete(f"/v1/saved-queries/{query['id']}").raise_for_status()
    for folder in v1.get(f"/v1/assessments/{watched.id}/report-selection").json()["folders"]:
        watched.owner.aws.disassociate_assessment_report_evidence_folder(
            assessmentId=watched.id, evidenceFolderId=folder["folderId"]
        )


def rows(page: Page, table: str = "Evidence") -> Locator:
    return page.get_by_role("grid", name=table, exact=True).locator("tbody").get_by_role("row")


def choose(page: Page, *names: str) -> None:
    """Choose values that the search field offers."""
    for name in names:
        page.get_by_role("option", name=name).click()
    page.get_by_role("button", name="Apply").click()


def test_evidence_is_searched_by_property_and_the_address_has_the_search(
    page_as: PageAs, finder: str, axe: Axe, shoot: Any
) -> None:
    page = page_as("wanda", finder)
    expect(page.get_by_role("heading", name="Evidence finder", level=1)).to_be_visible()
    expect(page.get_by_text(f"{ALL} items found")).to_be_visible()
    expect(page.get_by_text("Assessment = Watched")).to_be_visible()
    expect(rows(page)).to_have_count(20)
    axe(page)
    page.get_by_role("button", name="Next page").click()
    expect(rows(page)).to_have_count(ALL - 20)

    page.get_by_label("Search criteria").fill("Resource compliance = ")
    choose(page, "Non-compliant")
    expect(page.get_by_text("1 item found")).to_be_visible()
    expect(rows(page)).to_contain_text(["StopLogging"])
    assert page.url.endswith(f"{finder}&verdict=NON_COMPLIANT")
    page.reload()
    expect(rows(page)).to_contain_text(["StopLogging"])
    expect(page.get_by_text("Resource compliance = Non-compliant")).to_be_visible()

    rows(page).get_by_role("button", name=re.compile("details of StopLogging")).click()
    panel = page.get_by_role("region", name=re.compile("^StopLogging"))
    expect(panel.get_by_text("A trail was stopped")).to_be_visible()
    axe(page)
    shoot(page, "evidence-finder-details")
    panel.get_by_role("link", name="Open the evidence").click()
    expect(page.get_by_role("heading", name="What the source said")).to_be_visible()


def test_words_days_and_order(page_as: PageAs, finder: str, axe: Axe) -> None:
    page = page_as("wanda", finder)
    field = page.get_by_label("Search criteria")
    field.fill("createuser")
    field.press("Enter")
    expect(page.get_by_text("Text : createuser")).to_be_visible()
    expect(rows(page)).to_contain_text(["CreateUser"])
    page.get_by_role("button", name="Text : createuser").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("createuser\nstoplogging")
    axe(page)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Text : createuser or stoplogging")).to_be_visible()
    expect(rows(page)).to_have_count(2)

    page.get_by_role("button", name="Days of collection").click()
    check(page.get_by_role("radio", name="Last 7 days"))
    axe(page)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("button", name="Days of collection")).to_contain_text("Since 2")
    expect(rows(page)).to_have_count(2)
    page.goto(f"{finder}&until=2020-01-01")
    expect(page.get_by_role("button", name="Days of collection")).to_contain_text("Up to 2019-12-31")
    expect(page.get_by_text("No evidence found")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    expect(page).to_have_url(re.compile(f"{FINDER}$"))
    expect(rows(page)).to_have_count(20)

    page.goto(f"{finder}&eventSource=cloudtrail.amazonaws.com")
    with page.expect_response(re.compile("/v1/evidence.*order=oldest_first")):
        page.get_by_role("button", name="Show oldest first").click()
    expect(page.get_by_role("button", name="Show newest first")).to_be_visible()
    expect(rows(page)).to_have_count(20)


def test_groups_are_counted_drawn_and_opened(page_as: PageAs, finder: str, axe: Axe, shoot: Any) -> None:
    page = page_as("wanda", finder)
    page.get_by_role("button", name="Group by").click()
    page.get_by_role("option", name="Control", exact=True).click()

    expect(page.get_by_role("heading", name="Evidence by control")).to_be_visible()
    expect(page.get_by_role("application", name="Evidence by control")).to_be_visible()
    groups = rows(page, "Groups")
    expect(groups).to_have_count(2)
    expect(groups.first.get_by_role("gridcell")).to_have_text([str(STARTED + 1), "1", str(STARTED), "0"])
    axe(page)
    shoot(page, "evidence-finder")

    groups.first.get_by_role("link", name=CONTROL).click()
    expect(page.get_by_text(f"Control = {CONTROL}")).to_be_visible()
    expect(page.get_by_text(f"{STARTED + 1} items found")).to_be_visible()
    page.go_back()
    expect(groups).to_have_count(2)
    page.goto(f"{finder}&by=account&match=any&region=us-east-1")
    expect(page.get_by_text("a group cannot be opened")).to_be_visible()
    expect(rows(page, "Groups").get_by_role("link")).to_have_count(0)


def test_a_query_is_saved_opened_renamed_and_deleted(page_as: PageAs, finder: str, axe: Axe, shoot: Any) -> None:
    page = page_as("wanda", f"{finder}&verdict=NON_COMPLIANT")
    page.get_by_role("button", name="Save query").click()
    dialog = page.get_by_role("dialog", name="Save query")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_text("Give it a name.")).to_be_visible()
    dialog.get_by_label("Name").fill(HOSTILE)
    axe(page)
    dialog.get_by_label("Name").press("Enter")
    expect(page.get_by_text(f"The query {HOSTILE} was saved")).to_be_visible()

    page.goto(FINDER)
    page.get_by_role("button", name="Saved queries").click()
    listed = page.get_by_role("dialog", name="Saved queries")
    expect(rows(page, "Queries")).to_contain_text(["Assessment: Watched, Resource compliance: Non-compliant"])
    axe(page)
    shoot(page, "saved-queries")
    listed.get_by_role("link", name=HOSTILE).click()
    expect(listed).to_have_count(0)
    expect(page.get_by_text("1 item found")).to_be_visible()

    page.get_by_role("button", name="Saved queries").click()
    check(rows(page, "Queries").get_by_role("radio"))
    page.get_by_role("button", name="Rename").click()
    renaming = page.get_by_role("dialog", name="Rename query")
    renaming.get_by_label("Name").fill("Stopped trails")
    renaming.get_by_role("button", name="Rename").click()
    expect(rows(page, "Queries")).to_contain_text(["Stopped trails"])
    check(rows(page, "Queries").get_by_role("radio"))
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete query?").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No saved queries")).to_be_visible()


@pytest.mark.parametrize("kind", ["CSV", "JSON Lines"])
def test_all_that_is_found_is_taken_away(page_as: PageAs, finder: str, tmp_path: Path, kind: str) -> None:
    page = page_as("wanda", f"{finder}&eventSource=cloudtrail.amazonaws.com")
    page.get_by_role("button", name="Export").click()

    with page.expect_download() as started:
        page.get_by_role("menuitem", name=kind).click()

    suffix = "csv" if kind == "CSV" else "jsonl"
    assert re.fullmatch(rf"evidence-\d{{4}}-\d\d-\d\d\.{suffix}", started.value.suggested_filename)
    started.value.save_as(tmp_path / "evidence")
    text = (tmp_path / "evidence").read_text("utf-8-sig")
    items = list(csv.DictReader(io.StringIO(text))) if kind == "CSV" else list(map(json.loads, text.splitlines()))
    assert sorted(item["eventName"] for item in items) == ["StartLogging"] * STARTED + ["StopLogging"]


def test_rows_of_several_folders_are_chosen_for_the_report(
    page_as: PageAs, finder: str, watched: Watched, axe: Axe
) -> None:
    page = page_as("wanda", f"{finder}&eventName=StopLogging&eventName=CreateUser")
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_role("button", name="Add to assessment report")).to_be_disabled()
    for row in rows(page).all():
        check(row.get_by_role("checkbox"))
    page.get_by_role("button", name="Add 2 to assessment report").click()

    expect(page.get_by_text("2 evidence items added to the assessment report")).to_be_visible()
    axe(page)
    told = watched.owner.v1.get(f"/v1/assessments/{watched.id}/report-selection").json()
    assert [each["selectedCount"] for each in told["folders"]] == [1, 1]
    page.get_by_role("link", name="See the selection of Watched").click()
    expect(rows(page, "Assessment report selection")).to_have_count(2)


def test_what_is_refused_is_named_item_by_item(page_as: PageAs, finder: str, watched: Watched, axe: Axe) -> None:
    page = page_as("wanda", f"{finder}&eventName=StopLogging&eventName=CreateUser")
    expect(rows(page)).to_have_count(2)
    for row in rows(page).all():
        check(row.get_by_role("checkbox"))
    owners = [{"roleType": "PROCESS_OWNER", "roleArn": watched.people["administrator"].arn}]
    aws = watched.people["administrator"].aws
    before = aws.get_assessment(assessmentId=watched.id)["assessment"]["metadata"]
    scope = {"awsAccounts": [{"id": each["id"]} for each in before["scope"]["awsAccounts"]]}
    try:
        aws.update_assessment(assessmentId=watched.id, scope=scope, roles=owners)
        page.get_by_role("button", name="Add 2 to assessment report").click()
        warning = page.get_by_text("2 of 2 evidence items could not be added")
        expect(warning).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text=re.compile(r"StopLogging.*\(Watched\)"))).to_be_visible()
        axe(page)
    finally:
        roles = [{"roleType": "PROCESS_OWNER", "roleArn": each["roleArn"]} for each in before["roles"]]
        aws.update_assessment(assessmentId=watched.id, scope=scope, roles=roles)


def test_a_wrong_question_is_told_by_its_field_and_mended(page_as: PageAs, finder: str, axe: Axe) -> None:
    page = page_as("wanda", f"{finder}&verdict=SPLENDID")

    expect(page.get_by_text("The server cannot take this")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="verdict: ")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Search without verdict").click()
    expect(rows(page)).to_have_count(20)

    page.goto(f"{finder}&colour=blue")
    page.get_by_role("button", name="Search without colour").click()
    expect(rows(page)).to_have_count(20)


def test_a_delegate_finds_the_evidence_of_its_control_sets(page_as: PageAs, finder: str, axe: Axe) -> None:
    page = page_as("walt", finder)

    expect(page.get_by_text(f"{STARTED + 1} items found")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("assessment report"))).to_have_count(0)
    rows(page).first.get_by_role("button").click()
    page.get_by_role("link", name="Open the evidence").click()
    expect(page.get_by_role("heading", name="What the source said")).to_be_visible()
    page.goto(f"{finder}&eventName=CreateUser")
    expect(page.get_by_text("No evidence found")).to_be_visible()
    axe(page)


def test_an_auditor_finds_the_evidence_of_its_assessments_alone(page_as: PageAs, finder: str) -> None:
    page = page_as("wes", f"{FINDER}?by=assessmentId")
    assert finder

    expect(rows(page, "Groups")).to_have_count(1)
    expect(page.get_by_text(f"{ALL} items found")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("assessment report"))).to_have_count(0)
    expect(page.get_by_role("button", name="Export")).to_be_enabled()


def test_a_stranger_finds_nothing_and_is_told_why(page_as: PageAs, finder: str, axe: Axe, shoot: Any) -> None:
    page = page_as("stranger", FINDER)
    expect(page.get_by_text("No evidence yet")).to_be_visible()
    expect(page.get_by_role("button", name="Export")).to_be_disabled()
    axe(page)
    shoot(page, "evidence-finder-nothing")

    page.goto(finder)
    expect(page.get_by_text("No evidence found")).to_be_visible()
    expect(page.get_by_text("Watched")).to_have_count(0)
