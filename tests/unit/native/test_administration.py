"""The change log of the account, users that go, and how the server was set up, over the wire."""

from dataclasses import replace
from importlib.metadata import version
from json import loads
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from probative.api.authentication import Authentication
from probative.app.application import Application
from probative.app.callers import caller_of
from probative.config import ServerSettings
from probative.domain.deployment import Deployment
from probative.domain.errors import StoreError
from probative.domain.people import Caller, Standing, User
from probative.native.endpoints import endpoints
from probative.native.routes import Serving
from probative.serving.describing import deployment_of
from tests.support.engaging import DAN, OLIVIA, engage, serving
from tests.support.memory import MemoryLake
from tests.support.native import PAGE_TOKENS, ScriptedConnections, native
from tests.support.people import PASSWORD, keep_user, keyring
from tests.support.serving import ACCOUNT, REGION, SetClock

SETTINGS = ServerSettings(
    data_dir=Path("/var/lib/probative"),
    role_name="Reader",
    external_id="42",
    cloudtrail="s3://logs/prefix",
    database_url="postgresql://audit:s3cr3t@db.example.com/audit",
    secret_key="a2V5a2V5",
    collect_regions=("us-east-1", "eu-west-1"),
)


class SilentLake(MemoryLake):
    """A lake that cannot be read."""

    def edition(self) -> int:
        raise StoreError("the disk is gone")


@pytest.fixture
def server(tmp_path: Path) -> Application:
    made = serving(tmp_path, SetClock())
    keep_user(made, "olivia", Standing.ADMINISTRATOR)
    return made


def deployed(server: Application, deployment: Deployment, by: Caller = OLIVIA) -> TestClient:
    """Return a client of a server that was set up so."""
    authentication = Authentication(
        region=REGION, clock=server.clock, find_key=lambda _: None, find_session=lambda _, __: by
    )
    made = endpoints(keyring(), PAGE_TOKENS, ScriptedConnections(), deployment)
    routes = Serving(application=server, authentication=authentication).routes(made)
    return TestClient(Starlette(routes=routes), cookies={"probative_session": "x"})


def as_caller(user: User) -> Caller:
    return caller_of(ACCOUNT, user)


def log(client: TestClient, query: str = "") -> list[tuple[str, str, str, str]]:
    changes = client.get(f"/v1/account-changes{query}").json()["changes"]
    return [(each["action"], each["objectType"], each["userName"], each["detail"]) for each in changes]


def test_whatever_is_done_to_users_is_in_the_log_newest_first(server: Application) -> None:
    client = native(server)
    user = client.post("/v1/users", json={"name": "ada", "standing": "member"}).json()
    path = f"/v1/users/{user['id']}"
    rights = {"standing": "auditor", "auditing": {"assessments": ["a-1"], "until": "2027-01-01T00:00:00Z"}}
    client.put(f"{path}/rights", json=rights)
    client.put(f"{path}/rights", json=rights)
    client.put(f"{path}/state", json={"isDisabled": True})
    client.put(f"{path}/state", json={"isDisabled": True})
    client.put(f"{path}/state", json={"isDisabled": False})
    client.put(f"{path}/password", json={"password": "another correct horse"})

    assert log(client, "?userName=ada") == [
        ("PASSWORD", "USER", "ada", ""),
        ("ENABLE", "USER", "ada", ""),
        ("DISABLE", "USER", "ada", ""),
        ("RIGHTS", "USER", "ada", "auditor; audits a-1 until 2027-01-01T00:00:00+00:00"),
        ("CREATE", "USER", "ada", "member"),
    ]
    (first, *_) = client.get(f"/v1/account-changes?objectId={user['id']}").json()["changes"]
    assert (first["createdBy"], first["createdAt"]) == (OLIVIA.arn, "2026-11-20T12:00:00Z")


