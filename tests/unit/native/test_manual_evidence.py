"""Evidence that people bring over the native API: limits first, then days, a note and the artefact it is."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from probative.app.application import Application
from probative.app.files import new_upload
from probative.domain.engagements import Engagement
from probative.domain.people import Caller
from tests.support.covered import hand_over
from tests.support.engaging import FIRST, OLIVIA, OWN_CONTROL, SECOND, STRANGER, engage, serving, standard_controls
from tests.support.native import native
from tests.support.uploads import put_whole


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    return engage(server).engagement


def awaited(server: Application, engagement: Engagement, control: str = "", by: Caller = OLIVIA) -> Any:
    query = {"controlSetId": FIRST, "controlId": control or standard_controls(1)[0]}
    return native(server, by).get(f"/v1/assessments/{engagement.id}/manual-evidence", params=query)


def bring(server: Application, engagement: Engagement, *items: dict[str, str], by: Caller = OLIVIA) -> Any:
    given = {"controlSetId": FIRST, "controlId": standard_controls(1)[0], "items": list(items)}
    return native(server, by).post(f"/v1/assessments/{engagement.id}/manual-evidence", json=given)


def said(server: Application, engagement: Engagement) -> list[Any]:
    """Return what was kept, in any order."""
    (control, *_) = server.catalogue.frameworks[0].controls
    items = list(server.lake.evidence(engagement.id, control.id))
    facts = server.lake.facts([item.fact_id for item in items])
    return [json.loads(fact.content) for fact in facts]


def test_what_is_awaited_is_told_with_the_limits(server: Application, engagement: Engagement) -> None:
    told = awaited(server, engagement).json()

    assert told["itemsLeftToday"] == 100
    assert told["itemsAtOnce"] == 50
    assert told["fileBytes"] == 100 * 2**20
    assert {"pdf", "csv", "zip"} <= set(told["fileExtensions"])
    assert all(each["accepts"] and each["artefact"] and each["reviewIntervalDays"] for each in told["artefacts"])


def test_what_was_brought_today_leaves_less_room(server: Application, engagement: Engagement) -> None:
    bring(server, engagement, {"text": "one"}, {"text": "two"})

    assert awaited(server, engagement).json()["itemsLeftToday"] == 98


def test_days_and_a_note_are_kept(server: Application, engagement: Engagement) -> None:
    item = {"text": "as agreed", "effectiveFrom": "2026-05-01", "effectiveUntil": "2027-04-30", "note": "board"}
    answer = bring(server, engagement, item)

    assert [each["place"] for each in answer.json()["taken"]] == [0]
    (kept,) = said(server, engagement)
    assert (kept["effective_from"], kept["effective_until"]) == ("2026-05-01", "2027-04-30")
    assert (kept["note"], kept["text"], kept["who"]) == ("board", "as agreed", OLIVIA.arn)


def test_evidence_holds_from_its_first_day_on(server: Application, engagement: Engagement) -> None:
    bring(server, engagement, {"s3ResourcePath": "s3://proofs/a.pdf", "effectiveFrom": "2026-05-01"})

    (item,) = server.lake.evidence(engagement.id, server.catalogue.frameworks[0].controls[0].id)
    assert item.time.isoformat() == "2026-05-01T00:00:00+00:00"


def test_the_digest_of_a_file_is_told(server: Application, engagement: Engagement) -> None:
    place = new_upload(server, OLIVIA, "red team.pdf", "http://127.0.0.1")
    address = urlsplit(place.url)
    put_whole(server, address.path, address.query, [b"%PDF", b"-1.7"])

    (taken,) = bring(server, engagement, {"evidenceFileName": place.evidence_file_name}).json()["taken"]

    assert taken["fileSha256"] == sha256(b"%PDF-1.7").hexdigest()
    (item,) = server.lake.evidence(engagement.id, server.catalogue.frameworks[0].controls[0].id)
    assert taken["evidenceId"] == item.id


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({}, "give exactly one of"),
        ({"text": "a", "s3ResourcePath": "s3://b/c"}, "give exactly one of"),
        ({"text": "a", "effectiveFrom": "2026-05-02", "effectiveUntil": "2026-05-01"}, "lies before effectiveFrom"),
        ({"text": "a", "artefactId": "nothing"}, "awaits no artefact with the id nothing"),
        ({"evidenceFileName": "nothing"}, "no file has this evidenceFileName"),
    ],
)
def test_one_wrong_item_is_told_and_the_others_are_taken(
    server: Application, engagement: Engagement, item: dict[str, str], reason: str
) -> None:
    answer = bring(server, engagement, item, {"text": "sound"}).json()

    assert [each["place"] for each in answer["taken"]] == [1]
    assert [each["place"] for each in answer["notTaken"]] == [0]
    assert reason in answer["notTaken"][0]["message"]


def test_it_is_kept_as_the_artefact_that_is_named(server: Application, engagement: Engagement) -> None:
    control = next(each for each in server.catalogue.frameworks[0].controls if each.uuid == standard_controls(1)[0])
    artefacts = awaited(server, engagement).json()["artefacts"]

    bring(server, engagement, {"text": "this one", "artefactId": artefacts[-1]["id"]})

    (item,) = server.lake.evidence(engagement.id, control.id)
    assert item.source_id == artefacts[-1]["id"]


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"text": "x" * 1001}, "items[0].text"),
        ({"s3ResourcePath": "https://example.com/a"}, "items[0].s3ResourcePath"),
        ({"text": "a", "note": "x" * 1001}, "items[0].note"),
        ({"text": "a", "effectiveFrom": "yesterday"}, "items[0].effectiveFrom"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    server: Application, engagement: Engagement, item: dict[str, str], field: str
) -> None:
    answer = bring(server, engagement, item)

    assert answer.status_code == 400
    assert field in answer.text
    assert said(server, engagement) == []


def test_delegates_bring_for_their_control_set_alone(server: Application, engagement: Engagement) -> None:
    dan = hand_over(server, engagement)

    assert bring(server, engagement, {"text": "mine"}, by=dan).status_code == 200
    assert awaited(server, engagement, by=dan).status_code == 200
    other = {"controlSetId": SECOND, "controlId": OWN_CONTROL}
    path = f"/v1/assessments/{engagement.id}/manual-evidence"
    assert native(server, dan).get(path, params=other).status_code == 403
    assert native(server, dan).post(path, json={**other, "items": [{"text": "not mine"}]}).status_code == 403
    assert bring(server, engagement, {"text": "not mine"}, by=STRANGER).status_code == 404
