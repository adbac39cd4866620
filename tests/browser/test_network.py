"""A network that is slow, or breaks off: nothing that somebody wrote is lost, and nothing is sent twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import Windows
from tests.support.server_process import Running
from tests.support.tcp_proxy import Proxy, in_front_of
from tests.support.watched import PAPER, Watched


@pytest.fixture
def network(server: Running) -> Iterator[Proxy]:
    """The way from the browser to the server."""
    with in_front_of(server.url) as proxy:
        yield proxy


@pytest.fixture
def page(network: Proxy, chromium: Browser, watched: Watched) -> Iterator[Page]:
    """The comments of a control, as the assessment's owner sees them over this network."""
    windows = Windows(chromium, network.url)
    page = windows.open(watched.owner, f"{watched.control_address(PAPER)}?tab=comments")
    expect(page.get_by_label("New comment")).to_be_visible()
    yield page
    network.delay, network.resets, network.answers_lost = 0, 0, 0
    windows.close()
    assert windows.faults == []


def say(page: Page, text: str) -> None:
    page.get_by_label("New comment").fill(text)
    page.get_by_role("button", name="Add comment").click()


def kept(watched: Watched, text: str) -> int:
    """Return how often a comment is there."""
    return [comment["commentBody"] for comment in watched.control(PAPER)["comments"]].count(text)


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("list", name="Comments").get_by_text(text)).to_have_count(1)
    expect(page.get_by_label("New comment")).to_have_value("")


def test_a_slow_network_is_waited_for_and_nothing_is_sent_twice(network: Proxy, page: Page, watched: Watched) -> None:
    network.delay = 1.0
    say(page, "It takes its time.")
    # Who is impatient presses again, and Enter beside.
    page.get_by_role("button", name=re.compile("Add comment")).click(force=True)

    said(page, "It takes its time.")
    assert kept(watched, "It takes its time.") == 1


def test_what_does_not_reach_the_server_stays_and_is_sent_by_hand(network: Proxy, page: Page, watched: Watched) -> None:
    network.resets = -1
    say(page, "Once more.")
    expect(page.get_by_text("The server cannot be reached").first).to_be_visible()
    expect(page.get_by_label("New comment")).to_have_value("Once more.")
    assert kept(watched, "Once more.") == 0

    network.resets = 0
    page.get_by_role("button", name="Add comment").click()
    said(page, "Once more.")
    assert kept(watched, "Once more.") == 1


def test_what_the_server_took_is_not_sent_again_though_its_answer_is_lost(
    network: Proxy, page: Page, watched: Watched
) -> None:
    network.answers_lost = 1
    say(page, "Only once.")
    # The browser itself sends it again.
    said(page, "Only once.")

    assert kept(watched, "Only once.") == 1


def test_a_page_comes_through_a_network_that_breaks_off_now_and_then(
    network: Proxy, page: Page, watched: Watched
) -> None:
    network.resets = 3
    page.goto(watched.address)

    expect(page.get_by_role("heading", name="Watched", level=1)).to_be_visible()
