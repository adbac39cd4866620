"""The simulated organization looked at before it is assessed, as the wizard does."""

from dataclasses import replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.organizations import get_organization
from probative.app.prerequisites import check_account_ready
from probative.config import ServerSettings
from probative.domain.assessments import UseStatus
from probative.domain.prerequisites import AccountChecked, Need, NeedState
from probative.serving.connecting import RoleConnections, access_of
from probative_demo.organization import Running
from probative_demo.places import ACCOUNTS, ADMIN_KEYS
from tests.support.engaging import FRAMEWORK_ID, OLIVIA, serving
from tests.support.serving import SetClock, known_models, standard_framework


@pytest.fixture
def server(tmp_path: Path) -> Application:
    from probative.clock import utc_now  # noqa: PLC0415  the organization's day is today

    return replace(serving(tmp_path, SetClock()), clock=utc_now)


def connections(
    organization: Running, monkeypatch: pytest.MonkeyPatch, key: str = "", **settings: str
) -> RoleConnections:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key or organization.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", organization.secret_access_key)
    given = {"role_name": organization.role_name, "external_id": organization.external_id, **settings}
    told = ServerSettings(endpoint_url=organization.endpoint_url, **given)  # type: ignore[arg-type]  # all are texts
    return RoleConnections(access_of(told, known_models()), known_models())


def states(checked: AccountChecked) -> dict[tuple[str, Need], NeedState]:
    return {(each.region, found.need): found.state for each in checked.regions for found in each.prerequisites}


def test_the_tree_has_all_accounts(server: Application, organization: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    found = get_organization(server, connections(organization, monkeypatch), OLIVIA)

    assert found.root is not None
    assert [account.name for account in found.root.accounts] == ["quillhaven-security"]
    assert [unit.name for unit in found.root.units] == ["Laboratory", "Workloads"]
    (claims,) = found.root.units[1].units
    assert [(account.id, account.status) for account in claims.accounts] == [(ACCOUNTS["production"], "ACTIVE")]


def test_a_member_account_learns_that_it_may_not_read_the_tree(
    server: Application, organization: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = connections(organization, monkeypatch, ADMIN_KEYS[ACCOUNTS["production"]])

    found = get_organization(server, member, OLIVIA)

    assert found.root is None
    assert "organizations:ListRoots" in found.remedy


def test_what_is_in_use_and_switched_on_is_told_region_by_region(
    server: Application, organization: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = check_account_ready(
        server,
        connections(organization, monkeypatch),
        OLIVIA,
        account_id=ACCOUNTS["research"],
        regions=organization.regions,
        framework_id=standard_framework().uuid,
    )

    assert checked.identity.startswith(f"arn:aws:sts::{ACCOUNTS['research']}:assumed-role/{organization.role_name}")
    assert checked.findings == ()
    told = states(checked)
    assert told["us-east-1", Need.SECURITY_HUB] is NeedState.ENABLED
    assert told["eu-west-1", Need.SECURITY_HUB] is NeedState.NOT_ENABLED
    assert told["us-east-1", Need.CLOUDTRAIL] is NeedState.ENABLED
    uses = {
        f"{platform.use.platform_id} in {each.region}": platform.use.status
        for each in checked.regions
        for platform in each.platforms
    }
    assert uses["amazon_bedrock in us-east-1"] is UseStatus.IN_USE
    (missing,) = (
        found for each in checked.regions for found in each.prerequisites
        if (each.region, found.need) == ("eu-west-1", Need.SECURITY_HUB)
    )  # fmt: skip
    assert missing.reason == "Security Hub is not enabled"
    assert missing.remedy.startswith("enable Security Hub CSPM")


def test_a_framework_asks_only_for_what_it_needs(
    server: Application, organization: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = check_account_ready(
        server,
        connections(organization, monkeypatch),
        OLIVIA,
        account_id=ACCOUNTS["security"],
        regions=["us-east-1"],
        framework_id=FRAMEWORK_ID,
    )

    (region,) = checked.regions
    assert [each.need for each in region.prerequisites] == [Need.CLOUDTRAIL, Need.INVOCATION_LOGGING]


def test_of_an_account_that_is_not_reached_nothing_else_is_asked(
    server: Application, organization: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = connections(organization, monkeypatch, external_id="guessed")

    checked = check_account_ready(server, wrong, OLIVIA, account_id=ACCOUNTS["research"], regions=["us-east-1"])

    assert (checked.identity, checked.regions) == ("", ())
    assert "PROBATIVE_EXTERNAL_ID" in str(checked.findings[0])
