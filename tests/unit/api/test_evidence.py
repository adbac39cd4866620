"""Evidence folders and evidence, as the wire has them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from probative.api.operations import evidence
from probative.app.application import Application
from probative.app.evidence_counts import ControlEvidence, count_by_control
from probative.app.evidence_folders import lake_control_id
from probative.domain.engagements import Engagement
from probative.domain.errors import NotFoundError
from probative.domain.evidence import Verdict
from probative.domain.slots import SourceKind
from tests.support.assessed import (
    ASSESSMENT,
    OTHER_ASSESSMENT,
    an_item,
    engagement,
    keep_engagement,
    keep_items,
    keep_some,
    with_control_status,
)
from tests.support.operating import ask
from tests.support.serving import ACCOUNT, NOW, application, standard_framework

NOWHERE_ID = "99999999-0000-5000-8000-000000000000"


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return application(tmp_path)


@pytest.fixture
def assessed(server: Application) -> Engagement:
    return keep_engagement(server)


def control_of(assessed: Engagement, set_index: int = 0, index: int = 0) -> dict[str, str]:
    control_set = assessed.control_sets[set_index]
    return {
        "assessmentId": assessed.id,
        "controlSetId": control_set.id,
        "controlId": control_set.controls[index].id,
    }


def folders(server: Application, request: dict[str, str], **page: Any) -> dict[str, Any]:
    if "controlId" in request:
        return ask(
            server,
            "GetEvidenceFoldersByAssessmentControl",
            evidence.get_evidence_folders_by_assessment_control,
            request,
            **page,
        )
    return ask(server, "GetEvidenceFoldersByAssessment", evidence.get_evidence_folders_by_assessment, request, **page)


def folder_request(server: Application, control: dict[str, str]) -> dict[str, str]:
    (folder,) = folders(server, control)["evidenceFolders"]
    return {**control, "evidenceFolderId": folder["id"]}


def items(server: Application, request: dict[str, str], **page: Any) -> dict[str, Any]:
    return ask(server, "GetEvidenceByEvidenceFolder", evidence.get_evidence_by_evidence_folder, request, **page)


def item(server: Application, request: dict[str, str], id_: str) -> dict[str, Any]:
    output = ask(server, "GetEvidence", evidence.get_evidence, {**request, "evidenceId": id_})
    shape: dict[str, Any] = output["evidence"]
    return shape


def test_a_folder_is_of_one_control_and_day(server: Application, assessed: Engagement) -> None:
    first, second = control_of(assessed), control_of(assessed, 1)
    keep_some(server, first["controlId"], 3)
    keep_some(server, first["controlId"], 2, at=NOW - timedelta(days=1))
    keep_some(server, second["controlId"], 1)

    found = folders(server, {"assessmentId": assessed.id})["evidenceFolders"]

    shown = {(folder["name"], folder["controlId"], folder["controlSetId"], folder["totalEvidence"]) for folder in found}
    assert shown == {
        ("2026-11-20", first["controlId"], first["controlSetId"], 3),
        ("2026-11-19", first["controlId"], first["controlSetId"], 2),
        ("2026-11-20", second["controlId"], second["controlSetId"], 1),
    }
    assert found[-1]["name"] == "2026-11-19"
    assert found[-1]["date"] == datetime(2026, 11, 19, tzinfo=UTC)
    assert len({folder["id"] for folder in found}) == 3


def test_a_folder_counts_its_kinds(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    keep_some(server, control["controlId"], 1, kind=SourceKind.API_CALL, first=0)
    keep_some(server, control["controlId"], 2, kind=SourceKind.CONFIG, verdict=Verdict.NON_COMPLIANT, first=10)
    keep_some(server, control["controlId"], 1, kind=SourceKind.SECURITY_HUB, first=20)
    keep_some(server, control["controlId"], 3, kind=SourceKind.CLOUDTRAIL, verdict=Verdict.NON_COMPLIANT, first=30)
    keep_some(server, control["controlId"], 1, kind=SourceKind.MANUAL, verdict=Verdict.INCONCLUSIVE, first=40)

    request = folder_request(server, control)
    folder = ask(server, "GetEvidenceFolder", evidence.get_evidence_folder, request)["evidenceFolder"]

    assert folder["totalEvidence"] == folder["evidenceResourcesIncludedCount"] == 8
    assert folder["evidenceByTypeConfigurationDataCount"] == 1
    assert folder["evidenceByTypeComplianceCheckCount"] == 3
    assert folder["evidenceByTypeComplianceCheckIssuesCount"] == 2
    assert folder["evidenceByTypeUserActivityCount"] == 3
    assert folder["evidenceByTypeManualCount"] == 1
    assert folder["evidenceAwsServiceSourceCount"] == 7
    assert folder["assessmentReportSelectionCount"] == 0
    assert folder["dataSource"] == "AWS API calls, AWS CloudTrail, AWS Config, AWS Security Hub, Manual"
    name = standard_framework().control_sets[0].controls[0].name
    assert (folder["controlName"], folder["assessmentId"]) == (name, ASSESSMENT)


def test_folders_are_paged_newest_day_first(server: Application, assessed: Engagement) -> None:
    first, second = control_of(assessed), control_of(assessed, 1)
    for days in range(3):
        keep_some(server, first["controlId"], 1, at=NOW - timedelta(days=days))
        keep_some(server, second["controlId"], 1, at=NOW - timedelta(days=days))
    everything = folders(server, {"assessmentId": assessed.id})["evidenceFolders"]

    walked, after = [], None
    while True:
        page = folders(server, {"assessmentId": assessed.id}, after=after, limit=1)
        walked += page["evidenceFolders"]
        after = page.get("nextToken")
        if after is None:
            break

    assert walked == everything
    assert [folder["name"] for folder in walked] == sorted((folder["name"] for folder in walked), reverse=True)
    of_first = folders(server, first, limit=2)
    assert [folder["name"] for folder in of_first["evidenceFolders"]] == ["2026-11-20", "2026-11-19"]
    rest = folders(server, first, limit=2, after=of_first["nextToken"])
    assert [folder["name"] for folder in rest["evidenceFolders"]] == ["2026-11-18"]
    assert "nextToken" not in rest


def test_evidence_is_paged_by_id(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    kept = keep_some(server, control["controlId"], 5)
    request = folder_request(server, control)

    first = items(server, request, limit=2)
    second = items(server, request, limit=2, after=first["nextToken"])
    third = items(server, request, limit=2, after=second["nextToken"])

    walked = [shape["id"] for page in (first, second, third) for shape in page["evidence"]]
    assert walked == [each.id for each in kept]
    assert "nextToken" not in third
    assert "nextToken" not in items(server, request, limit=5)


def test_what_is_committed_shows_at_once(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    keep_some(server, control["controlId"], 1)
    request = folder_request(server, control)
    assert len(items(server, request)["evidence"]) == 1

    keep_some(server, control["controlId"], 1, first=1)

    assert len(items(server, request)["evidence"]) == 2
    assert folders(server, control)["evidenceFolders"][0]["totalEvidence"] == 2


def test_evidence_says_what_was_found_and_what_it_means(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    arn = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:guardrail/g-1"
    fact, brought = an_item(
        1, control_id=control["controlId"], application=server, verdict=Verdict.NON_COMPLIANT, resource=arn
    )
    keep_items(server, [(fact, brought)])
    request = folder_request(server, control)

    shape = item(server, request, brought.id)

    assert shape["id"] == brought.id
    assert shape["evidenceFolderId"] == request["evidenceFolderId"]
    assert (shape["dataSource"], shape["evidenceByType"]) == ("AWS API calls", "Configuration data")
    assert (shape["eventSource"], shape["eventName"]) == ("bedrock.amazonaws.com", "ListGuardrails")
    assert shape["time"] == NOW
    assert shape["complianceCheck"] == "NON_COMPLIANT"
    assert shape["resourcesIncluded"] == [{"arn": arn, "value": '{"number":1}', "complianceCheck": "NON_COMPLIANT"}]
    assert shape["awsAccountId"] == shape["evidenceAwsAccountId"] == ACCOUNT
    assert shape["assessmentReportSelection"] == "No"
    assert shape["attributes"] == {
        "name": "guardrail 1",
        "probative:verdict": "NON_COMPLIANT",
        "probative:rule": "size(item) > 0",
        "probative:reason": "There is one.",
        "probative:source": "source-1",
        "probative:region": "us-east-1",
        "probative:time": "2026-11-20T11:55:00+00:00",
    }
    assert items(server, request)["evidence"] == [shape]


@pytest.mark.parametrize(
    ("kind", "verdict", "check"),
    [
        (SourceKind.API_CALL, Verdict.COMPLIANT, "COMPLIANT"),
        (SourceKind.CONFIG, Verdict.NON_COMPLIANT, "NON_COMPLIANT"),
        (SourceKind.SECURITY_HUB, Verdict.COMPLIANT, "PASSED"),
        (SourceKind.SECURITY_HUB, Verdict.NON_COMPLIANT, "FAILED"),
        (SourceKind.SECURITY_HUB, Verdict.NOT_APPLICABLE, None),
        (SourceKind.API_CALL, Verdict.INCONCLUSIVE, None),
        (SourceKind.MANUAL, Verdict.INCONCLUSIVE, None),
    ],
)
def test_only_a_verdict_is_a_compliance_check(  # noqa: PLR0917  fixtures and cases
    server: Application, assessed: Engagement, kind: SourceKind, verdict: Verdict, check: str | None
) -> None:
    control = control_of(assessed)
    (kept,) = keep_some(server, control["controlId"], 1, kind=kind, verdict=verdict)

    shape = item(server, folder_request(server, control), kept.id)

    assert shape["complianceCheck"] == check
    assert shape["resourcesIncluded"][0]["complianceCheck"] == check
    assert shape["attributes"]["probative:verdict"] == verdict


def test_long_texts_are_cut_to_the_limits_of_the_wire(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    fact, brought = an_item(
        1, control_id=control["controlId"], application=server, content=b'{"text":"%s"}' % (b"\\n" * 3000)
    )
    brought = brought._replace(
        attributes={"k" * 120: "v" * 300},
        event_name="e" * 150,
        event_source="s" * 60,
        reason="r" * 500,
        principal="someone",
        resource="model-1",
    )
    keep_items(server, [(fact, brought)])

    shape = item(server, folder_request(server, control), brought.id)

    assert shape["attributes"]["k" * 100] == "v" * 200
    assert shape["attributes"]["probative:reason"] == "r" * 200
    assert shape["attributes"]["probative:principal"] == "someone"
    assert shape["attributes"]["probative:resource"] == "model-1"
    assert (len(shape["eventName"]), len(shape["eventSource"])) == (100, 40)
    assert shape["iamId"] is None
    (resource,) = shape["resourcesIncluded"]
    assert resource["arn"] is None
    assert '"isCut":true' in resource["value"]
    assert fact.content_sha256 in resource["value"]
    assert len(resource["value"]) <= 2048


def test_what_is_no_text_is_told_by_its_digest(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    fact, brought = an_item(1, control_id=control["controlId"], application=server, content=b"\xff\xfe")
    keep_items(server, [(fact, brought)])

    (resource,) = item(server, folder_request(server, control), brought.id)["resourcesIncluded"]

    assert json.loads(resource["value"]) == {
        "bytes": 2,
        "sha256": fact.content_sha256,
        "isCut": True,
        "begins": "",
    }


def test_a_control_is_called_as_the_assessment_knows_it(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    keep_some(server, control["controlId"], 1)
    keep_engagement(server, with_control_status(assessed, control["controlId"], name="As it was"))

    assert folders(server, control)["evidenceFolders"][0]["controlName"] == "As it was"


def test_evidence_is_counted_by_control(server: Application, assessed: Engagement) -> None:
    first, second = control_of(assessed)["controlId"], control_of(assessed, 1)["controlId"]
    keep_some(server, first, 3)
    keep_some(server, first, 2, at=NOW - timedelta(days=1))
    keep_some(server, second, 1, kind=SourceKind.MANUAL)

    counts = count_by_control(server, assessed.id)

    assert counts == {
        lake_control_id(server, first): ControlEvidence(automated=5, manual=0),
        lake_control_id(server, second): ControlEvidence(automated=0, manual=1),
    }
    assert count_by_control(server, OTHER_ASSESSMENT) == {}
    keep_some(server, first, 1, first=50)
    assert count_by_control(server, assessed.id)[lake_control_id(server, first)].automated == 6


def test_what_is_not_there_is_not_found(server: Application, assessed: Engagement) -> None:
    control, other = control_of(assessed), control_of(assessed, 1)
    keep_some(server, control["controlId"], 1)
    keep_engagement(server, engagement(OTHER_ASSESSMENT))
    request = folder_request(server, control)

    for wrong in (
        {"evidenceFolderId": NOWHERE_ID},
        {"controlSetId": other["controlSetId"]},
        {"controlSetId": "no such set"},
        {"assessmentId": OTHER_ASSESSMENT},
        {"assessmentId": NOWHERE_ID},
    ):
        with pytest.raises(NotFoundError):
            items(server, {**request, **wrong})
        with pytest.raises(NotFoundError):
            ask(server, "GetEvidenceFolder", evidence.get_evidence_folder, {**request, **wrong})
    with pytest.raises(NotFoundError):
        item(server, request, NOWHERE_ID)
    with pytest.raises(NotFoundError):
        folders(server, {**control, "controlId": other["controlId"]})
    with pytest.raises(NotFoundError):
        folders(server, {"assessmentId": NOWHERE_ID})


def test_without_evidence_there_are_no_folders(server: Application, assessed: Engagement) -> None:
    assert folders(server, {"assessmentId": assessed.id}) == {"evidenceFolders": []}
    assert folders(server, control_of(assessed)) == {"evidenceFolders": []}


def test_the_owner_of_another_assessment_sees_nothing_of_this_one(server: Application, assessed: Engagement) -> None:
    keep_engagement(server, engagement(OTHER_ASSESSMENT))
    control = control_of(assessed)
    keep_some(server, control["controlId"], 1)
    keep_some(server, control["controlId"], 2, assessment_id=OTHER_ASSESSMENT)

    assert [folder["totalEvidence"] for folder in folders(server, control)["evidenceFolders"]] == [1]
