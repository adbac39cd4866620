"""The whole path in a browser: an assessment of two accounts, its evidence, a review by a delegate, a signed report."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import Axe, People, Person, Windows, check
from tests.support.server_process import Running
from tests.support.simulated import collecting

pytestmark = pytest.mark.slow

NAME = "Generative AI of Quillhaven"
CHOSEN = ("quillhaven-claims-prod", "quillhaven-research")
SET = "Safe"
_PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def collector(console: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that collects from the simulated organization."""
    del console
    with collecting(tmp_path_factory.mktemp("collector")) as running:
        yield running


@pytest.fixture(scope="module")
def staff(collector: Running) -> Iterator[People]:
    people = People(collector)
    yield people
    people.close()


@pytest.fixture
def windows(chromium: Browser, collector: Running) -> Iterator[Windows]:
    windows = Windows(chromium, collector.url)
    yield windows
    windows.close()
    assert windows.faults == []


def test_from_the_wizard_to_a_signed_report(windows: Windows, staff: People, axe: Axe, shoot: Any) -> None:
    owner, delegate = staff["owner"], staff["delegate"]
    _create(windows.open(staff["administrator"], "/console/assessments/create"), axe, shoot)
    made = _made(owner)

    page = windows.open(owner, f"/console/assessments/{made}")
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    page.get_by_role("tab", name="Tags").click()
    expect(page.get_by_role("row").filter(has_text="team")).to_contain_text("governance")
    _until_evidence(owner, made)
    page.reload()
    expect(page.get_by_role("link", name=re.compile(f"items? of {SET}: Compliant"))).to_be_visible()
    axe(page)

    review = f"/console/delegations/{made}/{SET}"
    _delegate(page, review)
    _submit(windows.open(delegate, review))
    _complete(page, review)
    _report(page, made)


def _create(page: Page, axe: Axe, shoot: Any) -> None:
    page.get_by_label("Assessment name").fill(NAME)
    destination = page.get_by_label("S3 address", exact=True)
    destination.fill("s3://quillhaven-reports/ai")
    destination.press("Escape")
    _next(page, "Select framework")
    check(page.get_by_role("radio", name=re.compile("Generative AI")))
    _next(page, "Add tags")
    page.get_by_role("button", name="Add new tag").click()
    page.get_by_placeholder("Enter key").fill("team")
    page.get_by_placeholder("Enter value").fill("governance")
    page.get_by_placeholder("Enter value").press("Escape")
    _next(page, "Specify AWS accounts")
    page.get_by_role("button", name="Choose from the organization").click()
    dialog = page.get_by_role("dialog", name="Choose accounts of the organization")
    for account in CHOSEN:
        check(dialog.get_by_role("checkbox", name=f"Choose {account}"))
    axe(page)
    dialog.get_by_role("button", name="Use 2 accounts").click()
    page.get_by_role("button", name="Check accounts").click()
    expect(page.get_by_text("Checking")).to_have_count(0, timeout=120_000)
    expect(page.get_by_text("Cannot be reached")).to_have_count(0)
    page.get_by_role("button", name=re.compile("quillhaven-claims-prod")).click()
    expect(page.get_by_text(re.compile("Amazon Bedrock: in use in")).locator("visible=true").first).to_be_visible()
    axe(page)
    shoot(page, "create-4-readiness")
    _next(page, "Specify AWS services")
    _next(page, "Specify audit owners")
    for name in ("owner", "administrator"):
        page.get_by_role("checkbox", name=f"Choose {name}", exact=True).press("Space")
    expect(page.get_by_role("table", name="Audit owners").get_by_role("row")).to_have_count(2)
    _next(page, "Review and create")
    page.get_by_role("button", name="Create assessment").last.click()
    expect(page.get_by_text("The assessment was created")).to_be_visible()


def _next(page: Page, heading: str) -> None:
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(f"^{heading}"))).to_be_visible()


def _made(owner: Person) -> str:
    (found,) = owner.aws.list_assessments()["assessmentMetadata"]
    accounts = owner.aws.get_assessment(assessmentId=found["id"])["assessment"]["metadata"]["scope"]["awsAccounts"]
    assert {account["id"] for account in accounts} == {"444455556666", "777788889999"}
    id_: str = found["id"]
    return id_


def _until_evidence(owner: Person, assessment_id: str) -> None:
    """Wait until the control set has evidence with a verdict: the first comes within minutes."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        counts = owner.aws.get_assessment(assessmentId=assessment_id)["assessment"]["framework"]["controlSets"]
        if next(each for each in counts if each["id"] == SET)["systemEvidenceCount"] > 0:
            return
        time.sleep(1)
    raise AssertionError("no evidence came")


def _delegate(page: Page, review: str) -> None:
    page.goto(review)
    page.get_by_role("button", name="Delegate", exact=True).click()
    dialog = page.get_by_role("dialog", name="Delegate for review")
    dialog.get_by_label("Delegate", exact=True).fill("delegate")
    page.get_by_role("option", name=re.compile("^delegate")).click()
    dialog.get_by_role("button", name="Delegate", exact=True).click()
    expect(page.get_by_text("A control set was delegated to delegate")).to_be_visible()


def _submit(page: Page) -> None:
    page.get_by_role("checkbox", name=re.compile("^Choose ")).nth(1).press("Space")
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Mark as reviewed").click()
    page.get_by_role("dialog").get_by_role("button", name="Mark as reviewed").click()
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("It waits for an audit owner")).to_be_visible()


def _complete(page: Page, review: str) -> None:
    page.goto(review)
    page.get_by_role("button", name="Complete review").click()
    page.get_by_role("dialog").get_by_role("button", name="Complete review").click()
    expect(page.get_by_text("cannot be opened again")).to_be_visible()


def _report(page: Page, assessment_id: str) -> None:
    page.goto(f"/console/assessments/{assessment_id}")
    page.get_by_role("link", name="Generate assessment report").click()
    page.get_by_label("Report name").fill("First")
    page.get_by_role("button", name="Generate report").click()
    download = page.get_by_role("button", name="Download")
    expect(download).to_be_visible(timeout=_PATIENCE_SECONDS * 1000)
    with page.expect_download() as fetched:
        download.click()
    with zipfile.ZipFile(io.BytesIO(Path(fetched.value.path()).read_bytes())) as archive:
        names = archive.namelist()
    assert any(name.endswith(".pdf") for name in names)
    assert any("/evidence/" in name for name in names)
    page.get_by_role("button", name="Validate", exact=True).click()
    expect(page.get_by_text("The report is as it was signed")).to_be_visible()
