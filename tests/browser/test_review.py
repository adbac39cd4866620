"""The review of a control set: delegated, worked on, submitted, sent back and completed; manual evidence; the bell."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import Axe, PageAs, People, check
from tests.support.reviewing import Reviewed, reviewed

SET = "Safe / <b>in use</b>"
OTHER_SET = "People"
_KEPT_MS = 30_000
"""What is added goes into the evidence lake, which a busy machine takes a while to open."""


@pytest.fixture(scope="module")
def made(people: People) -> Reviewed:
    """An assessment of Rita's and Rolf's with two control sets; Rob is nobody's delegate yet."""
    return reviewed(people, SET, OTHER_SET)


def review(made: Reviewed, control_set: str = SET) -> str:
    return made.address(control_set)


def open_actions(page: Page, item: str) -> None:
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name=item).click()


def test_a_control_set_goes_from_its_owner_to_a_delegate_and_back(
    page_as: PageAs, made: Reviewed, axe: Axe, shoot: Any
) -> None:
    owner = page_as("rita", review(made))
    owner.get_by_role("button", name="Delegate", exact=True).click()
    dialog = owner.get_by_role("dialog", name="Delegate for review")
    dialog.get_by_role("button", name="Delegate", exact=True).click()
    expect(dialog.get_by_text("Choose a person or a role")).to_be_visible()
    dialog.get_by_label("Delegate", exact=True).fill("rob")
    owner.get_by_role("option", name=re.compile("^rob")).click()
    dialog.get_by_label("Comment").fill("By Friday, please.")
    axe(owner)
    shoot(owner, "delegate")
    dialog.get_by_role("button", name="Delegate", exact=True).click()
    expect(owner.get_by_text("A control set was delegated to rob")).to_be_visible()

    rob = page_as("rob", "/console/notifications")
    expect(rob.get_by_role("row").filter(has_text="By Friday, please.")).to_contain_text("New")
    axe(rob)
    shoot(rob, "notifications")
    rob.get_by_role("link", name=SET, exact=True).click()
    expect(rob.get_by_role("heading", name=SET, level=1)).to_be_visible()
    expect(rob.get_by_role("button", name="Complete review")).to_be_hidden()
    expect(rob.get_by_role("button", name="Delegate", exact=True)).to_be_hidden()

    _bring(rob, axe, shoot)
    _review_controls(rob)

    rob.get_by_role("button", name="Submit for review").click()
    submit = rob.get_by_role("dialog", name=re.compile("Submit for review"))
    expect(submit.get_by_text("1 of 3 controls is not marked as reviewed.")).to_be_visible()
    submit.get_by_label("Comment").fill("All but one.")
    axe(rob)
    submit.get_by_role("button", name="Submit for review").click()
    expect(rob.get_by_text("It waits for an audit owner")).to_be_visible()

    owner.goto("/console/notifications")
    owner.get_by_role("row").filter(has_text="All but one.").get_by_role("link", name=SET, exact=True).click()
    owner.get_by_role("button", name="Send back").click()
    back = owner.get_by_role("dialog", name=re.compile("Send back"))
    back.get_by_label("Comment").fill("The last one, too.")
    back.get_by_role("button", name="Send back").click()
    expect(owner.get_by_text("was sent back")).to_be_visible()
    expect(owner.get_by_text("The last one, too.")).to_be_visible()

    owner.get_by_role("button", name="Complete review").click()
    done = owner.get_by_role("dialog", name=re.compile("Complete review"))
    expect(done.get_by_text("This is final")).to_be_visible()
    done.get_by_role("button", name="Complete review").click()
    expect(owner.get_by_text("cannot be opened again")).to_be_visible()
    axe(owner)
    shoot(owner, "review-owner")

    rob.reload()
    expect(rob.get_by_role("heading", name=SET, level=1)).to_be_visible()
    expect(
        rob.get_by_text("This control set is not open to you").or_(rob.get_by_text("It is not there"))
    ).to_be_visible()
    rob.goto("/console/delegations")
    expect(rob.get_by_role("row").filter(has_text="Complete")).to_contain_text(SET)
    axe(rob)
    shoot(rob, "delegations")


def _bring(page: Page, axe: Axe, shoot: Any) -> None:
    """Add two files, dropped at once, to the first control; a third is refused before it is sent."""
    page.get_by_role("checkbox", name="Choose Control 1").press("Space")
    expect(page.get_by_role("heading", name="Evidence folders")).to_be_visible()
    axe(page)
    shoot(page, "review-control")
    open_actions(page, "Add manual evidence")
    dialog = page.get_by_role("dialog", name="Add manual evidence")
    expect(dialog.get_by_text("Up to 100 MB each")).to_be_visible()
    names = ("red team.pdf", "board <i>minutes.txt", "run.exe")
    _drop(page, {name: f"what {name} says" for name in names})
    expect(dialog.get_by_text("Files that end in .exe are not taken.")).to_be_visible()
    dialog.get_by_role("button", name="Add evidence").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Remove run.exe").click()
    expect(dialog.get_by_text("SHA-256 of red team.pdf")).to_be_visible()
    dialog.get_by_role("textbox", name="Effective from").fill("2026-05-01")
    dialog.get_by_role("textbox", name="Effective until").fill("2026-04-01")
    expect(dialog.get_by_text("It must not lie before the first day.")).to_be_visible()
    dialog.get_by_role("textbox", name="Effective until").fill("2027-04-30")
    dialog.get_by_label("Note").fill("Second half")
    axe(page)
    shoot(page, "add-manual-evidence")
    dialog.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_text("2 pieces of manual evidence added")).to_be_visible(timeout=_KEPT_MS)
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("row").filter(has_text="Control 1").first).to_contain_text("2 Inconclusive")