def test_whatever_is_done_to_keys_is_in_the_log_and_no_secret_is(server: Application) -> None:
    client = native(server)
    user = client.post("/v1/users", json={"name": "ada", "standing": "member"}).json()
    key = client.post(f"/v1/users/{user['id']}/access-keys").json()
    path = f"/v1/access-keys/{key['id']}"
    new = client.post(f"{path}/rotation", json={"overlapHours": 1}).json()
    client.put(f"{path}/state", json={"isDisabled": True})
    client.delete(path)

    assert log(client, f"?objectId={key['id']}") == [
        ("DELETE", "ACCESS_KEY", "ada", ""),
        ("DISABLE", "ACCESS_KEY", "ada", ""),
        ("ROTATE", "ACCESS_KEY", "ada", f"replaced by {new['id']}"),
        ("CREATE", "ACCESS_KEY", "ada", ""),
    ]
    told = client.get("/v1/account-changes").text
    assert key["secret"] not in told
    assert new["secret"] not in told


def test_ones_own_password_is_in_the_log(server: Application) -> None:
    client = native(server)

    client.put("/v1/password", json={"current": PASSWORD, "password": "another correct horse"})

    assert log(client) == [("PASSWORD", "USER", "olivia", "")]


def test_the_log_comes_in_pages(server: Application) -> None:
    client = native(server)
    for name in ("a", "b", "c"):
        client.post("/v1/users", json={"name": name, "standing": "member"})

    first = client.get("/v1/account-changes?maxResults=2").json()
    rest = client.get(f"/v1/account-changes?maxResults=2&nextToken={first['nextToken']}").json()

    names = [each["userName"] for page in (first, rest) for each in page["changes"]]
    assert names == ["c", "b", "a"]
    assert "nextToken" not in rest


def test_a_user_who_never_did_anything_goes_with_all_it_had(server: Application) -> None:
    client = native(server)
    user = client.post("/v1/users", json={"name": "ada", "standing": "member"}).json()
    client.post(f"/v1/users/{user['id']}/access-keys")
    ada = as_caller(server.store.read(lambda books: books.users.get(user["id"])))
    native(server, ada).post("/v1/drafts", json={"kind": "assessment", "name": "x", "content": {}})

    assert client.delete(f"/v1/users/{user['id']}").status_code == 204

    assert [each["name"] for each in client.get("/v1/users").json()] == ["olivia"]
    assert server.store.read(lambda books: (books.keys.count(), books.drafts.count())) == (0, 0)
    assert log(client)[0] == ("DELETE", "USER", "ada", "member")
    assert client.delete(f"/v1/users/{user['id']}").status_code == 404
    assert client.post("/v1/users", json={"name": "ada", "standing": "member"}).status_code == 200


def test_who_did_something_or_is_named_stays_and_is_told_why(server: Application) -> None:
    client = native(server)
    doer = keep_user(server, "doer", Standing.ADMINISTRATOR)
    owner = keep_user(server, "owner")
    engage(server, owners=(as_caller(owner).arn,))
    native(server, as_caller(doer)).post("/v1/users", json={"name": "made", "standing": "member"})

    for user, trace in ((doer, "change log"), (owner, "audit owner of an assessment")):
        answer = client.delete(f"/v1/users/{user.id}")
        assert answer.status_code == 409
        assert trace in answer.json()["message"]
        assert "disable it instead" in answer.json()["message"]


def test_nobody_deletes_itself_and_an_administrator_who_can_act_stays(server: Application) -> None:
    (olivia,) = server.store.read(lambda books: books.users.select())
    other = keep_user(server, "ada", Standing.ADMINISTRATOR)
    server.store.change(lambda books: books.users.put(replace(olivia, is_disabled=True)))

    assert "you" in native(server).delete(f"/v1/users/{olivia.id}").json()["message"]
    assert "last administrator" in native(server).delete(f"/v1/users/{other.id}").json()["message"]
    assert server.store.read(lambda books: books.users.count()) == 2


def test_settings_are_told_without_secrets(server: Application) -> None:
    client = deployed(server, deployment_of(SETTINGS))

    told = {each["name"]: each for each in client.get("/v1/server-settings").json()}

    assert told["PROBATIVE_SECRET_KEY"] == {
        "name": "PROBATIVE_SECRET_KEY",
        "value": "(set)",
        "isDefault": False,
        "isSecret": True,
    }
    assert told["PROBATIVE_OIDC_CLIENT_SECRET"]["value"] == ""
    assert told["PROBATIVE_DATABASE_URL"]["value"] == "postgresql://audit:***@db.example.com/audit"
    assert told["PROBATIVE_COLLECT_REGIONS"]["value"] == "us-east-1,eu-west-1"
    assert (told["PROBATIVE_COLLECT"]["value"], told["PROBATIVE_COLLECT"]["isDefault"]) == ("true", True)
    text = client.get("/v1/server-settings").text
    assert not {"s3cr3t", "a2V5a2V5"} & set(text.replace('"', " ").replace(":", " ").split())


