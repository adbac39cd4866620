"""Assessment reports: evidence chosen, generated, downloaded, validated, handed on and deleted; who sees none."""

import hashlib
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import Axe, People, Windows, check
from tests.support.reviewing import Reviewed, reviewed
from tests.support.server_process import Running, serving

FIRST, SECOND = "Safe", "People"
_MADE_MS = 60_000


@pytest.fixture(scope="module")
def maker(console: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that makes reports; there is nothing for it to collect."""
    del console
    with serving(tmp_path_factory.mktemp("maker")) as running:
        yield running


@pytest.fixture(scope="module")
def staff(maker: Running) -> Iterator[People]:
    people = People(maker)
    yield people
    people.close()


@pytest.fixture(scope="module")
def made(staff: People) -> Reviewed:
    """An assessment with three items of evidence in two control sets; Rob is a delegate of the first."""
    made = reviewed(staff, FIRST, SECOND)
    made.bring(FIRST, "one", "two")
    made.bring(SECOND, "three")
    made.delegate(FIRST)
    return made


@pytest.fixture
def windows(chromium: Browser, maker: Running) -> Iterator[Windows]:
    windows = Windows(chromium, maker.url)
    yield windows
    windows.close()
    assert windows.faults == []


def choose_second_set(page: Page) -> None:
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_role("menuitem", name=SECOND).click()


def test_an_owner_hands_a_report_on(
    windows: Windows, staff: People, made: Reviewed, axe: Axe, shoot: Any, tmp_path: Path
) -> None:
    page = windows.open(staff["rita"], f"/console/assessments/{made.id}")
    page.get_by_role("link", name="Generate assessment report").click()
    expect(page.get_by_text("Nothing is selected, so that the report has all 3 evidence items.")).to_be_visible()
    choose_second_set(page)
    expect(page.get_by_text("The report has the one evidence item that is selected, of 3.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=SECOND)).to_contain_text("1 of 1")
    page.get_by_label("Report name").fill("Q4 2026")
    expect(page.get_by_text("It may have letters, digits")).to_be_visible()
    page.get_by_label("Report name").fill("Q4_2026")
    page.get_by_label("Description").fill("For <b>the</b> board")
    axe(page)
    shoot(page, "report-generate")
    page.get_by_role("button", name="Generate report").click()

    expect(page.get_by_role("heading", name="Q4_2026", level=1)).to_be_visible()
    download = page.get_by_role("button", name="Download")
    expect(download).to_be_visible(timeout=_MADE_MS)
    with page.expect_download() as fetched:
        download.click()
    content = Path(fetched.value.path()).read_bytes()
    assert fetched.value.suggested_filename == "Q4_2026.zip"
    expect(page.get_by_text(hashlib.sha256(content).hexdigest())).to_be_visible()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sum("/evidence/" in name for name in archive.namelist()) == 1

    page.get_by_role("button", name="Validate", exact=True).click()
    expect(page.get_by_text("The report is as it was signed")).to_be_visible()
    expect(page.get_by_text("Ed25519")).to_be_visible()
    axe(page)
    shoot(page, "report")
    page.emulate_media(media="print")
    expect(download).to_be_hidden()
    page.screenshot(path=tmp_path / "print.png", full_page=True)


def test_a_report_that_was_changed_is_told(windows: Windows, staff: People, made: Reviewed, axe: Axe) -> None:
    report = make(staff, made, "tampered")
    (path,) = (made.people.server.data_dir / "objects").rglob(f"*{report}.zip")
    with zipfile.ZipFile(path, "a") as archive:
        root = archive.namelist()[0].split("/", 1)[0]
        archive.writestr(f"{root}/evidence/added.json", "{}")

    page = windows.open(staff["rita"], f"/console/download-center/{made.id}/{report}")
    page.get_by_role("button", name="Validate", exact=True).click()

    expect(page.get_by_text("The report was changed after it was signed")).to_be_visible()
    expect(page.get_by_text("evidence/added.json: is not in the digest")).to_be_visible()
    axe(page)


def make(staff: People, made: Reviewed, name: str) -> str:
    """Return the id of a report once it is complete."""
    aws = staff["rita"].aws
    id_: str = aws.create_assessment_report(assessmentId=made.id, name=name)["assessmentReport"]["id"]
    until = time.monotonic() + _MADE_MS / 1000
    while (status := _status(staff, made, id_)) == "IN_PROGRESS" and time.monotonic() < until:
        time.sleep(0.1)
    assert status == "COMPLETE"
    return id_


def _status(staff: People, made: Reviewed, report_id: str) -> object:
    return staff["rita"].v1.get(f"/v1/assessments/{made.id}/reports/{report_id}").json()["status"]


def test_an_owner_deletes_a_report(windows: Windows, staff: People, made: Reviewed, axe: Axe, shoot: Any) -> None:
    make(staff, made, "to-be-deleted")
    page = windows.open(staff["rita"], "/console/download-center")
    row = page.get_by_role("row").filter(has_text="to-be-deleted")
    check(row.get_by_role("radio"))
    axe(page)
    shoot(page, "download-center")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete the report?")
    expect(dialog.get_by_text("Copies that somebody downloaded stay valid")).to_be_visible()
    dialog.get_by_role("button", name="Delete").click()

    expect(page.get_by_text("The report to-be-deleted was deleted")).to_be_visible()
    expect(row).to_be_hidden()


def test_an_auditor_fetches_and_validates_and_no_more(
    windows: Windows, staff: People, made: Reviewed, axe: Axe
) -> None:
    report = make(staff, made, "for-the-auditor")
    made.let_audit("ruth")
    page = windows.open(staff["ruth"], f"/console/download-center/{made.id}/{report}")

    expect(page.get_by_role("button", name="Validate", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Download")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_be_hidden()
    axe(page)
    page.goto(f"/console/assessments/{made.id}/report")
    expect(page.get_by_text("You may not generate reports of this assessment")).to_be_visible()


def test_a_delegate_sees_no_report(windows: Windows, staff: People, made: Reviewed, axe: Axe, shoot: Any) -> None:
    report = make(staff, made, "not-for-delegates")
    page = windows.open(staff["rob"], "/console/download-center")
    expect(page.get_by_text("No reports")).to_be_visible()
    axe(page)
    shoot(page, "download-center-empty")

    page.goto(f"/console/download-center/{made.id}/{report}")

    expect(page.get_by_text("You may not do this")).to_be_visible()
