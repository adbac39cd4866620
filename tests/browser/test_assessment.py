"""An assessment in the console: what its owner finds and changes, what each role must not see, and its end."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browsing import Axe, PageAs, People, check
from tests.support.watched import CONTROL, OTHER_SET, PAPER, SET, Watched

HOSTILE = '<img src=x onerror="alert(1)"> \u202egnorw\u202c \U0001f9ff'
Begin = Callable[[str], str]


@pytest.fixture
def begin(people: People) -> Begin:
    """Make an assessment that Wanda owns, of this name; return where it is."""

    def make(name: str) -> str:
        aws = people["administrator"].aws
        frameworks = aws.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"]
        made = aws.create_assessment(
            name=name,
            assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports"},
            scope={"awsAccounts": [{"id": "111122223333", "name": "Main"}]},
            roles=[{"roleType": "PROCESS_OWNER", "roleArn": people.find("wanda").arn}],
            frameworkId=next(each["id"] for each in frameworks if each["name"].startswith("Trail and people")),
        )
        return f"/console/assessments/{made['assessment']['metadata']['id']}"

    return make


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def act(page: Page, item: str) -> None:
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name=item).click()


def test_an_owner_sees_what_an_assessment_is_and_what_its_evidence_says(
    page_as: PageAs, watched: Watched, axe: Axe, shoot: Any
) -> None:
    page = page_as("wanda", watched.address)

    expect(page.get_by_role("heading", name="Watched", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Compliance and coverage")).to_be_visible()
    row = page.get_by_role("grid", name="Compliance by control set").get_by_role("row").filter(has_text=SET)
    expect(row.get_by_role("gridcell")).to_have_text(["1", "24", "0", "0", "1 of 2", re.compile(" %$")])
    page.get_by_role("button", name="Open all").click()
    control = page.get_by_role("row").filter(has=page.get_by_role("link", name=CONTROL))
    expect(control).to_contain_text("Under review")
    expect(control).to_contain_text("Non-compliant")
    expect(page.get_by_role("row").filter(has_text=PAPER)).to_contain_text("1 to bring by hand")
    axe(page)
    shoot(page, "assessment")


def test_controls_are_found_by_text_and_by_what_was_found(page_as: PageAs, watched: Watched, axe: Axe) -> None:
    page = page_as("wanda", watched.address)

    page.get_by_label("Find controls").fill("retention")
    expect(page.get_by_role("link", name=PAPER)).to_be_visible()
    expect(page.get_by_role("link", name=CONTROL)).to_be_hidden()
    page.get_by_label("Find controls").fill("")
    page.get_by_role("button", name="Filter by compliance").click()
    page.get_by_role("option", name="Non-compliant").click()
    expect(page.get_by_role("link", name=CONTROL)).to_be_visible()
    axe(page)
    page.get_by_label("Find controls").fill("nothing like it")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear the filter").click()
    expect(page.get_by_role("row").filter(has_text=OTHER_SET).last).to_be_visible()


def test_what_sources_refused_is_told_with_what_to_do(page_as: PageAs, watched: Watched, axe: Axe, shoot: Any) -> None:
    page = page_as("wanda", watched.address)

    page.get_by_role("link", name=re.compile("refused|in part")).click()

    row = page.get_by_role("grid", name="Refusals").get_by_role("row").nth(1)
    expect(row).to_contain_text("Unreadable answer")
    expect(row.get_by_role("gridcell").nth(2)).not_to_have_text("-")
    axe(page)
    shoot(page, "assessment-coverage")
    page.reload()
    expect(page.get_by_role("tab", name="Coverage and refusals")).to_have_attribute("aria-selected", "true")


TABS = {
    "Assessment report selection": "Nothing is selected",
    "Delegations": "Please look.",
    "AWS accounts": "111122223333",
    "AWS services": "CloudTrail",
    "Audit owners": "user/wanda",
    "Changelog": "Delegation",
}


def test_each_tab_tells_its_part(page_as: PageAs, watched: Watched, axe: Axe) -> None:
    page = page_as("wanda", watched.address)

    for name, text in TABS.items():
        tab(page, name)
        expect(page.get_by_role("tabpanel", name=name).get_by_text(text).first).to_be_visible()
        axe(page)


def test_tags_are_added_and_taken_away(page_as: PageAs, watched: Watched, axe: Axe) -> None:
    page = page_as("wanda", f"{watched.address}?tab=tags")
    table = page.get_by_role("grid", name="Tags")
    expect(table.get_by_role("row").filter(has_text="team")).to_contain_text("risk")

    page.get_by_role("button", name="Manage tags").click()
    dialog = page.get_by_role("dialog", name="Manage tags")
    dialog.get_by_role("button", name="Add new tag").click()
    dialog.get_by_label("Key", exact=True).last.fill("cost")
    dialog.get_by_label("Value").last.fill("42 people")
    dialog.get_by_label("Value").last.press("Tab")
    axe(page)
    dialog.get_by_role("button", name="Save").click()

    expect(dialog).to_be_hidden()
    expect(table.get_by_role("row").filter(has_text="cost")).to_contain_text("42 people")
    told = watched.owner.aws.get_assessment(assessmentId=watched.id)["assessment"]["tags"]
    assert told == {"team": "risk", "cost": "42 people"}


def test_an_owner_edits_and_what_is_wrong_is_told_first(
    page_as: PageAs, people: People, begin: Begin, axe: Axe, shoot: Any
) -> None:
    address = begin("To edit")
    page = page_as("wanda", address)
    page.get_by_role("link", name="Edit", exact=True).click()
    name = page.get_by_label("Assessment name")
    expect(name).to_have_value("To edit")

    name.fill("")
    page.get_by_label("Assessment reports destination").fill("reports")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("An assessment needs a name.")).to_be_visible()
    expect(page.get_by_text("Begin with s3://")).to_be_visible()
    axe(page)
    shoot(page, "assessment-edit")

    name.fill(HOSTILE)
    page.get_by_label("Assessment reports destination").fill("s3://audits/here")
    page.get_by_label("Add accounts").fill('444455556666, "777788889999"\nmain')
    page.get_by_role("button", name="Add 2 accounts").click()
    expect(page.get_by_text("No account ID: main")).to_be_visible()
    page.get_by_label("Regions").fill("us-east-1 eu-west-1")
    page.get_by_role("combobox", name="Add an audit owner").fill(people.find("wilma").arn)
    page.get_by_role("option", name=f"Add {people['wilma'].arn}").click()
    check(page.get_by_label("Separation of duties"))
    expect(page.get_by_text("Once it is saved, it cannot be switched off again.")).to_be_visible()
    page.get_by_role("button", name="Save changes").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(HOSTILE)
    expect(page.get_by_text("us-east-1, eu-west-1").first).to_be_visible()
    told = people["wanda"].aws.get_assessment(assessmentId=address.rsplit("/", 1)[1])["assessment"]["metadata"]
    accounts = [account["id"] for account in told["scope"]["awsAccounts"]]
    assert accounts == ["111122223333", "444455556666", "777788889999"]
    assert told["scope"]["awsAccounts"][0]["name"] == "Main"
    assert [role["roleArn"] for role in told["roles"]] == [people["wanda"].arn, people["wilma"].arn]


def test_what_is_typed_outlives_a_request_that_fails(page_as: PageAs, begin: Begin) -> None:
    page = page_as("wanda", f"{begin('To fail')}/edit")
    page.get_by_label("Assessment name").fill("Typed with care")
    page.get_by_label("Regions").fill("mars-1")

    page.get_by_role("button", name="Save changes").click()

    expect(page.get_by_text("The server cannot take this")).to_be_visible()
    expect(page.get_by_label("Assessment name")).to_have_value("Typed with care")
    expect(page.get_by_label("Regions")).to_have_value("mars-1")


def test_an_assessment_is_ended_and_deleted_by_who_read_what_that_does(
    page_as: PageAs, begin: Begin, axe: Axe, shoot: Any
) -> None:
    page = page_as("wanda", begin("To end"))

    act(page, "Make inactive")
    dialog = page.get_by_role("dialog", name="Make the assessment inactive?")
    expect(dialog.get_by_text("This cannot be undone")).to_be_visible()
    expect(dialog.get_by_text("2 control sets and 3 controls")).to_be_visible()
    confirm = dialog.get_by_role("button", name="Make inactive")
    expect(confirm).to_be_disabled()
    axe(page)
    shoot(page, "assessment-make-inactive")
    dialog.get_by_label("To confirm, type inactive").fill("inactive")
    confirm.click()
    expect(page.get_by_text("The assessment is inactive")).to_be_visible()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_hidden()

    act(page, "Delete")
    dialog = page.get_by_role("dialog", name="Delete the assessment?")
    expect(dialog.get_by_text("all of its evidence")).to_be_visible()
    dialog.get_by_label("To confirm, type To end").fill("To end")
    axe(page)
    dialog.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/console/assessments$"))
    expect(page.get_by_text("The assessment was deleted")).to_be_visible()
    expect(page.get_by_role("link", name="To end", exact=True)).to_be_hidden()


def test_a_delegate_sees_its_control_set_and_no_more(page_as: PageAs, watched: Watched, axe: Axe, shoot: Any) -> None:
    page = page_as("walt", watched.address)

    page.get_by_role("button", name="Open all").click()
    expect(page.get_by_role("link", name=CONTROL)).to_be_visible()
    expect(page.get_by_text(OTHER_SET, exact=True)).to_be_hidden()
    for name in ("Actions", "Edit"):
        expect(page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))).to_be_hidden()
    for name in ("Coverage and refusals", "Assessment report selection", "Changelog"):
        expect(page.get_by_role("tab", name=name)).to_be_hidden()
    axe(page)
    shoot(page, "assessment-delegate")


def test_an_auditor_reads_and_changes_nothing(page_as: PageAs, watched: Watched, axe: Axe) -> None:
    page = page_as("wes", watched.address)

    expect(page.get_by_role("heading", name="Compliance and coverage")).to_be_visible()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Actions")).to_be_hidden()
    tab(page, "Tags")
    expect(page.get_by_role("grid", name="Tags")).to_contain_text("risk")
    expect(page.get_by_role("button", name="Manage tags")).to_be_hidden()
    axe(page)
    page.goto(f"{watched.address}/edit")
    expect(page.get_by_text("Only its audit owners may edit the assessment")).to_be_visible()


def test_an_administrator_sees_how_much_was_found_but_not_what(
    page_as: PageAs, people: People, watched: Watched, axe: Axe, shoot: Any
) -> None:
    people.find("ada", standing="administrator")
    page = page_as("ada", watched.address)

    expect(page.get_by_text("You see how much was found, not what")).to_be_visible()
    expect(page.get_by_role("heading", name="Watched", level=1)).to_be_visible()
    expect(page.get_by_role("grid", name="Refusals").get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    axe(page)
    shoot(page, "assessment-administrator")


def test_a_stranger_learns_nothing(page_as: PageAs, watched: Watched, axe: Axe) -> None:
    page = page_as("stranger", watched.address)

    expect(page.get_by_text("It is not there")).to_be_visible()
    expect(page.get_by_text("Watched")).to_be_hidden()
    axe(page)


def test_a_dormant_assessment_says_how_it_wakes_up(page_as: PageAs, begin: Begin, axe: Axe, shoot: Any) -> None:
    address = begin("Asleep")
    page = page_as("wanda")

    def asleep(route: Route) -> None:
        # As after the account was registered again, which would put all assessments of this server to sleep.
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"isDormant": True})

    page.route(f"**/v1/assessments/{address.rpartition('/')[2]}", asleep)
    page.goto(address)

    expect(page.get_by_text("No evidence is collected")).to_be_visible()
    axe(page)
    shoot(page, "assessment-dormant")
    page.get_by_role("link", name="Edit assessment").first.click()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("was saved")).to_be_visible()
