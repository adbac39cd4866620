"""Evidence that people bring, over the wire."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from probative.api.operations import evidence, manual_evidence
from probative.app.application import Application, Quotas
from probative.domain.engagements import AssessedControl, AssessmentStatus, ChangeAction, ControlStatus, Engagement
from probative.domain.errors import InvalidError, NotFoundError, WrongStateError
from probative.domain.people import Caller
from tests.support.assessed import keep_engagement, with_control_status
from tests.support.operating import ask
from tests.support.serving import NOW, SetClock, application, caller
from tests.support.uploads import put_whole


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return application(tmp_path)


@pytest.fixture
def assessed(server: Application) -> Engagement:
    return keep_engagement(server)


def control_of(assessed: Engagement) -> dict[str, str]:
    control_set = assessed.control_sets[0]
    return {
        "assessmentId": assessed.id,
        "controlSetId": control_set.id,
        "controlId": control_set.controls[0].id,
    }


def bring(server: Application, control: dict[str, str], *items: dict[str, str], by: Caller | None = None) -> list[Any]:
    output = ask(
        server,
        "BatchImportEvidenceToAssessmentControl",
        manual_evidence.batch_import_evidence_to_assessment_control,
        {**control, "manualEvidence": list(items)},
        by=by,
    )
    errors: list[Any] = output["errors"]
    return errors


def upload_place(server: Application, name: str = "red team.PDF", by: Caller | None = None) -> dict[str, Any]:
    request = {"fileName": name}
    return ask(server, "GetEvidenceFileUploadUrl", manual_evidence.get_evidence_file_upload_url, request, by=by)


def put(server: Application, place: dict[str, Any], content: bytes) -> None:
    address = urlsplit(place["uploadUrl"])
    put_whole(server, address.path, address.query, [content[:3], content[3:]])


def kept(server: Application, control: dict[str, str]) -> list[dict[str, Any]]:
    found = ask(
        server,
        "GetEvidenceFoldersByAssessmentControl",
        evidence.get_evidence_folders_by_assessment_control,
        control,
    )["evidenceFolders"]
    shapes: list[dict[str, Any]] = []
    for folder in found:
        request = {**control, "evidenceFolderId": folder["id"]}
        shapes += ask(server, "GetEvidenceByEvidenceFolder", evidence.get_evidence_by_evidence_folder, request)[
            "evidence"
        ]
    return shapes


def said(shape: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(shape["resourcesIncluded"][0]["value"])
    return value


def test_a_text_and_a_link_become_evidence_of_today(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)

    errors = bring(
        server, control, {"textResponse": "We asked them."}, {"s3ResourcePath": "s3://papers/red team/report.pdf"}
    )

    assert errors == []
    shapes = kept(server, control)
    assert {shape["dataSource"] for shape in shapes} == {shape["evidenceByType"] for shape in shapes} == {"Manual"}
    assert {shape["iamId"] for shape in shapes} == {caller().arn}
    assert {shape["time"] for shape in shapes} == {NOW}
    assert all(shape["complianceCheck"] is None for shape in shapes)
    assert {(said(shape)["text"], said(shape)["link"]) for shape in shapes} == {
        ("We asked them.", None),
        (None, "s3://papers/red team/report.pdf"),
    }


def test_a_file_that_was_put_becomes_evidence(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    place = upload_place(server)
    put(server, place, b"the report")

    assert bring(server, control, {"evidenceFileName": place["evidenceFileName"]}) == []

    (shape,) = kept(server, control)
    card = said(shape)["file"]
    assert (card["name"], card["bytes"]) == ("red team.PDF", 10)
    assert server.objects.get(card["object"]) == b"the report"
    assert shape["attributes"]["probative:resource"] == "red team.PDF"


def test_an_import_is_in_the_change_log(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    bring(server, control, {"textResponse": "a"}, {"textResponse": "b"})

    (change,) = server.store.read(lambda books: books.changes.select(assessment_id=assessed.id))
    assert change.action is ChangeAction.IMPORT_EVIDENCE
    assert (change.control_set_id, change.control_id) == (control["controlSetId"], control["controlId"])
    assert change.created_by == caller().arn


def test_the_same_again_on_the_same_day_is_the_same_evidence(tmp_path: Path) -> None:
    clock = SetClock()
    server = application(tmp_path, clock)
    control = control_of(keep_engagement(server))
    bring(server, control, {"textResponse": "a"}, {"textResponse": "a"})
    clock.advance(hours=1)
    bring(server, control, {"textResponse": "a"})
    assert len(kept(server, control)) == 1

    clock.advance(days=1)
    bring(server, control, {"textResponse": "a"})
    bring(server, control, {"textResponse": "a"}, by=caller("dana"))

    assert len(kept(server, control)) == 3


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({}, "400"),
        ({"textResponse": "a", "s3ResourcePath": "s3://b/c"}, "400"),
        ({"textResponse": "a", "evidenceFileName": "x.pdf"}, "400"),
        ({"evidenceFileName": "never-heard-of.pdf"}, "404"),
    ],
)
def test_what_is_wrong_with_an_item_is_told_by_itself(
    server: Application, assessed: Engagement, item: dict[str, str], code: str
) -> None:
    control = control_of(assessed)

    (error,) = bring(server, control, item, {"textResponse": "sound"})

    assert (error["manualEvidence"], error["errorCode"]) == (item, code)
    assert len(kept(server, control)) == 1


def test_a_file_is_for_whoever_put_it_and_only_once_it_is_there(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    place = upload_place(server)
    item = {"evidenceFileName": place["evidenceFileName"]}
    assert [error["errorCode"] for error in bring(server, control, item)] == ["400"]

    put(server, place, b"the report")

    assert [error["errorCode"] for error in bring(server, control, item, by=caller("dana"))] == ["404"]
    assert kept(server, control) == []


def test_a_control_takes_so_much_a_day(tmp_path: Path) -> None:
    clock = SetClock()
    server = replace(application(tmp_path, clock), quotas=Quotas(manual_evidence_per_control_a_day=2))
    control = control_of(keep_engagement(server))

    errors = bring(server, control, *({"textResponse": text} for text in "abc"))

    assert [(error["manualEvidence"], error["errorCode"]) for error in errors] == [({"textResponse": "c"}, "402")]
    assert [error["errorCode"] for error in bring(server, control, {"textResponse": "d"})] == ["402"]
    clock.advance(days=1)
    assert bring(server, control, {"textResponse": "d"}) == []


def test_what_is_not_active_takes_nothing(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    keep_engagement(server, with_control_status(assessed, control["controlId"], status=ControlStatus.INACTIVE))
    with pytest.raises(WrongStateError, match="control is INACTIVE"):
        bring(server, control, {"textResponse": "a"})

    keep_engagement(server, with_control_status(assessed, control["controlId"], status=ControlStatus.REVIEWED))
    assert bring(server, control, {"textResponse": "a"}) == []

    keep_engagement(server, replace(assessed, status=AssessmentStatus.INACTIVE))
    with pytest.raises(WrongStateError, match="assessment is INACTIVE"):
        bring(server, control, {"textResponse": "b"})


def test_a_control_that_is_not_there_is_not_found(server: Application, assessed: Engagement) -> None:
    control = control_of(assessed)
    for wrong in (
        {"controlId": assessed.control_sets[1].controls[0].id},
        {"controlSetId": "no such set"},
        {"assessmentId": "99999999-0000-5000-8000-000000000000"},
    ):
        with pytest.raises(NotFoundError):
            bring(server, {**control, **wrong}, {"textResponse": "a"})


def test_a_control_that_the_library_has_no_more_takes_nothing(server: Application, assessed: Engagement) -> None:
    gone = "20000000-0000-7000-8000-000000000001"
    first = assessed.control_sets[0]
    more = replace(first, controls=(*first.controls, AssessedControl(id=gone)))
    keep_engagement(server, replace(assessed, control_sets=(more,)))

    with pytest.raises(NotFoundError):
        bring(server, {**control_of(assessed), "controlId": gone}, {"textResponse": "a"})


def test_a_file_that_is_no_evidence_gets_no_place(server: Application) -> None:
    for name in ("virus.exe", "noextension"):
        with pytest.raises(InvalidError, match="fileName"):
            upload_place(server, name)


def test_a_place_for_a_file_keeps_its_extension(server: Application) -> None:
    place = upload_place(server, "ü" * 290 + ".docx")

    assert place["evidenceFileName"].endswith(".docx")
    assert len(place["evidenceFileName"]) < 300
    assert place["uploadUrl"].startswith("http://127.0.0.1:8080/files/")
    assert len(place["uploadUrl"]) <= 2048
