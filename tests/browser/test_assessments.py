"""The list of assessments: empty, filled, hostile, and how the shell around it behaves."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browsing import PHONE, Axe, PageAs, People, check

LIST = "/console/assessments"
HOSTILE = '<img src=x onerror="alert(1)"> \u202egnorw\u202c \U0001f9ff ' + "x" * 240


@pytest.fixture(scope="module")
def kept(people: People) -> dict[str, str]:
    """An assessment that the owner owns, with a name that somebody means ill with; its id and name."""
    aws = people["administrator"].aws
    framework = aws.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"][0]
    made = aws.create_assessment(
        name=HOSTILE,
        assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports"},
        scope={"awsAccounts": [{"id": "111122223333"}]},
        roles=[{"roleType": "PROCESS_OWNER", "roleArn": people["owner"].arn}],
        frameworkId=framework["id"],
    )
    return {"id": made["assessment"]["metadata"]["id"], "name": HOSTILE}


def test_who_has_no_assessment_is_told_what_it_means(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as("stranger", LIST)

    expect(page.get_by_text("No assessments")).to_be_visible()
    axe(page)
    shoot(page, "assessments-empty")


@pytest.mark.usefixtures("kept")
def test_an_owner_finds_their_assessment(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as("owner", LIST)
    row = page.get_by_role("row").filter(has_text="onerror")

    expect(row).to_contain_text(HOSTILE)
    expect(row).to_contain_text("Active")
    expect(row).to_contain_text("owner")
    expect(row).to_contain_text("Generative AI Best Practices")
    expect(row).to_contain_text("111122223333")
    axe(page)
    shoot(page, "assessments")


@pytest.mark.usefixtures("kept")
def test_rows_are_found_by_what_is_typed(page_as: PageAs) -> None:
    page = page_as("owner", LIST)
    find = page.get_by_label("Find assessments")

    find.fill("nothing like it")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear the filter").click()

    expect(page.get_by_role("row").filter(has_text="onerror")).to_be_visible()


@pytest.mark.usefixtures("kept")
def test_what_a_table_shows_is_remembered(page_as: PageAs) -> None:
    page = page_as("owner", LIST)
    page.get_by_role("button", name="Preferences").click()
    check(page.get_by_role("dialog").get_by_label("ID", exact=True))
    page.get_by_role("button", name="Confirm").click()

    page.reload()

    expect(page.get_by_role("columnheader", name="ID")).to_be_visible()


def test_the_look_is_remembered(page_as: PageAs) -> None:
    page = page_as("owner", LIST)
    page.get_by_role("button", name="Appearance").click()
    page.get_by_role("menuitemcheckbox", name="Dark").click()
    dark = re.compile(r"\bawsui-dark-mode\b")
    expect(page.locator("body")).to_have_class(dark)

    page.reload()

    expect(page.locator("body")).to_have_class(dark)


def test_help_is_beside_the_page(page_as: PageAs, axe: Axe) -> None:
    page = page_as("owner", LIST)

    page.get_by_role("button", name="Info: Assessments").click()

    expect(page.get_by_role("heading", name="Which ones you see")).to_be_visible()
    axe(page)


def test_a_page_that_is_not_there_is_told(page_as: PageAs, axe: Axe) -> None:
    page = page_as("owner", "/console/nothing/here")

    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Go to the first page").click()
    expect(page).to_have_url(re.compile("/console/dashboard$"))


def test_on_a_phone_the_navigation_is_behind_a_button(page_as: PageAs, axe: Axe) -> None:
    page = page_as("owner", LIST, viewport={"width": PHONE, "height": 800})
    expect(page.get_by_role("heading", name="Assessments", level=1)).to_be_visible()

    link = page.get_by_role("navigation", name="Side navigation").get_by_role("link", name="Assessments")
    expect(link).to_be_hidden()
    axe(page)
    page.get_by_role("button", name="Open side navigation").click()
    expect(link).to_be_visible()
    axe(page)


@pytest.mark.usefixtures("kept")
def test_on_paper_is_what_the_page_says(page_as: PageAs) -> None:
    page = page_as("owner", LIST, color_scheme="dark")
    expect(page.get_by_role("row").filter(has_text="onerror")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.get_by_role("navigation", name="Side navigation")).to_be_hidden()
    expect(page.get_by_label("Find assessments")).to_be_hidden()
    expect(page.locator("body")).not_to_have_class(re.compile(r"\bawsui-dark-mode\b"))
    expect(page.get_by_role("row").filter(has_text="onerror")).to_be_visible()


def test_a_first_load_is_small(page_as: PageAs) -> None:
    page = page_as("owner", LIST)
    expect(page.get_by_role("heading", name="Assessments", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")

    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.endsWith('.js')).map(e => e.encodedBodySize)"
    )

    assert sizes
    assert sum(sizes) < 500_000
