"""Runs of the command line over the wire."""

from pathlib import Path

import pytest

from probative.app.application import Application
from tests.support.engaging import DAN, OLIVIA, kept, serving
from tests.support.native import native
from tests.unit.app.test_adopting import RUN, a_run

ADOPTION = f"/v1/runs/{RUN}/adoption"
GIVEN = {"reportDestination": "s3://reports/here", "owners": [DAN.arn, DAN.arn], "tags": {"team": "risk"}}


@pytest.fixture
def server(tmp_path: Path) -> Application:
    made = serving(tmp_path)
    made.records.save_assessment(a_run())
    return made


def test_a_run_is_shown_and_adopted(server: Application) -> None:
    client = native(server)

    (shown,) = client.get("/v1/runs").json()
    adopted = client.post(ADOPTION, json=GIVEN)

    assert shown == {
        "id": RUN,
        "name": "November",
        "frameworkId": "genai-best-practices",
        "accounts": ["111122223333", "444455556666"],
        "regions": ["us-east-1", "eu-west-1"],
        "since": "2026-11-13T00:00:00Z",
        "until": "2026-11-21T00:00:00Z",
        "createdAt": "2026-11-20T11:00:00Z",
        "isAdopted": False,
    }
    assert adopted.json() == {"id": RUN, "name": "November"}
    assert [role.arn for role in kept(server, RUN).roles] == [DAN.arn]
    assert kept(server, RUN).destination.url == "s3://reports/here"
    assert client.get("/v1/runs").json()[0]["isAdopted"]
    assert client.post(ADOPTION, json=GIVEN).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [{"reportDestination": "reports"}, {"owners": ["dan"]}, {"tags": {"": "x"}}, {"name": "Another"}],
)
def test_what_cannot_be_is_refused(server: Application, wrong: dict[str, object]) -> None:
    answer = native(server, OLIVIA).post(ADOPTION, json={**GIVEN, **wrong})

    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.json()["message"]


def test_members_learn_nothing_of_runs(server: Application) -> None:
    client = native(server, DAN)

    assert client.get("/v1/runs").status_code == 403
    assert client.post(ADOPTION, json=GIVEN).status_code == 403
