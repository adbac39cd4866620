"""What is chosen for the next report is seen, filled and emptied as a whole."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from probative.app.application import Application
from probative.app.evidence_folders import ControlAddress, FolderAddress
from probative.app.manual_uploads import ManualItem, import_evidence
from probative.app.selecting import choose_items
from probative.domain.engagements import Engagement
from tests.support.covered import hand_over
from tests.support.engaging import FIRST, OLIVIA, OWN_CONTROL, SECOND, STRANGER, engage, serving, standard_controls
from tests.support.native import native
from tests.support.serving import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return serving(tmp_path, clock)


@pytest.fixture
def engagement(server: Application, clock: SetClock) -> Engagement:
    """An assessment with five items: on each of two days two of one control, on the second one of another."""
    made = engage(server).engagement
    for _ in range(2):
        bring(server, made, FIRST, standard_controls(1)[0], "one", "two")
        clock.advance(days=1)
    clock.at -= timedelta(days=1)
    bring(server, made, SECOND, OWN_CONTROL, "three")
    return made


def bring(server: Application, made: Engagement, control_set: str, control: str, *texts: str) -> None:
    items = [ManualItem(text=text) for text in texts]
    assert import_evidence(server, OLIVIA, ControlAddress(made.id, control_set, control), items) == []


def path(engagement: Engagement) -> str:
    return f"/v1/assessments/{engagement.id}/report-selection"


def seen(server: Application, engagement: Engagement, **query: Any) -> dict[str, Any]:
    told: dict[str, Any] = native(server).get(path(engagement), params=query).json()
    return told


def counts(told: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(each["controlSetId"], each["selectedCount"], each["evidenceCount"]) for each in told["folders"]]


def test_nothing_is_chosen_at_first(server: Application, engagement: Engagement) -> None:
    assert seen(server, engagement) == {"selectedCount": 0, "evidenceCount": 5, "folders": []}


def test_all_of_an_assessment_is_chosen_and_let_go(server: Application, engagement: Engagement) -> None:
    assert native(server).post(path(engagement), json={}).status_code == 204

    told = seen(server, engagement)
    assert (told["selectedCount"], told["evidenceCount"]) == (5, 5)
    assert [each["day"] for each in told["folders"]] == ["2026-11-21", "2026-11-21", "2026-11-20"]
    assert all(each["isWhole"] and each["controlName"] for each in told["folders"])

    assert native(server).delete(path(engagement)).status_code == 204
    assert seen(server, engagement)["selectedCount"] == 0


def test_a_part_is_chosen_and_another_let_go(server: Application, engagement: Engagement) -> None:
    native(server).post(path(engagement), json={"controlSetId": SECOND})
    assert counts(seen(server, engagement)) == [(SECOND, 1, 1)]

    native(server).post(path(engagement), json={"controlSetId": FIRST, "controlId": standard_controls(1)[0]})
    native(server).delete(path(engagement), params={"controlSetId": SECOND})

    assert counts(seen(server, engagement)) == [(FIRST, 2, 2), (FIRST, 2, 2)]


def test_single_items_count_as_such_until_all_are_chosen(server: Application, engagement: Engagement) -> None:
    native(server).post(path(engagement), json={"controlSetId": FIRST})
    (folder, *_) = seen(server, engagement)["folders"]
    native(server).delete(path(engagement))
    control = server.catalogue.find_control(standard_controls(1)[0])
    assert control
    (item, *_) = [each for each in server.lake.evidence(engagement.id, control.id) if f"{each.day}" == folder["day"]]
    address = FolderAddress(engagement.id, folder["folderId"])
    choose_items(server, OLIVIA, "BatchAssociateAssessmentReportEvidence", address, ids=[item.id])

    assert counts(seen(server, engagement)) == [(FIRST, 1, 2)]
    assert not seen(server, engagement)["folders"][0]["isWhole"]
    native(server).post(path(engagement), json={"controlSetId": FIRST})
    assert counts(seen(server, engagement)) == [(FIRST, 2, 2), (FIRST, 2, 2)]


def test_folders_come_in_pages(server: Application, engagement: Engagement) -> None:
    native(server).post(path(engagement), json={})
    whole = seen(server, engagement)["folders"]

    first = seen(server, engagement, maxResults=2)
    last = seen(server, engagement, maxResults=2, nextToken=first["nextToken"])

    assert [len(page["folders"]) for page in (first, last)] == [2, 1]
    assert first["folders"] + last["folders"] == whole
    assert "nextToken" not in last


@pytest.mark.parametrize("part", [{"controlSetId": "none"}, {"controlSetId": FIRST, "controlId": OWN_CONTROL}])
def test_a_part_that_is_not_there_is_told(server: Application, engagement: Engagement, part: dict[str, str]) -> None:
    assert native(server).post(path(engagement), json=part).status_code == 404
    assert native(server).delete(path(engagement), params=part).status_code == 404


def test_only_owners_choose(server: Application, engagement: Engagement) -> None:
    dan = hand_over(server, engagement)

    assert native(server, dan).get(path(engagement)).status_code == 403
    assert native(server, dan).post(path(engagement), json={}).status_code == 403
    assert native(server, dan).delete(path(engagement)).status_code == 403
    assert native(server, STRANGER).get(path(engagement)).status_code == 404
