"""The wizard that creates an assessment: step by step, wrong input, drafts, and who may not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import Axe, PageAs, People, check, uncheck

WIZARD = "/console/assessments/create"
NAME = "Models in production \U0001f9ff"
ACCOUNTS = "111122223333, 4444-5555-6666\n111122223333 hello"


def _next(page: Page) -> None:
    page.get_by_role("button", name="Next", exact=True).click()


def _heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=re.compile(f"^{name}"))).to_be_visible()


@dataclass(frozen=True)
class Looker:
    """Holds a page to WCAG, and takes its pictures."""

    page: Page
    axe: Axe
    shoot: Any

    def __call__(self, name: str) -> None:
        self.axe(self.page)
        self.shoot(self.page, f"create-{name}")


def test_an_assessment_is_created_step_by_step(page_as: PageAs, people: People, axe: Axe, shoot: Any) -> None:
    page = page_as("administrator", "/console/assessments")
    page.get_by_role("link", name="Create assessment").first.click()
    look = Looker(page, axe, shoot)
    owner = people["owner"]

    for step in (_details, _framework, _tags, _accounts, _services):
        step(page, look)
        _next(page)
    _owners(page, look, owner.arn)
    _next(page)
    _review(page, look)
    page.get_by_role("button", name="Create assessment").last.click()
    expect(page.get_by_text("The assessment was created")).to_be_visible()

    made = owner.aws.list_assessments()["assessmentMetadata"][0]
    assessment = owner.aws.get_assessment(assessmentId=made["id"])["assessment"]
    metadata = assessment["metadata"]
    assert metadata["name"] == NAME
    assert metadata["description"] == "What the board asked for."
    assert metadata["assessmentReportsDestination"]["destination"] == "s3://board-reports/genai"
    assert [account["id"] for account in metadata["scope"]["awsAccounts"]] == ["111122223333", "444455556666"]
    assert assessment["tags"] == {"team": "governance"}
    assert {role["roleArn"] for role in metadata["roles"]} == {people["administrator"].arn, owner.arn}
    assert NAME not in [draft["name"] for draft in people["administrator"].v1.get("/v1/drafts").json()]


def _details(page: Page, look: Looker) -> None:
    page.get_by_label("Assessment name").fill(NAME)
    expect(page.get_by_text("22 of 300 characters")).to_be_visible()
    page.get_by_label("Assessment description").fill("What the board asked for.")
    destination = page.get_by_label("S3 address", exact=True)
    destination.fill("s3://board-reports/genai")
    destination.press("Escape")
    page.get_by_role("button", name="Check access").click()
    expect(page.get_by_text("Reports can be put there")).to_be_visible()
    look("1-details")


def _framework(page: Page, look: Looker) -> None:
    _heading(page, "Select framework")
    page.get_by_label("Find frameworks").fill("generative")
    check(page.get_by_role("radio", name=re.compile("Generative AI")))
    look("2-framework")


def _tags(page: Page, look: Looker) -> None:
    _heading(page, "Add tags")
    page.get_by_role("button", name="Add new tag").click()
    page.get_by_placeholder("Enter key").fill("team")
    value = page.get_by_placeholder("Enter value")
    value.fill("governance")
    value.press("Escape")
    look("3-tags")


def _accounts(page: Page, look: Looker) -> None:
    _heading(page, "Specify AWS accounts")
    page.get_by_label("Add accounts by ID").fill(ACCOUNTS)
    expect(page.get_by_text("No account ID: hello")).to_be_visible()
    page.get_by_role("button", name="Add 2 accounts").click()
    page.get_by_role("button", name="Check accounts").click()
    expect(page.get_by_text("Prerequisites", exact=True)).to_be_visible(timeout=30_000)
    look("4-accounts")


def _services(page: Page, look: Looker) -> None:
    _heading(page, "Specify AWS services")
    expect(page.get_by_role("row").filter(has_text="Bedrock").first).to_be_visible()
    look("5-services")


def _owners(page: Page, look: Looker, arn: str) -> None:
    _heading(page, "Specify audit owners")
    page.get_by_label("Find users and roles").fill("owner")
    check(page.get_by_role("checkbox", name="Choose owner", exact=True))
    expect(page.get_by_role("table", name="Audit owners")).to_contain_text(arn)
    look("6-owners")


def _review(page: Page, look: Looker) -> None:
    _heading(page, "Review and create")
    page.get_by_role("button", name="Edit: Tags (1)").click()
    _heading(page, "Add tags")
    for _ in range(4):
        _next(page)
    expect(page.get_by_text("Your draft is kept")).to_be_visible()
    look("7-review")


def test_nobody_goes_on_with_what_is_wrong(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as("administrator", WIZARD)

    page.get_by_label("Assessment name").fill("x" * 301)
    _next(page)

    expect(page.get_by_text("The name is too long.")).to_be_visible()
    expect(page.get_by_text("Say where reports go.")).to_be_visible()
    _heading(page, "Specify assessment details")
    axe(page)
    shoot(page, "create-wrong")


def test_a_draft_is_found_again_and_discarded(page_as: PageAs, people: People, axe: Axe, shoot: Any) -> None:
    page = page_as("administrator", WIZARD)
    page.get_by_label("Assessment name").fill("Left midway")
    page.get_by_role("button", name="Cancel").click()
    expect(page).to_have_url(re.compile("/console/assessments$"))

    page.goto(page.url.replace("/console/assessments", WIZARD))
    axe(page)
    shoot(page, "create-draft")
    page.get_by_role("button", name="Continue with Left midway").click()
    expect(page.get_by_label("Assessment name")).to_have_value("Left midway")

    page.goto(page.url.partition("?")[0])
    page.get_by_role("button", name="Discard Left midway").click()
    expect(page.get_by_text("Left midway")).to_be_hidden()
    assert "Left midway" not in [draft["name"] for draft in people["administrator"].v1.get("/v1/drafts").json()]


def test_who_may_not_create_is_told_so(page_as: PageAs) -> None:
    page = page_as("auditor", WIZARD)

    expect(page.get_by_text("You may not see this page")).to_be_visible()
    page.goto(page.url.replace("/create", ""))
    expect(page.get_by_role("link", name="Create assessment")).to_have_count(0)


@pytest.fixture
def two_services(people: People) -> Iterator[None]:
    """A custom framework that looks at S3 and at Bedrock."""
    aws = people["administrator"].aws
    sources = [
        _source("Buckets", "API_Call", "s3_GetBucketEncryption") | {"sourceFrequency": "DAILY"},
        _source("Guardrails", "Cloudtrail", "bedrock_CreateGuardrail"),
    ]
    control = aws.create_control(name="Two services are looked at", controlMappingSources=sources)["control"]["id"]
    sets = [{"name": "Services", "controls": [{"id": control}]}]
    framework = aws.create_assessment_framework(name="Two services", controlSets=sets)["framework"]["id"]
    yield
    aws.delete_assessment_framework(frameworkId=framework)
    aws.delete_control(controlId=control)


def _source(name: str, kind: str, keyword: str) -> dict[str, Any]:
    return {
        "sourceName": name,
        "sourceSetUpOption": "System_Controls_Mapping",
        "sourceType": f"AWS_{kind}",
        "sourceKeyword": {"keywordInputType": "SELECT_FROM_LIST", "keywordValue": keyword},
    }


@pytest.mark.usefixtures("two_services")
def test_services_of_a_custom_framework_are_chosen_and_changed(
    page_as: PageAs, people: People, axe: Axe, shoot: Any
) -> None:
    page, administrator = page_as("administrator", WIZARD), people["administrator"]
    page.get_by_label("Assessment name").fill("Only Bedrock")
    page.get_by_label("S3 address", exact=True).fill("s3://board-reports/bedrock")
    page.get_by_label("S3 address", exact=True).press("Escape")
    _next(page)
    page.get_by_label("Find frameworks").fill("Two services")
    check(page.get_by_role("radio", name=re.compile("Two services")))
    _next(page)
    _heading(page, "Add tags")
    _next(page)
    page.get_by_label("Add accounts by ID").fill("111122223333")
    page.get_by_role("button", name="Add account", exact=True).click()
    _next(page)

    _heading(page, "Specify AWS services")
    table = page.get_by_role("grid", name="AWS services in scope")
    expect(table.get_by_role("checkbox", checked=True)).to_have_count(3)
    for name in (re.compile("^Choose .*Storage"), re.compile("^Choose .*Bedrock")):
        uncheck(table.get_by_role("checkbox", name=name))
    _next(page)
    expect(page.get_by_text("Choose at least one service.")).to_be_visible()
    check(table.get_by_role("checkbox", name=re.compile("^Choose .*Bedrock")))
    Looker(page, axe, shoot)("5-services-chosen")
    _next(page)
    _next(page)
    expect(page.get_by_text("AWS services (1)")).to_be_visible()
    page.get_by_role("button", name="Create assessment").last.click()
    expect(page.get_by_text("The assessment was created")).to_be_visible()

    made = next(
        each["id"]
        for each in administrator.aws.list_assessments()["assessmentMetadata"]
        if each["name"] == "Only Bedrock"
    )
    address = f"/v1/assessments/{made}"
    assert administrator.v1.get(address).json()["services"] == ["bedrock"]

    page.goto(f"/console/assessments/{made}/edit")
    table = page.get_by_role("grid", name="AWS services in scope")
    check(table.get_by_role("checkbox", name=re.compile("^Choose .*Storage")))
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("The assessment was saved")).to_be_visible()
    assert administrator.v1.get(address).json()["services"] == []
    administrator.aws.delete_assessment(assessmentId=made)
