"""Choosing evidence for the next report, over the wire."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from probative.api.operations import evidence, report_selection
from probative.api.operations.context import Context, Shape
from probative.app.application import Application
from probative.app.evidence_counts import chosen_by_control
from probative.domain.engagements import Engagement
from probative.domain.errors import NotFoundError
from tests.support.assessed import OTHER_ASSESSMENT, engagement, keep_engagement, keep_some
from tests.support.operating import ask
from tests.support.serving import application

ABSENT = "99999999-0000-5000-8000-000000000000"
Operation = Callable[[Context, Shape], Shape]


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return application(tmp_path)


@pytest.fixture
def assessed(server: Application) -> Engagement:
    return keep_engagement(server)


@pytest.fixture
def ids(server: Application, assessed: Engagement) -> list[str]:
    return [item.id for item in keep_some(server, assessed.control_sets[0].controls[0].id, 4)]


def folder(server: Application, assessed: Engagement) -> dict[str, Any]:
    (found,) = ask(
        server,
        "GetEvidenceFoldersByAssessment",
        evidence.get_evidence_folders_by_assessment,
        {"assessmentId": assessed.id},
    )["evidenceFolders"]
    shape: dict[str, Any] = found
    return shape


def chosen(server: Application, assessed: Engagement) -> list[str]:
    request = {
        "assessmentId": assessed.id,
        "controlSetId": assessed.control_sets[0].id,
        "evidenceFolderId": folder(server, assessed)["id"],
    }
    page = ask(server, "GetEvidenceByEvidenceFolder", evidence.get_evidence_by_evidence_folder, request)
    return [shape["id"] for shape in page["evidence"] if shape["assessmentReportSelection"] == "Yes"]


def whole(server: Application, assessed: Engagement, *, choose: bool) -> None:
    name = "AssociateAssessmentReportEvidenceFolder" if choose else "DisassociateAssessmentReportEvidenceFolder"
    functions: dict[bool, Operation] = {
        True: report_selection.associate_assessment_report_evidence_folder,
        False: report_selection.disassociate_assessment_report_evidence_folder,
    }
    request = {"assessmentId": assessed.id, "evidenceFolderId": folder(server, assessed)["id"]}
    assert ask(server, name, functions[choose], request) == {}


def some(server: Application, assessed: Engagement, ids: Sequence[str], *, choose: bool) -> dict[str, Any]:
    name = "BatchAssociateAssessmentReportEvidence" if choose else "BatchDisassociateAssessmentReportEvidence"
    functions: dict[bool, Operation] = {
        True: report_selection.batch_associate_assessment_report_evidence,
        False: report_selection.batch_disassociate_assessment_report_evidence,
    }
    request = {
        "assessmentId": assessed.id,
        "evidenceFolderId": folder(server, assessed)["id"],
        "evidenceIds": list(ids),
    }
    return ask(server, name, functions[choose], request)


def test_single_items_are_chosen_and_let_go(server: Application, assessed: Engagement, ids: list[str]) -> None:
    assert some(server, assessed, [ids[2], ids[0]], choose=True) == {"evidenceIds": [ids[2], ids[0]], "errors": []}
    assert chosen(server, assessed) == [ids[0], ids[2]]
    assert folder(server, assessed)["assessmentReportSelectionCount"] == 2

    assert some(server, assessed, [ids[0]], choose=False) == {"evidenceIds": [ids[0]], "errors": []}

    assert chosen(server, assessed) == [ids[2]]
    assert folder(server, assessed)["assessmentReportSelectionCount"] == 1


def test_a_whole_folder_is_chosen_and_let_go(server: Application, assessed: Engagement, ids: list[str]) -> None:
    some(server, assessed, [ids[1]], choose=True)

    whole(server, assessed, choose=True)
    assert chosen(server, assessed) == ids
    assert folder(server, assessed)["assessmentReportSelectionCount"] == 4

    whole(server, assessed, choose=False)
    assert chosen(server, assessed) == []
    assert folder(server, assessed)["assessmentReportSelectionCount"] == 0


def test_items_can_be_taken_out_of_a_chosen_folder_and_put_back(
    server: Application, assessed: Engagement, ids: list[str]
) -> None:
    whole(server, assessed, choose=True)

    some(server, assessed, [ids[1], ids[2]], choose=False)
    assert chosen(server, assessed) == [ids[0], ids[3]]
    assert folder(server, assessed)["assessmentReportSelectionCount"] == 2

    some(server, assessed, [ids[2]], choose=True)
    assert chosen(server, assessed) == [ids[0], ids[2], ids[3]]

    whole(server, assessed, choose=True)
    assert chosen(server, assessed) == ids


def test_what_comes_into_a_chosen_folder_is_chosen_too(
    server: Application, assessed: Engagement, ids: list[str]
) -> None:
    whole(server, assessed, choose=True)

    keep_some(server, assessed.control_sets[0].controls[0].id, 1, first=10)

    assert len(chosen(server, assessed)) == len(ids) + 1


def test_an_item_that_is_not_there_is_told_by_itself(server: Application, assessed: Engagement, ids: list[str]) -> None:
    answer = some(server, assessed, [ids[0], ABSENT], choose=True)

    assert answer["evidenceIds"] == [ids[0]]
    (error,) = answer["errors"]
    assert (error["evidenceId"], error["errorCode"]) == (ABSENT, "404")
    assert some(server, assessed, [], choose=True) == {"evidenceIds": [], "errors": []}


def test_choosing_twice_is_choosing_once(server: Application, assessed: Engagement, ids: list[str]) -> None:
    for _ in range(2):
        some(server, assessed, [ids[0], ids[0]], choose=True)

    assert folder(server, assessed)["assessmentReportSelectionCount"] == 1


def test_choices_are_counted_by_control(server: Application, assessed: Engagement, ids: list[str]) -> None:
    some(server, assessed, ids[:3], choose=True)

    counts = server.store.read(lambda books: chosen_by_control(server, books, assessed.id))

    assert list(counts.values()) == [3]


def test_a_folder_of_another_assessment_is_not_found(server: Application, assessed: Engagement, ids: list[str]) -> None:
    keep_engagement(server, engagement(OTHER_ASSESSMENT))
    request = {"assessmentId": OTHER_ASSESSMENT, "evidenceFolderId": folder(server, assessed)["id"]}

    with pytest.raises(NotFoundError):
        ask(
            server,
            "AssociateAssessmentReportEvidenceFolder",
            report_selection.associate_assessment_report_evidence_folder,
            request,
        )
    with pytest.raises(NotFoundError):
        ask(
            server,
            "BatchAssociateAssessmentReportEvidence",
            report_selection.batch_associate_assessment_report_evidence,
            {**request, "evidenceIds": ids},
        )
