"""The list of assessments shows what each is about, to whom may know of it, page by page."""

from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.engagements import update_status
from probative.domain.engagements import AssessmentStatus, Engagement
from tests.support.engaging import FRAMEWORK_ID, OLIVIA, STRANGER, engage, serving
from tests.support.native import native
from tests.support.serving import ACCOUNT, REGION, SetClock

PATH = "/v1/assessments"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    return engage(server).engagement


def test_an_assessment_is_listed_with_what_it_is_about(server: Application, engagement: Engagement) -> None:
    assert native(server).get(PATH).json() == {
        "assessments": [
            {
                "id": engagement.id,
                "name": "Quarter 4",
                "status": "ACTIVE",
                "frameworkId": FRAMEWORK_ID,
                "frameworkName": engagement.framework.name,
                "complianceType": engagement.framework.compliance_type or "",
                "accounts": [ACCOUNT],
                "regions": [REGION],
                "owners": [OLIVIA.arn],
                "createdBy": "olivia",
                "createdAt": "2026-11-20T12:00:00Z",
                "updatedAt": "2026-11-20T12:00:00Z",
            }
        ]
    }


@pytest.mark.usefixtures("engagement")
def test_a_stranger_does_not_learn_of_it(server: Application) -> None:
    assert native(server, STRANGER).get(PATH).json() == {"assessments": []}


def test_the_newest_is_first_and_pages_follow(server: Application, engagement: Engagement, clock: SetClock) -> None:
    clock.advance(hours=1)
    newer = engage(server).engagement
    client = native(server)

    first = client.get(PATH, params={"maxResults": 1}).json()
    second = client.get(PATH, params={"maxResults": 1, "nextToken": first["nextToken"]}).json()

    assert [each["id"] for page in (first, second) for each in page["assessments"]] == [newer.id, engagement.id]
    assert "nextToken" not in second


def test_only_those_of_a_status_are_listed(server: Application, engagement: Engagement) -> None:
    update_status(server, OLIVIA, engagement.id, AssessmentStatus.INACTIVE)
    client = native(server)

    assert client.get(PATH, params={"status": "ACTIVE"}).json() == {"assessments": []}
    assert len(client.get(PATH, params={"status": "INACTIVE"}).json()["assessments"]) == 1
