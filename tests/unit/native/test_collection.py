"""Where collecting stands, accounts, and trials of their connections, as the native API shows them."""

from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.domain.collecting import Effort
from probative.domain.errors import Finding
from probative.ports.asking import Connection
from tests.support.covered import a_status, keep_status
from tests.support.engaging import DAN, STRANGER, engage, serving
from tests.support.native import ScriptedConnections, native
from tests.support.serving import ACCOUNT, NOW, REGION, caller

ARN = "arn:aws:sts::111122223333:assumed-role/ProbativeReader/probative"


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


def test_an_account_is_shown_with_its_last_run_next_due_and_errors(server: Application) -> None:
    made = engage(server).engagement
    logs = Effort(due_at=NOW + timedelta(minutes=5), error="the bucket is gone", failures=3)
    keep_status(server, a_status(made.id), logs=logs)

    (shown,) = native(server).get(f"/v1/assessments/{made.id}/collection").json()

    assert (shown["assessmentId"], shown["account"], shown["state"]) == (made.id, ACCOUNT, "FAILING")
    detail = shown["detail"]
    assert detail["live"] == {
        "lastRunAt": "2026-11-20T11:00:00Z",
        "nextDueAt": "2026-11-21T00:00:00Z",
        "failures": 0,
        "lastError": "",
    }
    assert detail["logs"] == {
        "lastRunAt": None,
        "nextDueAt": "2026-11-20T12:05:00Z",
        "failures": 3,
        "lastError": "the bucket is gone",
    }
    assert detail["checks"] == {**detail["live"], "lastRunAt": None}
    assert (detail["nextDueAt"], detail["refusing"]) == ("2026-11-20T12:05:00Z", 2)
    assert detail["plannedThrough"] is None


def test_an_account_that_waits_has_no_detail(server: Application) -> None:
    made = engage(server).engagement

    (shown,) = native(server).get(f"/v1/assessments/{made.id}/collection").json()

    assert shown == {"assessmentId": made.id, "account": ACCOUNT, "state": "WAITING", "detail": None}
    assert native(server, STRANGER).get(f"/v1/assessments/{made.id}/collection").status_code == 404


def test_all_collecting_is_paged_for_administrators(server: Application) -> None:
    ids = [engage(server, name).engagement.id for name in ("one", "two")]
    for number, id_ in enumerate(ids):
        keep_status(server, a_status(id_), created_at=NOW + timedelta(minutes=number))
    client = native(server, caller("adam"))

    first = client.get("/v1/collection?maxResults=1").json()
    last = client.get("/v1/collection", params={"maxResults": 1, "nextToken": first["nextToken"]}).json()

    assert [each["assessmentId"] for each in first["collection"] + last["collection"]] == ids
    assert "nextToken" not in last
    assert client.get("/v1/accounts", params={"nextToken": first["nextToken"]}).status_code == 400
    assert native(server, DAN).get("/v1/collection").status_code == 403


def test_accounts_in_scope_are_listed_with_how_collecting_goes(server: Application) -> None:
    made = engage(server).engagement
    keep_status(server, a_status(made.id))

    told = native(server, caller("adam")).get("/v1/accounts?maxResults=1").json()

    (account,) = told["accounts"]
    assert (account["id"], account["regions"]) == (ACCOUNT, [REGION])
    assert [(each["assessmentId"], each["state"]) for each in account["collection"]] == [(made.id, "COLLECTING")]
    assert "nextToken" not in told
    assert native(server, DAN).get("/v1/accounts").status_code == 403


def test_a_connection_is_told_as_whom_or_with_what_to_do(server: Application) -> None:
    given = {"accountId": ACCOUNT, "regions": ["eu-west-1"]}

    lacking = native(server).post("/v1/connection-checks", json=given).json()
    reached = ScriptedConnections(Connection(ARN, (Finding("regions", "eu-west-1: is off"),)))
    there = native(server, connections=reached).post("/v1/connection-checks", json=given).json()

    assert (lacking["isReachable"], lacking["identity"]) == (False, "")
    assert lacking["findings"] == [{"name": "PROBATIVE_ROLE_NAME", "message": "is missing"}]
    assert (there["accountId"], there["isReachable"], there["identity"]) == (ACCOUNT, True, ARN)
    assert there["findings"] == [{"name": "regions", "message": "eu-west-1: is off"}]
    assert there["checkedAt"] == "2026-11-20T12:00:00Z"


def test_a_connection_is_tried_for_whoever_looks_after_accounts(server: Application) -> None:
    path = "/v1/connection-checks"

    assert native(server, DAN).post(path, json={"accountId": ACCOUNT}).status_code == 403
    assert native(server).post(path, json={"accountId": "1"}).json()["fields"][0]["name"] == "accountId"
    assert native(server).post(path, json={"accountId": ACCOUNT, "regions": ["x"]}).status_code == 400
