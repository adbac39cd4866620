"""One server and one browser for all tests of a run; without Chromium or a built console they are skipped, visibly."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browsing import CHROMIUM, ROOT, Axe, PageAs, People, Windows, browser, violations
from tests.support.browsing import shoot as shoot_page
from tests.support.server_process import Running, serving
from tests.support.watched import Watched, put_run, watch


@pytest.fixture(scope="session")
def console() -> None:
    """The console is that of the sources; `PROBATIVE_SKIP_CONSOLE=1` takes what was built before."""
    if os.environ.get("PROBATIVE_SKIP_CONSOLE") != "1":
        subprocess.run([sys.executable, str(ROOT / "hatch_build.py")], check=True, timeout=600)


@pytest.fixture(scope="session")
def server(console: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that answers and does not collect; in its data folder is a run, for `watched`."""
    del console
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium")
    data_dir = tmp_path_factory.mktemp("server")
    framework = put_run(data_dir)
    with serving(data_dir, PROBATIVE_COLLECT="false", PROBATIVE_FRAMEWORKS=str(framework)) as running:
        yield running


@pytest.fixture(scope="session")
def watched(people: People) -> Watched:
    """An assessment with evidence of each verdict, refusals and people; tests leave it active."""
    return watch(people)


@pytest.fixture(scope="session")
def people(server: Running) -> Iterator[People]:
    """`people["owner"]`: name, password, ARN, a boto3 client (`aws`) and one of `/v1` (`v1`) of who has the role."""
    people = People(server)
    yield people
    people.close()


@pytest.fixture(scope="module")
def chromium(server: Running) -> Iterator[Browser]:
    """A browser for each module: while it is open an event loop runs here, and tests of others want their own."""
    del server
    with browser() as launched:
        yield launched


@pytest.fixture
def windows(chromium: Browser, server: Running) -> Iterator[Windows]:
    """Windows that are closed after the test, in none of which a script may have failed."""
    windows = Windows(chromium, server.url)
    yield windows
    windows.close()
    assert windows.faults == []


@pytest.fixture
def page_as(windows: Windows, people: People) -> PageAs:
    """`page_as("owner", "/console/assessments")`: a window of somebody who is signed in; `None` for nobody."""

    def open_as(role: str | None, path: str = "/console/", **settings: object) -> Page:
        return windows.open(people[role] if role else None, path, **settings)

    return open_as


@pytest.fixture
def axe() -> Axe:
    """`axe(page)`: WCAG 2.2 A and AA hold on the page as it is now."""

    def check(page: Page) -> None:
        assert violations(page) == []

    return check


@pytest.fixture
def shoot() -> object:
    """`shoot(page, "name")`: pictures at 1280 and 390 pixels, light and dark, in `tests/browser/shots/`."""
    return shoot_page
