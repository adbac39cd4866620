"""One evidence item through the native API, by its id."""

from hashlib import sha256
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.evidence_folders import FolderAddress
from probative.app.selecting import choose_items, let_items_go
from probative.domain.evidence import Evidence
from probative.native.evidence_detail import CONTENT_LENGTH
from tests.support.assessed import an_item, keep_items
from tests.support.covered import hand_over
from tests.support.engaging import DAN, FIRST, OLIVIA, STRANGER, engage, kept, serving, standard_controls
from tests.support.native import native
from tests.support.serving import caller

CONTENT = b'{"name": "<script>", "masked": "***"}' + b" " * 2_000_000
GUARDRAIL = "arn:aws:bedrock:us-east-1:111122223333:guardrail/G1"


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


def keep(server: Application, control: str, content: bytes = CONTENT) -> Evidence:
    made = engage(server).engagement
    pair = an_item(
        1, control_id=control, application=server, assessment_id=made.id, content=content, resource=GUARDRAIL
    )
    (item,) = keep_items(server, [pair])
    return item


def test_an_item_is_told_with_its_rule_its_clocks_and_what_its_source_said(server: Application) -> None:
    item = keep(server, standard_controls(1)[0])
    client = native(server)

    told = client.get(f"/v1/assessments/{item.assessment_id}/evidence/{item.id}").json()

    (found,) = client.get("/v1/evidence").json()["evidence"]
    fact, is_selected = told.pop("fact"), told.pop("isSelected")
    assert told == found
    assert not is_selected
    assert (told["rule"], told["reason"], told["controlSetId"]) == ("size(item) > 0", "There is one.", FIRST)
    assert (told["time"], told["collectedAt"]) == ("2026-11-20T11:55:00Z", "2026-11-20T12:00:00Z")
    assert (told["resource"], told["resourceType"]) == (GUARDRAIL, "bedrock:guardrail")
    assert (fact["id"], fact["contentSha256"]) == (item.fact_id, sha256(CONTENT).hexdigest())
    assert (fact["contentBytes"], fact["isText"], fact["isWhole"]) == (len(CONTENT), True, False)
    assert fact["content"] == CONTENT.decode()[:CONTENT_LENGTH]
    assert (fact["question"], fact["provenance"]) == ("q", {})


@pytest.mark.parametrize(
    ("content", "shown", "is_text"),
    [(b"\xff\x00", "", False), (b'{"a":1}', '{"a":1}', True)],
    ids=["no text", "all of it"],
)
def test_what_is_told_of_the_content_says_what_it_is(
    server: Application, content: bytes, shown: str, *, is_text: bool
) -> None:
    item = keep(server, standard_controls(1)[0], content)

    fact = native(server).get(f"/v1/assessments/{item.assessment_id}/evidence/{item.id}").json()["fact"]

    assert (fact["content"], fact["isText"], fact["isWhole"]) == (shown, is_text, is_text)
    assert fact["contentBytes"] == len(content)


def test_an_item_says_whether_it_is_to_be_reported(server: Application) -> None:
    item = keep(server, standard_controls(1)[0])
    client, path = native(server), f"/v1/assessments/{item.assessment_id}/evidence/{item.id}"
    address = FolderAddress(item.assessment_id, client.get(path).json()["folderId"])

    choose_items(server, OLIVIA, "BatchAssociateAssessmentReportEvidence", address, ids=[item.id])
    assert client.get(path).json()["isSelected"]
    let_items_go(server, OLIVIA, "BatchDisassociateAssessmentReportEvidence", address, ids=[item.id])
    assert not client.get(path).json()["isSelected"]


def test_its_bytes_are_had_as_they_are_kept(server: Application) -> None:
    item = keep(server, standard_controls(1)[0])

    answer = native(server).get(f"/v1/assessments/{item.assessment_id}/evidence/{item.id}/content")

    assert answer.content == CONTENT
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_nobody_is_shown_what_they_may_not_look_into(server: Application) -> None:
    mine = keep(server, standard_controls(1)[0])
    other = keep(server, standard_controls(3)[2], b"{}")
    hand_over(server, kept(server, mine.assessment_id))
    for item, who, status in (
        (mine, DAN, 200),
        (other, DAN, 404),
        (mine, STRANGER, 404),
        (mine, caller("adam"), 404),
    ):
        for what in ("", "/content"):
            path = f"/v1/assessments/{item.assessment_id}/evidence/{item.id}{what}"
            assert native(server, who).get(path).status_code == status
    elsewhere = f"/v1/assessments/{other.assessment_id}/evidence/{mine.id}"
    assert native(server).get(elsewhere).status_code == 404
    assert native(server).get(f"/v1/assessments/{mine.assessment_id}/evidence/none").status_code == 404
