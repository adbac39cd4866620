"""Settings in the console: accounts and roles, users and keys, policies, retention, organization, server."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import Axe, PageAs, People, signed_in
from tests.support.server_process import Running
from tests.support.watched import Watched

OLGA = "arn:aws:iam::000000000000:user/olga"
SLOW_MS = 20_000
"""How long AWS, or nobody, may take to answer the server."""


@pytest.fixture
def settings(people: People) -> Iterator[Any]:
    """The client of an administrator; what a test changes of the settings is changed back."""
    aws = people["administrator"].aws
    yield aws
    aws.register_account()
    aws.update_settings(
        snsTopic="NONE",
        defaultProcessOwners=[],
        kmsKey="DEFAULT",
        evidenceFinderEnabled=True,
        deregistrationPolicy={"deleteResources": "DEFAULT"},
    )


def choose(page: Page, button: str, item: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("menuitem", name=item).click()


def confirm(page: Page, action: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=action).click()


def test_everybody_finds_what_they_may_look_after_and_nothing_else(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as("administrator", "/console/settings")
    for name in (
        "Accounts and roles",
        "Users",
        "General settings",
        "Policies",
        "Organization and registration",
        "Server",
    ):
        expect(page.get_by_role("list", name="Settings").get_by_role("link", name=name)).to_be_visible()
    axe(page)
    shoot(page, "settings")

    page = page_as("stranger", "/console/settings")
    cards = page.get_by_role("list", name="Settings")
    expect(cards.get_by_role("link")).to_have_text(["My access keys", "My password"])
    menu = page.get_by_role("group", name="Administration")
    expect(menu.get_by_role("link", name="My access keys")).to_be_visible()
    expect(menu.get_by_role("link", name="Users")).to_be_hidden()
    for path in ("accounts", "users", "users/create", "general", "notifications", "policies", "organization", "server"):
        page.goto(f"/console/settings/{path}")
        expect(page.get_by_text("You may not see this page")).to_be_visible()


def test_an_access_key_is_shown_once_and_works_is_rotated_disabled_and_deleted(
    page_as: PageAs, people: People, server: Running, axe: Axe, shoot: Any, tmp_path: Path
) -> None:
    person = people.find("keeper")
    person.v1.delete(f"/v1/access-keys/{person.key[0]}").raise_for_status()
    page = page_as("keeper", "/console/settings/access-keys")
    expect(page.get_by_text("No access keys")).to_be_visible()

    page.get_by_role("button", name="Create access key").click()
    dialog = page.get_by_role("dialog", name="Your new access key")
    expect(dialog.get_by_text("the only time")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("button", name="Done")).to_be_disabled()
    axe(page)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download .csv file").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    (row,) = csv.DictReader(kept.read_text(encoding="utf-8").splitlines())
    client = boto3.client(
        "auditmanager",
        endpoint_url=server.url,
        region_name=server.told["region"],
        aws_access_key_id=row["Access key ID"],
        aws_secret_access_key=row["Secret access key"],
    )
    assert client.get_account_status()["status"] == "ACTIVE"
    dialog.get_by_label("I have kept the secret access key").check()
    dialog.get_by_role("button", name="Done").click()

    choose(page, f"Actions of {row['Access key ID']}", "Rotate")
    confirm(page, "Rotate")
    dialog.get_by_label("I have kept the secret access key").check()
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Active, being replaced")).to_be_visible()
    expect(page.get_by_role("button", name="Create access key")).to_be_disabled()
    choose(page, f"Actions of {row['Access key ID']}", "Disable")
    confirm(page, "Disable")
    expect(page.get_by_role("row").filter(has_text=row["Access key ID"])).to_contain_text("Disabled")
    choose(page, f"Actions of {row['Access key ID']}", "Delete")
    confirm(page, "Delete")
    expect(page.get_by_role("row").filter(has_text=row["Access key ID"])).to_be_hidden()
    expect(page.get_by_role("button", name="Create access key")).to_be_enabled()
    axe(page)
    shoot(page, "settings-access-keys")


def test_a_user_is_made_given_rights_shut_out_and_forgotten(
    page_as: PageAs, people: People, server: Running, watched: Watched, axe: Axe, shoot: Any
) -> None:
    page = page_as("administrator", "/console/settings/users/create")
    page.get_by_role("textbox", name=re.compile("^Name")).fill("nora e")
    page.get_by_role("button", name="Create user", exact=True).click()
    expect(page.get_by_text("letters, digits and characters of")).to_be_visible()
    page.get_by_role("textbox", name=re.compile("^Name")).fill("nora")
    page.get_by_role("button", name="Make a password").click()
    password = page.get_by_role("textbox", name=re.compile("^Password")).input_value()
    axe(page)
    shoot(page, "settings-create-user")
    page.get_by_role("button", name="Create user", exact=True).click()
    expect(page.get_by_role("heading", name="nora", level=1)).to_be_visible()
    signed_in(server.url, "nora", password).close()

    page.get_by_role("link", name="Edit rights").click()
    page.get_by_role("radio", name="Auditor").check()
    page.get_by_role("button", name="Assessments").click()
    page.get_by_role("option", name="Watched").click()
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name=re.compile("Last day")).fill("2030/01/31")
    axe(page)
    shoot(page, "settings-rights")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name="nora", level=1)).to_be_visible()
    expect(page.get_by_role("main").get_by_text("2030-01-31", exact=True)).to_be_visible()
    (user,) = (each for each in people["administrator"].v1.get("/v1/users").json() if each["name"] == "nora")
    assert user["auditing"] == {"assessments": [watched.id], "until": "2030-02-01T00:00:00Z"}
    expect(page.get_by_role("row").filter(has_text="Rights were changed")).to_contain_text("audits")

    choose(page, "Actions", "Reset password")
    page.get_by_role("dialog").get_by_role("textbox").fill("too short")
    confirm(page, "Reset password")
    expect(page.get_by_text("It needs at least 12 characters")).to_be_visible()
    page.get_by_role("dialog").get_by_role("textbox").fill("another correct horse")
    confirm(page, "Reset password")
    choose(page, "Actions", "Disable")
    confirm(page, "Disable")
    expect(page.get_by_text("nora was disabled")).to_be_visible()
    axe(page)
    shoot(page, "settings-user")
    choose(page, "Actions", "Delete")
    confirm(page, "Delete")
    expect(page.get_by_text("nora was deleted")).to_be_visible()
    expect(page.get_by_role("heading", name="Users", level=1)).to_be_visible()


def test_users_and_who_changed_them_are_listed(page_as: PageAs, watched: Watched, axe: Axe, shoot: Any) -> None:
    watched.people.find("olga", roleArns=["arn:aws:iam::111122223333:role/Owner"])
    page = page_as("administrator", "/console/settings/users")
    expect(page.get_by_role("row").filter(has_text="wes")).to_contain_text("1 assessment, without end")
    expect(page.get_by_role("row").filter(has_text="olga")).to_contain_text("role/Owner")
    axe(page)
    page.get_by_role("tab", name="Change log").click()
    expect(page.get_by_role("row").filter(has_text="User was created").first).to_contain_text("administrator")
    axe(page)
    page.get_by_role("tab", name="Users").click()
    shoot(page, "settings-users")


@pytest.fixture
def alone(people: People) -> Iterator[None]:
    """There is no other administrator, whom other tests may have made."""
    administrator = people["administrator"]
    users = administrator.v1.get("/v1/users").json()
    others = [
        user["id"]
        for user in users
        if user["standing"] == "administrator" and not user["isDisabled"] and user["id"] != administrator.user_id
    ]
    for other in others:
        administrator.v1.put(f"/v1/users/{other}/state", json={"isDisabled": True}).raise_for_status()
    yield
    for other in others:
        administrator.v1.put(f"/v1/users/{other}/state", json={"isDisabled": False}).raise_for_status()


@pytest.mark.usefixtures("alone")
def test_the_last_administrator_is_told_why_they_stay(page_as: PageAs, people: People) -> None:
    page = page_as("administrator", f"/console/settings/users/{people['administrator'].user_id}")
    choose(page, "Actions", "Disable")
    expect(page.get_by_text("This is you")).to_be_visible()
    confirm(page, "Disable")
    expect(page.get_by_role("dialog").get_by_text("last administrator")).to_be_visible()


def test_where_no_account_was_reached_the_way_there_is_told(
    page_as: PageAs, watched: Watched, axe: Axe, shoot: Any
) -> None:
    page = page_as("administrator", "/console/settings/accounts")
    expect(page.get_by_role("heading", name="Reach your first account")).to_be_visible()
    expect(page.get_by_text("PROBATIVE_ROLE_NAME=ProbativeReader")).to_be_visible()
    expect(page.get_by_text("This server does not collect")).to_be_visible()
    expect(page.get_by_role("grid", name="Accounts in scope").get_by_role("row").nth(1)).to_contain_text("Waiting")

    page.get_by_role("textbox", name="Account ID").fill("1111")
    expect(page.get_by_role("button", name="Test this role")).to_be_disabled()
    page.get_by_role("textbox", name="Account ID").fill("444455556666")
    page.get_by_role("button", name="Test this role").click()
    expect(page.get_by_text("444455556666 cannot be reached")).to_be_visible(timeout=SLOW_MS)
    axe(page)
    page.get_by_role("radio").first.check()
    panel = page.get_by_role("table", name=re.compile("^Collecting in"))
    expect(panel.get_by_role("link", name="Watched")).to_have_attribute("href", watched.address)
    axe(page)
    page.evaluate("scrollTo(0, 0)")
    shoot(page, "settings-accounts")


def test_the_role_is_shown_in_every_form_to_copy_and_to_take_away(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as("administrator", "/console/settings/accounts?tab=role")
    expect(page.get_by_role("region", name="CloudFormation")).to_contain_text("AWSTemplate", timeout=SLOW_MS)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download probative-reader.template.json").click()
    assert download.value.suggested_filename == "probative-reader.template.json"
    axe(page)
    shoot(page, "settings-role")
    page.get_by_role("button", name="Trust policy").click()
    expect(page.get_by_role("region", name="Trust policy")).to_contain_text("sts:AssumeRole")
    page.get_by_role("textbox", name=re.compile("Who assumes the role")).fill("me")
    expect(page.get_by_text("or an account id of 12 digits")).to_be_visible()
    page.get_by_role("textbox", name=re.compile("Who assumes the role")).fill("444455556666")
    expect(page.get_by_role("region", name="Trust policy")).to_contain_text("arn:aws:iam::444455556666:root")
    page.get_by_role("tab", name="Organization").click()
    expect(page.get_by_text("The organization cannot be read")).to_be_visible(timeout=SLOW_MS)
    axe(page)


def test_general_settings_are_changed_and_only_what_changed_is_sent(
    page_as: PageAs, people: People, settings: Any, axe: Axe, shoot: Any
) -> None:
    people.find("olga", roleArns=["arn:aws:iam::111122223333:role/Owner"])
    page = page_as("administrator", "/console/settings/general")
    save = page.get_by_role("button", name="Save changes")
    expect(save).to_be_disabled()

    page.get_by_role("combobox", name="User or role").fill(OLGA)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add audit owner").click()
    page.get_by_role("radio", name="A key of yours in AWS KMS").check()
    page.get_by_role("radio", name="Delete everything").check()
    page.get_by_role("combobox", name="S3 address of exports").fill("bucket")
    page.keyboard.press("Escape")
    save.click()
    expect(page.get_by_text("Begin with s3://")).to_be_visible()
    expect(page.get_by_text("Give the ARN of a symmetric key")).to_be_visible()
    page.get_by_role("textbox", name="ARN of the key").fill("arn:aws:kms:us-east-1:111122223333:key/1")
    page.get_by_role("combobox", name="S3 address of exports").fill("s3://exports/here")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Check access to s3 address of exports").click()
    expect(page.get_by_text("Files can be put there")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="My access keys").click()
    expect(page.get_by_text("Leave this page?")).to_be_visible()
    confirm(page, "Cancel")
    save.click()
    expect(page.get_by_text("The settings were saved")).to_be_visible()

    kept = settings.get_settings(attribute="ALL")["settings"]
    assert kept["kmsKey"] == "arn:aws:kms:us-east-1:111122223333:key/1"
    assert [role["roleArn"] for role in kept["defaultProcessOwners"]] == [OLGA]
    assert kept["deregistrationPolicy"] == {"deleteResources": "ALL"}
    assert kept["defaultExportDestination"]["destination"] == "s3://exports/here"
    expect(save).to_be_disabled()
    page.evaluate("scrollTo(0, 0)")
    shoot(page, "settings-general")


def test_a_topic_is_told_of_reviews_and_no_longer(page_as: PageAs, settings: Any, axe: Axe, shoot: Any) -> None:
    page = page_as("administrator", "/console/settings/notifications")
    page.get_by_role("radio", name="A topic of yours").check()
    page.get_by_role("textbox", name="ARN of the topic").fill("reviews")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Give the ARN of a topic")).to_be_visible()
    page.get_by_role("textbox", name="ARN of the topic").fill("arn:aws:sns:us-east-1:111122223333:reviews")
    axe(page)
    shoot(page, "settings-notifications")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("radio", name="reviews")).to_be_checked()
    assert settings.get_settings(attribute="SNS_TOPIC")["settings"]["snsTopic"] == "reviews"

    page.get_by_role("radio", name="None").check()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("No topic is told any more")).to_be_visible()
    expect(page.get_by_role("radio", name="None")).to_be_checked()


def test_the_organization_has_an_administrator_and_the_service_is_turned_off_and_on(
    page_as: PageAs, settings: Any, axe: Axe, shoot: Any
) -> None:
    page = page_as("administrator", "/console/settings/organization")
    page.get_by_role("textbox", name=re.compile("Account ID")).fill("000000000000")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_text("name another one")).to_be_visible()
    page.get_by_role("textbox", name=re.compile("Account ID")).fill("444455556666")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_text("444455556666 is the delegated administrator")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Deregister").first.click()
    confirm(page, "Deregister")
    expect(page.get_by_text("None is registered")).to_be_visible()

    page.get_by_role("button", name="Deregister").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("are kept, and are all there once")).to_be_visible()
    expect(dialog.get_by_role("button", name="Deregister")).to_be_disabled()
    dialog.get_by_role("textbox").fill("deregister")
    axe(page)
    confirm(page, "Deregister")
    expect(page.get_by_text("Inactive")).to_be_visible()
    assert settings.get_account_status()["status"] == "INACTIVE"
    other = page_as("administrator", "/console/settings/general")
    expect(other.get_by_text("The service is turned off")).to_be_visible()
    other.get_by_role("link", name="Turn it on").click()
    other.get_by_role("button", name="Register").last.click()
    expect(other.get_by_text("The service is on")).to_be_visible()
    assert settings.get_account_status()["status"] == "ACTIVE"
    shoot(other, "settings-organization")


def test_policies_retention_and_the_server_are_told(page_as: PageAs, axe: Axe, shoot: Any) -> None:
    page = page_as("administrator", "/console/settings/policies")
    page.get_by_role("button", name=re.compile("owners.cedar")).click()
    expect(page.get_by_role("rowheader", name="Owners do everything with their assessment")).to_be_visible()
    axe(page)
    shoot(page, "settings-policies")

    page = page_as("administrator", "/console/settings/retention")
    expect(page.get_by_role("row").filter(has_text="Evidence of a deleted assessment")).to_contain_text("30 days")
    axe(page)
    shoot(page, "settings-retention")

    page = page_as("administrator", "/console/settings/server")
    expect(page.get_by_text("Answers")).to_have_count(2)
    page.get_by_label("Find server settings").fill("COLLECT_REGIONS")
    expect(page.get_by_role("row").filter(has_text="PROBATIVE_COLLECT_REGIONS")).to_be_visible()
    page.get_by_label("Find server settings").fill("")
    axe(page)
    shoot(page, "settings-server")
