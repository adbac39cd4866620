"""The registration of the account and of its delegated administrator, as clients see it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from probative.api.operations import account, settings
from probative.app.application import Application
from probative.app.registering import check_registered
from probative.domain.custom import Tagged
from probative.domain.engagements import Upload
from probative.domain.errors import ForbiddenError, InvalidError, NotRegisteredError
from probative.domain.people import Caller, Standing
from tests.support.assessed import keep_engagement
from tests.support.operating import ask
from tests.support.people import guarded, keep_user
from tests.support.serving import ACCOUNT, NOW, MemoryObjects, caller

ADMIN = "444455556666"
OTHER = "777788889999"
OPERATIONS = {
    "DeregisterAccount": (account.deregister_account, {}),
    "DeregisterOrganizationAdminAccount": (account.deregister_organization_admin_account, {}),
    "GetOrganizationAdminAccount": (account.get_organization_admin_account, {}),
    "RegisterAccount": (account.register_account, {}),
    "RegisterOrganizationAdminAccount": (account.register_organization_admin_account, {"adminAccountId": ADMIN}),
}


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return guarded(tmp_path)


def register(server: Application, **request: str) -> Mapping[str, Any]:
    return ask(server, "RegisterAccount", account.register_account, request)


def deregister(server: Application) -> Mapping[str, Any]:
    return ask(server, "DeregisterAccount", account.deregister_account, {})


def status(server: Application) -> Mapping[str, Any]:
    return ask(server, "GetAccountStatus", account.get_account_status, {})


def admin(server: Application) -> Mapping[str, Any]:
    return ask(server, "GetOrganizationAdminAccount", account.get_organization_admin_account, {})


def set_admin(server: Application, id_: str = ADMIN) -> Mapping[str, Any]:
    request = {"adminAccountId": id_}
    return ask(server, "RegisterOrganizationAdminAccount", account.register_organization_admin_account, request)


def unset_admin(server: Application, **request: str) -> Mapping[str, Any]:
    return ask(server, "DeregisterOrganizationAdminAccount", account.deregister_organization_admin_account, request)


def test_the_service_is_off_on_and_off_again(server: Application) -> None:
    assert status(server) == {"status": "INACTIVE"}
    assert register(server) == {"status": "ACTIVE"}
    assert register(server) == {"status": "ACTIVE"}
    assert status(server) == {"status": "ACTIVE"}
    assert deregister(server) == {"status": "INACTIVE"}
    assert status(server) == {"status": "INACTIVE"}


def test_an_account_that_is_not_registered_is_told_so_in_the_words_that_clients_look_for(server: Application) -> None:
    with pytest.raises(NotRegisteredError, match="Please complete AWS Audit Manager setup from home page"):
        check_registered(server, caller())

    register(server)
    check_registered(server, caller())

    deregister(server)
    with pytest.raises(NotRegisteredError):
        check_registered(server, caller())


def test_registering_sets_the_key_of_the_settings(server: Application) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/1"

    register(server, kmsKey=key)
    register(server)

    got = ask(server, "GetSettings", settings.get_settings, {"attribute": "ALL"})
    assert got["settings"]["kmsKey"] == key


def test_registering_turns_collection_on_and_off(server: Application) -> None:
    woken: list[str] = []
    watched = replace(server, wake=lambda: woken.append("now"))

    register(watched)
    deregister(watched)

    assert len(woken) == 2


def test_registering_names_the_delegated_administrator(server: Application) -> None:
    register(server, delegatedAdminAccount=ADMIN)

    assert admin(server)["adminAccountId"] == ADMIN
    assert register(server, delegatedAdminAccount=ADMIN) == {"status": "ACTIVE"}
    with pytest.raises(InvalidError, match="Cannot change delegated Admin"):
        register(server, delegatedAdminAccount=OTHER)


def test_without_a_delegated_administrator_there_are_no_members(server: Application) -> None:
    assert admin(server) == {}


def test_the_delegated_administrator_is_set_once_and_removed(server: Application) -> None:
    made = set_admin(server)

    assert made["adminAccountId"] == ADMIN
    assert made["organizationId"].startswith("o-")
    assert set_admin(server) == made == admin(server)

    assert unset_admin(server, adminAccountId=ADMIN) == {}
    assert admin(server) == {}
    assert set_admin(server, OTHER)["adminAccountId"] == OTHER
    assert unset_admin(server) == {}


def test_the_delegated_administrator_cannot_be_changed(server: Application) -> None:
    set_admin(server)

    with pytest.raises(InvalidError, match="Cannot change delegated Admin"):
        set_admin(server, OTHER)
    assert admin(server)["adminAccountId"] == ADMIN


def test_the_account_itself_is_no_delegated_administrator(server: Application) -> None:
    with pytest.raises(InvalidError, match="management account"):
        set_admin(server, ACCOUNT)


def test_the_delegated_administrator_outlives_the_registration(server: Application) -> None:
    set_admin(server)
    register(server)
    deregister(server)

    assert admin(server)["adminAccountId"] == ADMIN


@pytest.mark.parametrize("request_", [{}, {"adminAccountId": ADMIN}])
def test_what_is_not_there_cannot_be_removed(server: Application, request_: dict[str, str]) -> None:
    with pytest.raises(InvalidError, match="Tenant is not in expected state"):
        unset_admin(server, **request_)


def test_another_administrator_is_not_removed(server: Application) -> None:
    set_admin(server)

    with pytest.raises(InvalidError, match="Tenant is not in expected state"):
        unset_admin(server, adminAccountId=OTHER)
    assert admin(server)["adminAccountId"] == ADMIN


def keep_everything(server: Application) -> None:
    keep_engagement(server)
    keep_user(server, "mia")
    upload = Upload(
        id="1_a.txt", file_name="a.txt", key="evidence-files/1", created_by="x", created_at=NOW, expires_at=NOW
    )
    unused = replace(upload, id="2_b.txt", key="")
    server.objects.put("evidence-files/1", b"text")
    server.objects.put("reports/1.zip", b"zip")

    def act(books: Any) -> None:
        books.uploads.add(upload)
        books.uploads.add(unused)
        books.tags.put(Tagged(id="arn", tags={"a": "b"}))

    server.store.change(act)


def counts(server: Application) -> dict[str, int]:
    names = ("engagements", "uploads", "tags", "settings", "users")
    return server.store.read(lambda books: {name: getattr(books, name).count() for name in names})


def test_deregistering_keeps_everything(server: Application) -> None:
    register(server)
    keep_everything(server)
    before = counts(server)

    deregister(server)

    assert counts(server) == before
    assert before["engagements"] == 1


def test_deregistering_deletes_everything_where_that_is_the_policy(server: Application) -> None:
    register(server)
    keep_everything(server)
    policy = {"deregistrationPolicy": {"deleteResources": "ALL"}}
    ask(server, "UpdateSettings", settings.update_settings, policy)

    assert deregister(server) == {"status": "INACTIVE"}

    assert counts(server) == {"engagements": 0, "uploads": 0, "tags": 0, "settings": 0, "users": 1}
    assert isinstance(server.objects, MemoryObjects)
    assert list(server.objects.kept) == ["reports/1.zip"]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("standing", [Standing.MEMBER, Standing.AUDITOR, Standing.COLLECTOR])
def test_only_administrators_run_the_account(server: Application, operation: str, standing: Standing) -> None:
    function, request = OPERATIONS[operation]
    other: Caller = caller("other", standing)

    with pytest.raises(ForbiddenError):
        ask(server, operation, function, request, by=other)


@pytest.mark.parametrize("standing", list(Standing))
def test_everybody_sees_whether_the_service_is_on(server: Application, standing: Standing) -> None:
    answered = ask(server, "GetAccountStatus", account.get_account_status, {}, by=caller("other", standing))

    assert answered == {"status": "INACTIVE"}
