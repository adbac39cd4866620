"""Signing in at an OpenID Connect provider, from the console and back to the page that was asked for."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browsing import Axe, Windows
from tests.support.oidc_provider import CLIENT_ID, CLIENT_SECRET
from tests.support.oidc_provider import serving as providing
from tests.support.server_process import serving


@pytest.fixture
def windows(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """Windows on a server that has a provider, where Dan is signed in."""
    with providing(time.time) as provider:
        provider.user = {"sub": "1", "preferred_username": "Dan"}
        with serving(
            tmp_path_factory.mktemp("server"),
            PROBATIVE_COLLECT="false",
            PROBATIVE_OIDC_ISSUER=provider.issuer,
            PROBATIVE_OIDC_CLIENT_ID=CLIENT_ID,
            PROBATIVE_OIDC_CLIENT_SECRET=CLIENT_SECRET,
        ) as running:
            windows = Windows(chromium, running.url)
            yield windows
            windows.close()
    assert windows.faults == []


def test_who_is_known_to_the_provider_comes_back_to_the_page(windows: Windows, axe: Axe) -> None:
    page = windows.open(path="/console/password")
    expect(page.get_by_role("heading", name="Or with a password")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="Sign in with your organization").click()

    expect(page).to_have_url(re.compile("/console/password$"))
    expect(page.get_by_text("You sign in at your organization's provider")).to_be_visible()
    page.get_by_role("button", name="Dan", exact=True).click()
    expect(page.get_by_role("menuitem", name="Change password")).to_be_hidden()
    page.keyboard.press("Escape")

    # The session ends: another tab signs in, and this one goes on.
    page.context.clear_cookies()
    page.get_by_role("link", name="Assessments").first.click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in").click()
    expect(opened.value).to_have_url(re.compile("/console/signed-in$"))
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(page.get_by_role("heading", name=re.compile(r"Assessments \(\d+\)"))).to_be_visible()
    expect(dialog).to_be_hidden()
