"""What the wizard asks over the wire: destinations, people, services, drafts, readiness."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.drafting import LASTS, MOST
from probative.app.registering import deregister_account
from probative.app.settings import SettingsChange, update_settings
from probative.domain.engagements import Destination
from probative.domain.errors import StoreError
from probative.domain.ids import AccountId
from probative.domain.organization import MemberAccount, Organization, OrganizationalUnit
from probative.domain.people import Standing
from probative.ports.asking import Connection
from tests.support.engaging import DAN, FRAMEWORK_ID, OLIVIA, ROLE, STRANGER, engage, serving
from tests.support.native import ScriptedConnections, native
from tests.support.people import keep_user
from tests.support.serving import ACCOUNT, NOW, MemoryObjects, SetClock, standard_framework

REACHED = Connection("arn:aws:sts::111122223333:assumed-role/Reader/probative", ())


@dataclass
class FullObjects(MemoryObjects):
    """A store that takes nothing."""

    def put(self, key: str, content: bytes | Path) -> None:
        del content
        raise StoreError(f"{key} cannot be kept: AccessDenied")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


def test_the_organization_is_shown_as_a_tree(server: Application) -> None:
    account = MemberAccount(id=AccountId(ACCOUNT), name="Main", email="a@example.com", status="ACTIVE")
    below = OrganizationalUnit(id="ou-1", name="Workloads", accounts=(account,), units=())
    root = OrganizationalUnit(id="r-1", name="Root", accounts=(), units=(below,))
    tree = Organization(root=root, reason="", remedy="", read_at=NOW)

    shown = native(server, connections=ScriptedConnections(tree=tree)).get("/v1/organization").json()

    (unit,) = shown["root"]["units"]
    assert unit["accounts"] == [{"id": ACCOUNT, "name": "Main", "email": "a@example.com", "status": "ACTIVE"}]


def test_an_organization_that_cannot_be_read_says_why(server: Application) -> None:
    shown = native(server).get("/v1/organization?anew=true").json()

    assert (shown["root"], shown["reason"], shown["remedy"]) == (None, "denied", "type them")


def test_readiness_is_shown_by_region(server: Application) -> None:
    client = native(server, connections=ScriptedConnections(REACHED))
    given = {"accountId": ACCOUNT, "frameworkId": standard_framework().uuid}

    shown = client.post("/v1/readiness-checks", json=given).json()

    assert shown["isReachable"]
    (region,) = shown["regions"]
    assert region["region"] == "us-east-1"
    assert {each["state"] for each in region["prerequisites"]} == {"NOT_ENABLED"}
    assert {each["platform"] for each in region["platforms"]} == {each.id for each in standard_framework().platforms}


def test_readiness_of_an_account_that_is_not_reached_has_no_regions(server: Application) -> None:
    shown = native(server).post("/v1/readiness-checks", json={"accountId": ACCOUNT}).json()

    assert (shown["isReachable"], shown["regions"]) == (False, [])
    assert shown["findings"][0]["name"] == "PROBATIVE_ROLE_NAME"


def test_destinations_that_are_in_use_are_told_with_the_default_first(server: Application) -> None:
    engage(server, "One")
    engage(server, "Two")
    default = SettingsChange(report_destination=Destination(type="S3", url="s3://default"))
    update_settings(server, OLIVIA, default)

    assert native(server).get("/v1/destinations").json() == [
        {"destination": "s3://default", "assessmentsCount": 0, "isDefault": True},
        {"destination": "s3://Reports/here", "assessmentsCount": 2, "isDefault": False},
    ]


def test_a_destination_that_takes_files_is_left_as_it_was(server: Application) -> None:
    objects = MemoryObjects()
    given = {"destination": "s3://bucket/prefix"}

    shown = native(replace(server, objects=objects)).post("/v1/destination-checks", json=given).json()

    assert shown == {"destination": "s3://bucket/prefix", "isWritable": True, "reason": "", "remedy": ""}
    assert objects.kept == {}


def test_a_destination_that_takes_none_says_why_and_what_to_do(server: Application) -> None:
    client = native(replace(server, objects=FullObjects()))

    shown = client.post("/v1/destination-checks", json={"destination": "s3://bucket"}).json()

    assert not shown["isWritable"]
    assert "AccessDenied" in shown["reason"]
    assert "s3:PutObject" in shown["remedy"]


@pytest.mark.parametrize("place", ["", "bucket", "s3://", "s3://bucket/../etc"])
def test_what_is_no_destination_is_refused(server: Application, place: str) -> None:
    answer = native(server).post("/v1/destination-checks", json={"destination": place})

    assert answer.status_code == 400
    assert "destination" in answer.json()["message"]


def test_people_are_found_by_name_and_arn_and_roles_by_who_acts_as_them(server: Application) -> None:
    keep_user(server, "dan", standing=Standing.MEMBER)
    keep_user(server, "robin", Standing.MEMBER, ROLE)
    keep_user(server, "aki", standing=Standing.AUDITOR)
    gone = keep_user(server, "gone", standing=Standing.MEMBER)
    server.store.change(lambda books: books.users.put(replace(gone, is_disabled=True)))
    client = native(server, DAN)

    everybody = client.get("/v1/people").json()
    roles = client.get("/v1/people?text=DELEG").json()

    assert [(each["name"], each["kind"]) for each in everybody] == [
        ("dan", "USER"),
        ("robin", "USER"),
        ("Delegates", "ROLE"),
    ]
    assert roles == [{"arn": ROLE, "name": "Delegates", "kind": "ROLE", "members": ["robin"]}]
    assert [each["name"] for each in client.get("/v1/people?text=user/r").json()] == ["robin"]
    assert len(client.get("/v1/people?maxResults=1").json()) == 1


@pytest.mark.parametrize("framework_id", [standard_framework().uuid, FRAMEWORK_ID])
def test_services_of_a_framework_come_from_its_sources(server: Application, framework_id: str) -> None:
    services = native(server, DAN).get(f"/v1/frameworks/{framework_id}/services").json()

    assert services
    counts = [each["controlsCount"] for each in services]
    assert counts == sorted(counts, reverse=True)
    assert all(each["displayName"] and each["category"] for each in services)


def test_services_of_the_standard_framework_are_those_of_ai(server: Application) -> None:
    services = native(server).get(f"/v1/frameworks/{standard_framework().uuid}/services").json()

    assert {"bedrock", "sagemaker", "securityhub", "config", "cloudwatch"} <= {each["name"] for each in services}
    assert native(server).get("/v1/frameworks/none/services").status_code == 404


def test_a_draft_is_kept_changed_and_forgotten(server: Application, clock: SetClock) -> None:
    client = native(server, DAN)
    content = {"name": "Quarter 4", "accounts": [ACCOUNT], "step": 3}

    made = client.post("/v1/drafts", json={"kind": "assessment", "name": "Q4", "content": content}).json()
    clock.advance(days=1)
    path = f"/v1/drafts/{made['id']}"
    changed = client.put(path, json={"name": "Q4!", "content": {**content, "step": 4}}).json()

    assert client.get(path).json() == {"outline": changed, "content": {**content, "step": 4}}
    assert (changed["name"], changed["kind"]) == ("Q4!", "assessment")
    assert changed["expiresAt"] > made["expiresAt"]
    assert client.get("/v1/drafts?kind=framework").json() == []
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 204


def test_a_draft_is_its_owners_alone(server: Application) -> None:
    given = {"kind": "assessment", "name": "Q4", "content": {}}
    made = native(server, DAN).post("/v1/drafts", json=given).json()
    path = f"/v1/drafts/{made['id']}"
    other = native(server, OLIVIA)

    assert other.get("/v1/drafts").json() == []
    assert other.get(path).status_code == 404
    assert other.put(path, json={"name": "x", "content": {}}).status_code == 404
    assert other.delete(path).status_code == 204
    assert native(server, DAN).get(path).status_code == 200


def test_drafts_come_latest_first_and_go_after_a_month(server: Application, clock: SetClock) -> None:
    client = native(server, DAN)
    for name in ("first", "second"):
        client.post("/v1/drafts", json={"kind": "assessment", "name": name, "content": {}})
        clock.advance(days=1)

    assert [each["name"] for each in client.get("/v1/drafts").json()] == ["second", "first"]
    clock.advance(days=LASTS.days - 1)
    assert client.get("/v1/drafts").json() == []
    client.post("/v1/drafts", json={"kind": "assessment", "name": "third", "content": {}})
    assert server.store.read(lambda books: books.drafts.count()) == 1


def test_drafts_go_with_everything_else(server: Application) -> None:
    native(server, DAN).post("/v1/drafts", json={"kind": "assessment", "name": "x", "content": {}})
    update_settings(server, OLIVIA, SettingsChange(delete_resources="ALL"))

    deregister_account(server, OLIVIA)

    assert server.store.read(lambda books: books.drafts.count()) == 0


def test_there_are_only_so_many_drafts(server: Application) -> None:
    client = native(server, DAN)
    given = {"kind": "assessment", "name": "x", "content": {}}
    answers = [client.post("/v1/drafts", json=given).status_code for _ in range(MOST + 1)]

    assert answers == [200] * MOST + [400]
    assert native(server, STRANGER).post("/v1/drafts", json=given).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/organization"),
        ("POST", "/v1/readiness-checks"),
        ("GET", "/v1/destinations"),
        ("POST", "/v1/destination-checks"),
    ],
)
def test_members_prepare_no_assessments(server: Application, method: str, path: str) -> None:
    given = {"accountId": ACCOUNT} if "readiness" in path else {"destination": "s3://bucket"}

    assert native(server, DAN).request(method, path, json=given if method == "POST" else None).status_code == 403


def test_auditors_find_nobody_and_keep_no_drafts(server: Application) -> None:
    client = native(server, replace(STRANGER, standing=Standing.AUDITOR))

    assert client.get("/v1/people").status_code == 403
    assert client.get("/v1/drafts").status_code == 403
