"""Users and keys are kept through the native API; a secret is shown once and never again."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from probative.api.authentication import Authentication
from probative.app.first_administrator import bootstrap_administrator
from probative.app.keyring import Keyring
from probative.domain.people import Standing
from probative.native.routes import Serving
from probative.native.users import UserEndpoints
from probative.people.passwords import Argon2Passwords
from probative.people.sealing import AesGcmSealer
from tests.support.serving import NOW, REGION, application, caller


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    numbers = iter(range(1_000_000))
    keyring = Keyring(
        passwords=Argon2Passwords(memory_kib=8, passes=1),
        sealer=AesGcmSealer(bytes(32)),
        random=lambda count: next(numbers).to_bytes(count, "big"),
    )
    about = application(tmp_path)
    bootstrap_administrator(about, keyring, "olivia", lambda _: None)
    authentication = Authentication(
        region=REGION, clock=lambda: NOW, find_key=lambda _: None, find_session=lambda _, __: caller("olivia")
    )
    routes = Serving(application=about, authentication=authentication).routes(UserEndpoints(keyring).endpoints())
    return TestClient(Starlette(routes=routes), cookies={"probative_session": "x"})


def made(client: TestClient, **more: Any) -> Any:
    given = {"name": "adam", "standing": "member", "password": "correct horse battery"} | more
    answer = client.post("/v1/users", json=given)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_user_is_made_shown_and_listed_without_its_password(client: TestClient) -> None:
    user = made(client)

    assert client.get(f"/v1/users/{user['id']}").json() == user
    assert [each["name"] for each in client.get("/v1/users").json()] == ["olivia", "adam"]
    assert "password" not in str(user).lower()


def test_an_auditor_is_bound_to_assessments_and_an_end(client: TestClient) -> None:
    user = made(client, standing="auditor", auditing={"assessments": ["a1"], "until": "2026-12-31T00:00:00Z"})

    assert user["auditing"] == {"assessments": ["a1"], "until": "2026-12-31T00:00:00Z"}


def test_rights_and_state_are_changed(client: TestClient) -> None:
    user = made(client)

    rights = {"standing": Standing.COLLECTOR, "roleArns": ["arn:aws:iam::111122223333:role/Bringer"]}
    assert client.put(f"/v1/users/{user['id']}/rights", json=rights).json()["standing"] == "collector"
    assert client.put(f"/v1/users/{user['id']}/state", json={"isDisabled": True}).json()["isDisabled"] is True


def test_the_last_administrator_cannot_be_disabled(client: TestClient) -> None:
    (olivia,) = client.get("/v1/users").json()

    assert client.put(f"/v1/users/{olivia['id']}/state", json={"isDisabled": True}).status_code == 409


def test_a_weak_password_is_refused_by_field(client: TestClient) -> None:
    answer = client.post("/v1/users", json={"name": "eve", "standing": "member", "password": "short"})

    assert (answer.status_code, answer.json()["fields"][0]["name"]) == (400, "password")


def test_a_key_shows_its_secret_once(client: TestClient) -> None:
    user = made(client)
    key = client.post(f"/v1/users/{user['id']}/access-keys").json()

    assert len(key["secret"]) == 40
    listed = client.get(f"/v1/users/{user['id']}/access-keys")
    assert [each["id"] for each in listed.json()] == [key["id"]]
    assert key["secret"] not in listed.text


def test_keys_are_rotated_disabled_and_deleted(client: TestClient) -> None:
    user = made(client)
    old = client.post(f"/v1/users/{user['id']}/access-keys").json()["id"]
    new = client.post(f"/v1/access-keys/{old}/rotation", json={"overlapHours": 1}).json()["id"]

    keys = {each["id"]: each for each in client.get(f"/v1/users/{user['id']}/access-keys").json()}
    assert keys[old]["expiresAt"] == "2026-11-20T13:00:00Z"
    assert keys[new]["expiresAt"] is None
    assert client.put(f"/v1/access-keys/{new}/state", json={"isDisabled": True}).json()["isDisabled"] is True
    assert client.delete(f"/v1/access-keys/{new}").status_code == 204
    assert client.delete(f"/v1/access-keys/{new}").status_code == 404


def test_people_change_their_own_password(client: TestClient) -> None:
    answer = client.put("/v1/password", json={"current": "wrong", "password": "another long password"})

    assert (answer.status_code, answer.json()["fields"][0]["name"]) == (400, "current")


@pytest.mark.parametrize("hours", [-1, 10**5, 10**15, 10**40])
def test_a_key_lives_on_for_no_time_that_there_is_not(client: TestClient, hours: int) -> None:
    user = made(client)
    key = client.post(f"/v1/users/{user['id']}/access-keys").json()

    answer = client.post(f"/v1/access-keys/{key['id']}/rotation", json={"overlapHours": hours})

    assert answer.status_code == 400
    assert [kept["id"] for kept in client.get(f"/v1/users/{user['id']}/access-keys").json()] == [key["id"]]


@pytest.mark.parametrize("until", ["2030-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_an_end_that_is_no_moment_is_refused(client: TestClient, until: str) -> None:
    given = {"name": "ann", "standing": "auditor", "auditing": {"assessments": ["a"], "until": until}}

    assert client.post("/v1/users", json=given).status_code == 400