def test_the_role_of_the_settings_is_told_as_a_template(server: Application) -> None:
    client = deployed(server, deployment_of(SETTINGS))

    stack = client.get("/v1/role-template").json()
    terraform = client.get("/v1/role-template?format=terraform").json()
    trust = client.get("/v1/role-template?format=trust&principal=444455556666").json()
    policy = client.get("/v1/role-template?format=policy").json()

    assert (stack["roleName"], stack["externalId"]) == ("Reader", "42")
    assert loads(stack["content"])["Resources"]
    assert stack["principal"] == f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:root"
    assert 'resource "aws_iam_role"' in terraform["content"]
    assert trust["principal"] == "arn:aws:iam::444455556666:root"
    assert {"bedrock:GetGuardrail", "securityhub:GetFindings"} <= set(stack["actions"])
    assert all(action in stack["content"] for action in stack["actions"])
    assert "arn:aws:s3:::logs" in policy["content"]
    assert client.get("/v1/role-template?principal=me").json()["fields"][0]["name"] == "principal"


def test_policies_are_told_and_which_are_in_force(server: Application, tmp_path: Path) -> None:
    own = tmp_path / "policies"
    own.mkdir()
    (own / "owners.cedar").write_text("permit (principal, action, resource);\n")
    (own / "auditors.cedar").write_text("")

    client = deployed(server, deployment_of(replace(SETTINGS, policy_dir=str(own))))
    told = client.get("/v1/policies").json()

    in_force = {(each["name"], each["isOwn"]) for each in told if each["isInForce"]}
    assert {("schema.cedarschema", False), ("everybody.cedar", False), ("owners.cedar", True)} <= in_force
    assert not {("owners.cedar", False), ("auditors.cedar", False), ("auditors.cedar", True)} & in_force
    assert "permit" in next(each["content"] for each in told if each["name"] == "everybody.cedar")


def test_which_version_runs_and_whether_it_is_well_is_told(server: Application) -> None:
    told = native(server).get("/v1/server-state").json()

    assert told["version"] == version("probative")
    assert told["at"] == "2026-11-20T12:00:00Z"
    assert told["parts"] == [{"name": "records", "isWell": True}, {"name": "lake", "isWell": True}]


def test_a_lake_that_does_not_answer_is_told(server: Application) -> None:
    told = native(replace(server, lake=SilentLake())).get("/v1/server-state").json()

    assert told["parts"] == [{"name": "records", "isWell": True}, {"name": "lake", "isWell": False}]


@pytest.mark.parametrize(("days", "kept"), [("7", "7 days after the deletion"), ("forever", "for ever")])
def test_how_long_evidence_of_deleted_assessments_stays_is_told(server: Application, days: str, kept: str) -> None:
    client = deployed(server, deployment_of(replace(SETTINGS, keep_deleted_days=days)))

    told = {each["decidedBy"]: each["kept"] for each in client.get("/v1/retention").json()}

    assert told["PROBATIVE_KEEP_DELETED_DAYS"] == kept


def test_how_long_what_is_kept_is_told(server: Application) -> None:
    told = {each["what"]: each["kept"] for each in native(server, DAN).get("/v1/retention").json()}

    assert told["drafts of forms"] == "30 days after the last change"
    assert told["sessions"] == "12 hours, or 1 without a request"
    assert told["everything, when the account is deregistered"] == "kept"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/account-changes"),
        ("GET", "/v1/role-template"),
        ("GET", "/v1/server-settings"),
        ("GET", "/v1/policies"),
        ("GET", "/v1/server-state"),
        ("DELETE", "/v1/users/x"),
    ],
)
def test_members_look_after_nothing(server: Application, method: str, path: str) -> None:
    assert native(server, DAN).request(method, path).status_code == 403