def _drop(page: Page, files: dict[str, str]) -> None:
    """Drag files over the page, and let them go where it says so."""
    given = page.evaluate_handle(
        """files => {
            const carried = new DataTransfer();
            for (const [name, content] of Object.entries(files)) carried.items.add(new File([content], name));
            return carried;
        }""",
        files,
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": given})
    page.get_by_text("Drop files here", exact=True).dispatch_event("drop", {"dataTransfer": given})


def _review_controls(page: Page) -> None:
    """Mark two controls at once, with a comment."""
    page.get_by_role("checkbox", name="Choose Control 2").press("Space")
    open_actions(page, "Mark as reviewed")
    dialog = page.get_by_role("dialog", name="Mark as reviewed: 2 controls")
    dialog.get_by_label("Comment").fill("Looked at both.")
    dialog.get_by_role("button", name="Mark as reviewed").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("row").filter(has_text="Control 1").first).to_contain_text("Reviewed")
    expect(page.get_by_role("row").filter(has_text="Control 2").first).to_contain_text("Reviewed")
    open_choice = page.get_by_role("button", name="Actions")
    open_choice.click()
    expect(page.get_by_role("menuitem", name="Mark as inactive")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")


def test_duties_that_are_separated_are_explained(page_as: PageAs, people: People, axe: Axe, shoot: Any) -> None:
    made = reviewed(people, OTHER_SET)
    made.separate_duties()
    page = page_as("rita", review(made, OTHER_SET))

    expect(page.locator("main").get_by_text("Duties are separated here")).to_be_visible()
    expect(page.get_by_role("button", name="Complete review")).to_have_attribute("aria-disabled", "true")
    axe(page)
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit for review").click()
    expect(page.get_by_role("main").get_by_text("another audit owner completes it").last).to_be_visible()
    shoot(page, "review-separated")

    rolf = page_as("rolf", review(made, OTHER_SET))
    rolf.get_by_role("button", name="Complete review").click()
    rolf.get_by_role("dialog").get_by_role("button", name="Complete review").click()
    expect(rolf.get_by_text("cannot be opened again")).to_be_visible()


def test_an_owner_cancels_a_delegation(page_as: PageAs, people: People, axe: Axe, shoot: Any) -> None:
    other = reviewed(people, "To be cancelled")
    other.delegate("To be cancelled")
    page = page_as("rita", "/console/delegations")
    row = page.get_by_role("row").filter(has_text="To be cancelled")
    check(row.get_by_role("checkbox"))
    axe(page)
    shoot(page, "delegations-given")
    page.get_by_role("button", name="Cancel delegations").click()
    dialog = page.get_by_role("dialog", name="Cancel the delegation?")
    expect(dialog.get_by_text("lose access at once")).to_be_visible()
    axe(page)
    dialog.get_by_role("button", name="Cancel delegations").click()

    expect(page.get_by_text("The delegation was cancelled")).to_be_visible()
    expect(row).to_be_hidden()


def test_an_auditor_changes_nothing(page_as: PageAs, made: Reviewed, axe: Axe) -> None:
    made.let_audit("ruth")
    page = page_as("ruth", review(made, OTHER_SET))

    expect(page.get_by_role("heading", name=OTHER_SET, level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Controls (1)")).to_be_visible()
    for name in ("Actions", "Delegate", "Submit for review", "Complete review", "Send back"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_hidden()
    axe(page)
    page.goto("/console/delegations")
    expect(page.get_by_role("heading", name=re.compile("Delegations to others"))).to_be_visible()
    expect(page.get_by_role("button", name="Cancel delegations")).to_be_hidden()


def test_a_stranger_is_told_nothing(page_as: PageAs, made: Reviewed) -> None:
    page = page_as("stranger", review(made))

    expect(page.get_by_text("It is not there")).to_be_visible()
    page.goto("/console/delegations")
    expect(page.get_by_text("Nothing is delegated to you")).to_be_visible()


def test_what_was_sent_is_not_sent_again_when_the_rest_is_tried_anew(
    page_as: PageAs, people: People, tmp_path: Path
) -> None:
    other = reviewed(people, "Slow")
    page = page_as("rita", other.address("Slow"))
    page.get_by_role("checkbox", name="Choose Control 1").press("Space")
    open_actions(page, "Add manual evidence")
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(name)
    page.locator("input[type=file]").set_input_files([tmp_path / "one.txt", tmp_path / "two.txt"])
    puts: list[str] = []
    page.on("request", lambda request: puts.append(request.url) if request.method == "PUT" else None)
    page.route(re.compile("/files/.*two.*"), lambda route: route.abort(), times=1)
    dialog = page.get_by_role("dialog", name="Add manual evidence")
    dialog.get_by_role("button", name="Add evidence").click()
    expect(dialog.get_by_text("the connection broke off")).to_be_visible()
    expect(dialog.get_by_text("one.txt: added")).to_be_visible(timeout=_KEPT_MS)

    dialog.get_by_role("button", name="Add evidence").click()

    expect(dialog).to_be_hidden(timeout=_KEPT_MS)
    assert ["one" in url for url in puts] == [True, False, False]
    assert other.evidence_count("Slow") == 2
