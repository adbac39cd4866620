"""Signing in and out, what happens when a session ends, and one's own password."""

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.support.browsing import Axe, PageAs, People, signed_in


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_browser_that_comes_to_the_server_finds_the_console(page_as: PageAs) -> None:
    page = page_as(None, "/")

    expect(page).to_have_url(re.compile("/console/$"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_who_signs_in_goes_on_where_they_wanted_to(page_as: PageAs, people: People) -> None:
    page = page_as(None, "/console/password")

    sign_in(page, people["owner"].name, people["owner"].password)

    expect(page.get_by_role("heading", name="Change password")).to_be_visible()
    expect(page).to_have_title("Change password - Probative")


def test_a_wrong_password_is_told(page_as: PageAs, axe: Axe) -> None:
    page = page_as(None)

    sign_in(page, "nobody", "wrong")

    expect(page.get_by_text("the name or the password is wrong")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("nobody")
    axe(page)


def test_who_comes_for_the_first_time_learns_where_the_password_is(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as(None)

    page.get_by_role("button", name="The first time").click()

    expect(page.get_by_text("--bootstrap-json FILE")).to_be_visible()
    axe(page)
    shoot(page, "sign-in")


def test_who_signs_out_leaves_nothing_behind(page_as: PageAs, people: People) -> None:
    page = page_as("owner")
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()

    page.get_by_role("button", name=people["owner"].name, exact=True).click()
    page.get_by_role("menuitem", name="Sign out").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "probative_session" not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_session_that_ends_loses_no_text(page_as: PageAs, people: People, axe: Axe) -> None:
    dan = people["delegate"]
    page = page_as("delegate", "/console/password")
    page.get_by_label("Current password").fill("what I typed")
    page.get_by_label("New password", exact=True).fill("something longer than twelve")
    page.get_by_label("New password, again").fill("something longer than twelve")
    page.context.clear_cookies()

    page.get_by_role("button", name="Change password", exact=True).click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_be_visible()
    axe(page)
    dialog.get_by_label("Password").fill(dan.password)
    dialog.get_by_role("button", name="Sign in").click()

    # The request was made again, and this is its own answer.
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("alert").or_(page.get_by_text("The server cannot take this")).first).to_be_visible()
    expect(page.get_by_label("Current password")).to_have_value("what I typed")


def test_a_request_to_the_other_api_waits_for_the_session_too(page_as: PageAs, people: People) -> None:
    page = page_as("owner", "/console/password")
    expect(page.get_by_role("heading", name="Change password")).to_be_visible()
    page.context.clear_cookies()

    page.get_by_role("link", name="Assessments").first.click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password").fill(people["owner"].password)
    dialog.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name=re.compile(r"Assessments \(\d+\)"))).to_be_visible()


def test_who_would_rather_not_is_told_what_failed(page_as: PageAs) -> None:
    page = page_as("owner", "/console/password")
    expect(page.get_by_role("heading", name="Change password")).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("link", name="Assessments").first.click()

    page.get_by_role("dialog", name="Your session has ended").get_by_role("button", name="Not now").click()

    expect(page.get_by_text("You are not signed in")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()


def test_a_refusal_that_comes_late_asks_nobody_again(page_as: PageAs) -> None:
    page = page_as("owner", "/console/password")
    expect(page.get_by_role("heading", name="Change password")).to_be_visible()
    page.context.clear_cookies()
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/v1/evidence/groups*", hold)
    page.get_by_role("link", name="Evidence finder").click()
    page.get_by_role("dialog", name="Your session has ended").get_by_role("button", name="Not now").click()
    expect(page.get_by_text("You are not signed in").first).to_be_visible()

    with page.expect_response("**/v1/evidence/groups*"):
        late[0].continue_()

    page.wait_for_timeout(500)
    expect(page.get_by_role("dialog", name="Your session has ended")).to_be_hidden()


def test_a_password_is_changed_and_the_work_goes_on(page_as: PageAs, people: People, shoot: Any, axe: Axe) -> None:
    person = people.add("petra")
    new = "a password that is new"
    page = page_as("petra", "/console/password")
    page.get_by_role("button", name="Change password", exact=True).click()
    expect(page.get_by_text("It needs at least 12 characters.")).to_be_visible()
    axe(page)

    page.get_by_label("Current password").fill(person.password)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password, again").fill(new)
    page.get_by_role("button", name="Change password", exact=True).click()

    expect(page.get_by_text("Your password was changed")).to_be_visible()
    page.get_by_role("link", name="Assessments").first.click()
    expect(page.get_by_role("heading", name="Assessments", level=1)).to_be_visible()
    signed_in(person.server.url, person.name, new).close()
    page.go_back()
    shoot(page, "password")


def test_a_change_that_breaks_off_is_not_sent_twice(page_as: PageAs) -> None:
    page = page_as("owner", "/console/password")
    sent = []

    def break_off(route: Route) -> None:
        sent.append(route.request.method)
        route.abort("connectionreset")

    page.route("**/v1/password", break_off)
    page.get_by_label("Current password").fill("what I typed")
    page.get_by_label("New password", exact=True).fill("something longer than twelve")
    page.get_by_label("New password, again").fill("something longer than twelve")
    page.get_by_role("button", name="Change password", exact=True).click()

    expect(page.get_by_text("The server cannot be reached")).to_be_visible()
    expect(page.get_by_label("Current password")).to_have_value("what I typed")
    assert sent == ["PUT"]


def test_a_server_that_cannot_be_reached_is_told_and_asked_again(page_as: PageAs) -> None:
    page = page_as(None, "/console/icon.svg")
    is_down = True

    def refuse(route: Route) -> None:
        if is_down:
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/session", refuse)
    page.goto("/console/")
    expect(page.get_by_text("The server cannot be reached")).to_be_visible(timeout=30_000)
    is_down = False
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_another_page_frames_nothing(page_as: PageAs) -> None:
    page = page_as(None, "/console/icon.svg")
    headers = page.request.get("/console/").headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
