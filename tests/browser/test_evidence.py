"""A control, its evidence folders and its evidence, from the verdict down to the bytes that it rests on."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import Axe, PageAs, check
from tests.support.watched import CONTROL, PAPER, SET, STARTED, Watched

HOSTILE = '<script>alert("1")</script> \u202egnorw\u202c \U0001f9ff'


@pytest.fixture
def folder(watched: Watched) -> Iterator[str]:
    """Where the evidence folder of the control is; nothing of it is chosen for a report, before and after."""
    path, within = f"/v1/assessments/{watched.id}/evidence-folders", {"controlSetId": SET}
    told = watched.owner.v1.get(path, params=within | {"controlId": watched.control()["id"]}).json()
    (found,) = told["folders"]
    yield f"{watched.control_address()}/evidence-folders/{found['id']}"
    watched.owner.aws.disassociate_assessment_report_evidence_folder(
        assessmentId=watched.id, evidenceFolderId=found["id"]
    )


def detail(page: Page, label: str) -> Any:
    return page.locator("dt", has_text=re.compile(f"^{label}$")).locator("xpath=following-sibling::dd[1]")


def test_a_control_leads_from_what_it_asks_to_what_was_found(
    page_as: PageAs, watched: Watched, axe: Axe, shoot: Any
) -> None:
    page = page_as("wanda", watched.address)
    page.get_by_role("button", name="Open all").click()
    page.get_by_role("link", name=CONTROL).click()

    expect(page.get_by_role("heading", name=CONTROL, level=1)).to_be_visible()
    expect(page.get_by_text("Nobody stops a trail.")).to_be_visible()
    page.get_by_role("button", name="Action plan").click()
    expect(page.get_by_text("Ask why it was stopped.")).to_be_visible()
    row = page.get_by_role("grid", name="Evidence folders").get_by_role("row").nth(1)
    expect(row).to_contain_text(f"AWS CloudTrail: {STARTED + 1}")
    axe(page)
    shoot(page, "control")
    page.get_by_role("tab", name="Evidence sources").click()
    expect(page.get_by_text('event.eventName == "StartLogging"').first).to_be_visible()
    axe(page)


def test_evidence_is_narrowed_to_what_is_wrong_and_read_to_its_bytes(
    page_as: PageAs, folder: str, axe: Axe, shoot: Any
) -> None:
    page = page_as("wanda", folder)
    table = page.get_by_role("grid", name="Evidence")
    expect(table.get_by_role("row")).to_have_count(21)
    shoot(page, "evidence-folder")
    page.get_by_role("button", name="Next page").click()
    expect(table.get_by_role("row")).to_have_count(STARTED + 1 - 20 + 1)

    page.get_by_role("button", name="Filter by verdict").click()
    page.get_by_role("option", name="Non-compliant").click()
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table).to_contain_text("A trail was stopped")
    axe(page)
    table.get_by_role("row").nth(1).get_by_role("link").click()

    expect(page.get_by_role("heading", name=re.compile("StopLogging"), level=1)).to_be_visible()
    expect(detail(page, "Verdict")).to_have_text("Non-compliant")
    expect(detail(page, "Reason")).to_have_text("A trail was stopped")
    expect(detail(page, "Held at")).to_have_text("2026-11-07 10:11:12 UTC")
    expect(detail(page, "Collected at")).not_to_have_text("2026-11-07 10:11:12 UTC")
    expect(detail(page, "SHA-256")).to_have_text(re.compile("[0-9a-f]{64}"))
    expect(page.get_by_role("region", name="Raw content")).to_contain_text('"eventName": "StopLogging"')
    axe(page)
    shoot(page, "evidence")


def test_rows_are_chosen_for_the_report_and_taken_out_again(page_as: PageAs, folder: str, axe: Axe) -> None:
    page = page_as("wanda", folder)
    table = page.get_by_role("grid", name="Evidence")
    add = page.get_by_role("button", name="Add to assessment report")
    expect(add).to_be_disabled()
    for place in (1, 2):
        check(table.get_by_role("row").nth(place).get_by_role("checkbox"))
    add.click()
    expect(page.get_by_text("2 evidence items added to the assessment report")).to_be_visible()
    expect(detail(page, "Added to assessment report")).to_have_text(f"2 of {STARTED + 1}")
    axe(page)

    table.get_by_role("row").nth(1).get_by_role("link").click()
    page.get_by_role("button", name="Remove from assessment report").click()
    expect(page.get_by_role("button", name="Add to assessment report")).to_be_visible()
    page.go_back()
    expect(detail(page, "Added to assessment report")).to_have_text(f"1 of {STARTED + 1}")


def test_a_whole_folder_is_chosen_with_what_is_still_to_come(page_as: PageAs, watched: Watched, folder: str) -> None:
    page = page_as("wanda", folder)

    page.get_by_role("button", name="Add the folder to the assessment report").click()

    expect(detail(page, "Added to assessment report")).to_have_text(
        f"{STARTED + 1} of {STARTED + 1}, and what comes in later"
    )
    page.goto(f"{watched.address}?tab=selection")
    row = page.get_by_role("grid", name="Assessment report selection").get_by_role("row").nth(1)
    expect(row).to_contain_text(f"{STARTED + 1} of {STARTED + 1}")
    check(row.get_by_role("checkbox"))
    page.get_by_role("button", name="Remove from assessment report").click()
    expect(page.get_by_text("Nothing is selected", exact=True)).to_be_visible()


def test_a_delegate_says_what_it_found_and_sets_the_status(
    page_as: PageAs, watched: Watched, axe: Axe, shoot: Any
) -> None:
    page = page_as("walt", watched.control_address(PAPER))
    page.get_by_role("tab", name="Comments").click()
    page.get_by_label("New comment").fill(HOSTILE)
    page.get_by_role("button", name="Add comment").click()
    expect(page.get_by_role("list", name="Comments").get_by_text(HOSTILE)).to_be_visible()
    expect(page.get_by_label("New comment")).to_have_value("")
    axe(page)
    shoot(page, "control-comments")

    for status, end in (("Inactive", "It can be set back"), ("Under review", "collected again")):
        page.get_by_role("button", name="Update control status").click()
        page.get_by_role("menuitem", name=status).click()
        dialog = page.get_by_role("dialog", name=f"Update control status to {status}?")
        expect(dialog.get_by_text(end)).to_be_visible()
        dialog.get_by_label("Comment").fill(f"So it is {status}.")
        axe(page)
        dialog.get_by_role("button", name="Update control status").click()
        expect(detail(page, "Control status")).to_have_text(status)

    page.get_by_role("tab", name="Changelog").click()
    log = page.get_by_role("grid", name="Changelog")
    expect(log.get_by_role("row").nth(1)).to_contain_text("Under review")
    expect(log.get_by_role("row").nth(1)).to_contain_text("walt")
    axe(page)


def test_a_delegate_reads_evidence_and_chooses_none(page_as: PageAs, folder: str) -> None:
    page = page_as("walt", folder)

    expect(page.get_by_role("grid", name="Evidence").get_by_role("row")).to_have_count(21)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("assessment report"))).to_have_count(0)


def test_an_auditor_reads_evidence_and_changes_nothing(
    page_as: PageAs, watched: Watched, folder: str, axe: Axe
) -> None:
    page = page_as("wes", folder)

    page.get_by_role("grid", name="Evidence").get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("heading", name="What the source said")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("assessment report"))).to_have_count(0)
    axe(page)
    page.goto(f"{watched.control_address()}?tab=comments")
    expect(page.get_by_text("No comments")).to_be_visible()
    expect(page.get_by_label("New comment")).to_have_count(0)
    expect(page.get_by_role("button", name="Update control status")).to_have_count(0)


def test_a_control_without_evidence_says_what_to_do(page_as: PageAs, watched: Watched, axe: Axe) -> None:
    page = page_as("wanda", watched.control_address(PAPER))

    expect(page.get_by_text("No evidence yet")).to_be_visible()
    axe(page)


def test_what_is_not_there_is_told(page_as: PageAs, watched: Watched, folder: str) -> None:
    page = page_as("wanda", f"{folder}/evidence/00000000-0000-7000-8000-000000000000")
    expect(page.get_by_text("It is not there")).to_be_visible()

    page.goto(f"{watched.address}/control-sets/None/controls/nothing")
    expect(page.get_by_text("The control is not there")).to_be_visible()
