"""The dashboard: numbers that lead to what they count, and what each role sees of it."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.support.browsing import Axe, PageAs, People
from tests.support.watched import Watched

DASHBOARD = "/console/dashboard"


def told(watched: Watched, path: str) -> dict[str, Any]:
    answer = watched.owner.v1.get(path)
    answer.raise_for_status()
    shown: dict[str, Any] = answer.json()
    return shown


def query(page: Page) -> str:
    return urlsplit(page.url).query


def test_home_is_the_dashboard_whose_numbers_lead_to_their_evidence(
    page_as: PageAs, watched: Watched, axe: Axe, shoot: Any
) -> None:
    shown = told(watched, "/v1/dashboard")
    failed = shown["today"]["verdicts"]["nonCompliant"]["count"]
    page = page_as("wanda")

    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name=f"Daily snapshot: {shown['today']['day']}")).to_be_visible()
    expect(page.get_by_role("application", name="Evidence by day")).to_be_visible()
    page.get_by_role("button", name="The same in numbers").click()
    expect(page.get_by_role("grid", name="Evidence by day").get_by_role("row")).to_have_count(2)
    axe(page)

    page.get_by_role("link", name=f"{failed} non-compliant evidence items", exact=True).click()
    page.wait_for_url("**/evidence-finder?**")
    found = watched.owner.v1.get(f"/v1/evidence?{query(page)}").json()["evidence"]
    assert {each["verdict"] for each in found} == {"NON_COMPLIANT"}
    assert len(found) == failed

    page.go_back()
    expect(page.get_by_role("grid", name="Coverage by account and region")).to_be_visible()
    expect(page.get_by_role("application", name="Evidence by day")).to_be_visible()
    shoot(page, "dashboard")


def test_coverage_is_told_in_words_and_leads_to_refusals_with_their_remedy(
    page_as: PageAs, watched: Watched, axe: Axe, shoot: Any
) -> None:
    overview = told(watched, "/v1/dashboard/coverage")
    (place,) = (each for each in overview["places"] if each["refusals"]["count"])
    count = place["refusals"]["count"]
    page = page_as("wanda", DASHBOARD)
    cells = page.get_by_role("grid", name="Coverage by account and region")

    expect(cells.get_by_role("row").filter(has_text=place["account"])).to_contain_text("seen")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.classList.contains('awsui-dark-mode')")
    axe(page)
    page.emulate_media(color_scheme="light")
    expect(page.get_by_role("grid", name="Refusals")).to_contain_text(overview["reasons"][0]["remedy"])
    cells.get_by_role("link", name=f"{count} refusals in {place['account']}, {place['region']}").click()

    expect(page.get_by_role("heading", name="Refusals", level=1)).to_be_visible()
    expect(page.get_by_role("grid", name="Refusals").get_by_role("row")).to_have_count(count + 1)
    expect(page.get_by_text(f"Account: {place['account']}", exact=True)).to_be_visible()
    axe(page)

    page.get_by_role("button", name="Reasons").click()
    page.get_by_role("option", name="Throttled").click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("No refusals")).to_be_visible()
    assert "reason=THROTTLED" in query(page)
    page.go_back()
    page.get_by_role("grid", name="Refusals").get_by_role("link", name="1", exact=False).first.click()
    expect(page.get_by_role("heading", name="Refusals", level=1)).to_be_visible()
    shoot(page, "refusals")


def test_controls_that_need_people_lead_to_their_pages(page_as: PageAs, watched: Watched, axe: Axe, shoot: Any) -> None:
    needs = told(watched, "/v1/needs")
    page = page_as("wanda", f"{DASHBOARD}?assessmentId={watched.id}")
    expect(page.get_by_role("button", name="Assessments that are looked at")).to_contain_text("Watched")

    page.get_by_role("link", name="View all controls").click()
    table = page.get_by_role("grid", name="Controls")
    for need in needs["needs"]:
        expect(table).to_contain_text(need["controlName"])
    axe(page)
    shoot(page, "controls-that-need-people")
    table.get_by_role("link", name=needs["needs"][0]["controlName"]).first.click()

    expect(page.get_by_role("heading", name=needs["needs"][0]["controlName"]).first).to_be_visible()


def test_an_administrator_sees_how_much_there_is_and_is_led_nowhere(
    page_as: PageAs, people: People, watched: Watched, axe: Axe
) -> None:
    people.find("ada", standing="administrator")
    page = page_as("ada", f"{DASHBOARD}?assessmentId={watched.id}")

    expect(page.get_by_text("You see how much there is, not what")).to_be_visible()
    expect(page.get_by_role("grid", name="Refusals").get_by_role("link")).not_to_have_count(0)
    expect(page.get_by_role("link", name="evidence items")).to_have_count(0)
    axe(page)

    page.goto(f"{DASHBOARD}/controls-that-need-people?assessmentId={watched.id}")
    expect(page.get_by_role("grid", name="Controls").get_by_role("link", name="Watched").first).to_be_visible()
    assert page.locator("main a[href*='control-sets']").count() == 0


def test_a_delegate_sees_their_evidence_and_is_told_that_coverage_is_for_others(
    page_as: PageAs, watched: Watched, axe: Axe
) -> None:
    for path in (DASHBOARD, f"{DASHBOARD}?assessmentId={watched.id}"):
        page = page_as("walt", path)
        expect(page.get_by_role("link", name="non-compliant evidence items").first).to_be_visible()
        expect(page.get_by_text("Coverage is not for you")).to_be_visible()
        expect(page.get_by_text("Refusals are not for you")).to_be_visible()
        axe(page)


def test_an_auditor_follows_the_numbers_of_what_they_audit(page_as: PageAs, watched: Watched, axe: Axe) -> None:
    del watched
    page = page_as("wes", DASHBOARD)

    expect(page.get_by_role("link", name="non-compliant evidence items").first).to_be_visible()
    expect(page.get_by_role("grid", name="Coverage by account and region")).to_contain_text("seen")
    axe(page)


def test_who_has_nothing_to_do_with_any_assessment_is_told_what_to_do(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as("stranger", DASHBOARD)

    expect(page.get_by_text("No active assessments")).to_be_visible()
    expect(page.get_by_role("heading", name="Trend")).to_have_count(0)
    axe(page)
    shoot(page, "dashboard-empty")
