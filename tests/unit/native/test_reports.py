"""A report is shown with its place, the digest of its zip, and why it failed."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from probative.app.application import Application
from probative.app.report_making import make_next_report
from probative.app.reporting import create_report, object_key
from probative.domain.engagements import AssessmentReport, Engagement
from probative.domain.errors import StoreError
from tests.support.covered import hand_over
from tests.support.engaging import OLIVIA, STRANGER, engage, serving
from tests.support.native import native
from tests.support.serving import MemoryObjects


class FullObjects(MemoryObjects):
    """A bucket that takes nothing."""

    def put(self, key: str, content: bytes | Path) -> None:
        del key, content
        raise StoreError("the bucket is full")


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    return engage(server).engagement


@pytest.fixture
def report(server: Application, engagement: Engagement) -> AssessmentReport:
    return create_report(server, OLIVIA, engagement.id, name="Q4", description="For the board", query=None)


def shown(server: Application, report: AssessmentReport) -> dict[str, Any]:
    told: dict[str, Any] = native(server).get(f"/v1/assessments/{report.assessment_id}/reports/{report.id}").json()
    return told


def test_a_report_under_way_has_no_place(server: Application, report: AssessmentReport) -> None:
    told = shown(server, report)

    assert (told["name"], told["description"], told["author"]) == ("Q4", "For the board", "olivia")
    assert (told["status"], told["destination"]) == ("IN_PROGRESS", "s3://Reports/here")
    assert (told["place"], told["sha256"], told["bytes"]) == ("", "", 0)


def test_a_report_that_is_complete_says_where_and_what_it_is(server: Application, report: AssessmentReport) -> None:
    make_next_report(server)

    told = shown(server, report)
    content = server.objects.get(object_key(told["place"]))
    assert told["status"] == "COMPLETE"
    assert (told["sha256"], told["bytes"]) == (sha256(content).hexdigest(), len(content))


def test_a_report_that_failed_says_why(server: Application, report: AssessmentReport) -> None:
    make_next_report(replace(server, objects=FullObjects()))

    told = shown(server, report)
    assert (told["status"], told["place"]) == ("FAILED", "")
    assert "the bucket is full" in told["failure"]


def test_who_may_not_list_it_is_not_shown_it(
    server: Application, report: AssessmentReport, engagement: Engagement
) -> None:
    path = f"/v1/assessments/{engagement.id}/reports/{report.id}"

    assert native(server, hand_over(server, engagement)).get(path).status_code == 403
    assert native(server, STRANGER).get(path).status_code == 404
    assert native(server).get(f"{path}x").status_code == 404
