"""Evidence folders of a control through the native API: counts by verdict and source, and what is to be reported."""

from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.evidence_folders import FolderAddress
from probative.app.selecting import choose_folder, choose_items, let_items_go
from probative.domain.engagements import Engagement
from probative.domain.evidence import Verdict
from probative.domain.slots import SourceKind
from tests.support.assessed import keep_some
from tests.support.covered import hand_over
from tests.support.engaging import FIRST, OLIVIA, SECOND, STRANGER, engage, serving, standard_controls
from tests.support.native import native
from tests.support.serving import NOW

CONTROL, OTHER, THIRD = standard_controls(3)
YESTERDAY = NOW - timedelta(days=1)
NONE = {"compliant": 0, "nonCompliant": 0, "inconclusive": 0, "notApplicable": 0}


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    made = engage(server).engagement
    keep_some(server, CONTROL, 3, assessment_id=made.id)
    keep_some(server, CONTROL, 2, first=9, verdict=Verdict.NON_COMPLIANT, assessment_id=made.id)
    keep_some(server, CONTROL, 4, kind=SourceKind.CLOUDTRAIL, verdict=Verdict.INCONCLUSIVE, assessment_id=made.id)
    keep_some(server, CONTROL, 1, verdict=Verdict.NOT_APPLICABLE, at=YESTERDAY, assessment_id=made.id)
    keep_some(server, OTHER, 1, assessment_id=made.id)
    return made


def folders(**more: str) -> dict[str, str]:
    return {"controlSetId": FIRST, "controlId": CONTROL, **more}


def test_a_folder_is_told_with_what_its_evidence_says_by_source(server: Application, engagement: Engagement) -> None:
    told = native(server).get(f"/v1/assessments/{engagement.id}/evidence-folders", params=folders()).json()

    today, yesterday = told["folders"]
    assert "nextToken" not in told
    assert (today["day"], today["controlSetId"], today["controlId"]) == ("2026-11-20", FIRST, CONTROL)
    assert (today["evidenceCount"], today["selectedCount"]) == (9, 0)
    assert today["verdicts"] == {"compliant": 3, "nonCompliant": 2, "inconclusive": 4, "notApplicable": 0}
    assert today["sources"] == [
        {"sourceKind": "AWS API calls", "verdicts": {**NONE, "compliant": 3, "nonCompliant": 2}},
        {"sourceKind": "AWS CloudTrail", "verdicts": {**NONE, "inconclusive": 4}},
    ]
    assert (yesterday["day"], yesterday["verdicts"]) == ("2026-11-19", {**NONE, "notApplicable": 1})
    assert today["controlName"]


def test_folders_come_page_by_page(server: Application, engagement: Engagement) -> None:
    client, path = native(server), f"/v1/assessments/{engagement.id}/evidence-folders"

    first = client.get(path, params=folders(maxResults="1")).json()
    second = client.get(path, params=folders(maxResults="1", nextToken=first["nextToken"])).json()

    assert [each["day"] for each in (*first["folders"], *second["folders"])] == ["2026-11-20", "2026-11-19"]
    assert "nextToken" not in second


def test_a_folder_says_what_of_it_is_to_be_reported(server: Application, engagement: Engagement) -> None:
    client, path = native(server), f"/v1/assessments/{engagement.id}/evidence-folders"
    folder = client.get(path, params=folders()).json()["folders"][0]["id"]
    address = FolderAddress(engagement.id, folder)
    items = keep_some(server, CONTROL, 1, first=50, assessment_id=engagement.id)

    def told() -> tuple[object, object]:
        answer = client.get(f"{path}/{folder}", params={"controlSetId": FIRST}).json()
        return answer["selectedCount"], answer["selection"]

    assert told() == (0, {"isWhole": False, "evidenceIds": []})
    choose_items(server, OLIVIA, "BatchAssociateAssessmentReportEvidence", address, ids=[items[0].id])
    assert told() == (1, {"isWhole": False, "evidenceIds": [items[0].id]})
    choose_folder(server, OLIVIA, "AssociateAssessmentReportEvidenceFolder", address)
    assert told() == (10, {"isWhole": True, "evidenceIds": []})
    let_items_go(server, OLIVIA, "BatchDisassociateAssessmentReportEvidence", address, ids=[items[0].id])
    assert told() == (9, {"isWhole": True, "evidenceIds": [items[0].id]})


def test_a_delegate_sees_the_folders_of_its_control_set_alone(server: Application, engagement: Engagement) -> None:
    client = native(server, hand_over(server, engagement))
    path = f"/v1/assessments/{engagement.id}/evidence-folders"

    assert len(client.get(path, params=folders()).json()["folders"]) == 2
    assert client.get(path, params={"controlSetId": SECOND, "controlId": THIRD}).status_code == 403


def test_a_stranger_learns_nothing(server: Application, engagement: Engagement) -> None:
    client, path = native(server, STRANGER), f"/v1/assessments/{engagement.id}/evidence-folders"

    assert client.get(path, params=folders()).status_code == 404
    assert client.get(f"{path}/{'0' * 36}", params={"controlSetId": FIRST}).status_code == 404


@pytest.mark.parametrize("params", [{}, {"controlSetId": FIRST}, {"controlId": CONTROL}])
def test_whose_folders_are_wanted_has_to_be_said(
    server: Application, engagement: Engagement, params: dict[str, str]
) -> None:
    answer = native(server).get(f"/v1/assessments/{engagement.id}/evidence-folders", params=params)

    assert answer.status_code == 400
    assert answer.json()["fields"]
