"""Coverage and refusals as the native API shows them."""

from pathlib import Path

import pytest

from probative.app.application import Application
from probative.domain.engagements import Engagement
from probative.domain.evidence import Verdict
from tests.support.assessed import keep_some
from tests.support.covered import OTHER_ACCOUNT, covered
from tests.support.engaging import FIRST, OWN_CONTROL, SECOND, STRANGER, serving, standard_controls
from tests.support.native import native
from tests.support.serving import ACCOUNT, REGION, standard_framework


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    return covered(server)


def test_coverage_is_told_in_all_by_set_by_control_and_cell(server: Application, engagement: Engagement) -> None:
    control = standard_controls(1)[0]
    keep_some(server, control, 2, verdict=Verdict.NON_COMPLIANT, assessment_id=engagement.id)

    told = native(server).get(f"/v1/assessments/{engagement.id}/coverage").json()

    whole = {"expected": 4, "answered": 1, "partial": 1, "refused": 1, "unseen": 1, "notApplicable": 0, "share": 0.25}
    assert told["coverage"] == whole
    assert (told["assessmentId"], told["evidenceCount"], told["refusalsCount"]) == (engagement.id, 2, 3)
    assert [each["id"] for each in told["controlSets"]] == [FIRST, SECOND]
    first, *_, own = told["controls"]
    assert (first["id"], first["code"]) == (control, standard_framework().controls[0].id)
    assert (first["controlSetId"], first["standing"]) == (FIRST, "NON_COMPLIANT")
    assert first["verdicts"] == {"compliant": 0, "nonCompliant": 2, "inconclusive": 0, "notApplicable": 0}
    assert (own["id"], own["code"], own["name"]) == (OWN_CONTROL, OWN_CONTROL, "Our own control")
    assert own["awaitingPeople"]
    assert [(each["account"], each["day"]) for each in told["cells"]] == [
        (ACCOUNT, "2026-11-19"),
        (ACCOUNT, "2026-11-20"),
        (OTHER_ACCOUNT, "2026-11-19"),
        (OTHER_ACCOUNT, "2026-11-20"),
    ]
    assert told["cells"][3]["coverage"]["refused"] == 1


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("since=2026-11-20", {"2026-11-20"}),
        ("until=2026-11-20", {"2026-11-19"}),
        ("since=2026-11-21", set()),
        ("", {"2026-11-19", "2026-11-20"}),
    ],
)
def test_cells_are_of_the_days_asked_for(
    server: Application, engagement: Engagement, query: str, days: set[str]
) -> None:
    told = native(server).get(f"/v1/assessments/{engagement.id}/coverage?{query}").json()

    assert {each["day"] for each in told["cells"]} == days
    assert told["coverage"]["expected"] == 4


def test_cells_are_of_the_last_31_days_unless_asked_otherwise(server: Application, engagement: Engagement) -> None:
    told = native(server).get(f"/v1/assessments/{engagement.id}/coverage").json()

    assert (told["cellsSince"], told["cellsUntil"]) == ("2026-10-21", None)


def test_refusals_are_paged_with_reason_and_remedy(server: Application, engagement: Engagement) -> None:
    client, path = native(server), f"/v1/assessments/{engagement.id}/refusals"

    first = client.get(path, params={"maxResults": 2}).json()
    last = client.get(path, params={"maxResults": 2, "nextToken": first["nextToken"]}).json()

    shown = first["refusals"] + last["refusals"]
    assert "nextToken" not in last
    assert [each["day"] for each in shown] == ["2026-11-20", "2026-11-20", "2026-11-19"]
    assert len({each["id"] for each in shown}) == 3
    assert shown[2]["reason"] == "MALFORMED"
    assert shown[2]["remedy"].startswith("what came was damaged")
    assert (shown[2]["unit"], shown[2]["message"], shown[2]["region"]) == (
        "AWSLogs/1.json.gz",
        "it would not say",
        REGION,
    )


def test_refusals_are_chosen_and_a_token_holds_for_the_same_choice_alone(
    server: Application, engagement: Engagement
) -> None:
    client, path = native(server), f"/v1/assessments/{engagement.id}/refusals"
    both = client.get(path, params={"reason": ["THROTTLED", "MALFORMED"], "maxResults": 1}).json()
    assert both["refusals"][0]["reason"] == "THROTTLED"

    elsewhere = {"reason": "THROTTLED", "nextToken": both["nextToken"]}

    assert client.get(path, params=elsewhere).status_code == 400
    assert client.get(path, params={"nextToken": "x"}).json()["fields"][0]["name"] == "nextToken"
    other = covered(server, "another")
    token = client.get(path, params={"maxResults": 1}).json()["nextToken"]
    assert client.get(f"/v1/assessments/{other.id}/refusals", params={"nextToken": token}).status_code == 400
    assert [each["reason"] for each in client.get(path, params={"account": ACCOUNT}).json()["refusals"]] == [
        "MALFORMED"
    ]
    assert client.get(path, params={"region": "none"}).json() == {"refusals": []}


@pytest.mark.parametrize("query", ["maxResults=0", "maxResults=1001", "reason=BAD", "maxResults=1&maxResults=2", "x=1"])
def test_a_query_that_means_nothing_is_refused(server: Application, engagement: Engagement, query: str) -> None:
    assert native(server).get(f"/v1/assessments/{engagement.id}/refusals?{query}").status_code == 400


def test_strangers_find_nothing(server: Application, engagement: Engagement) -> None:
    for what in ("coverage", "refusals"):
        assert native(server, STRANGER).get(f"/v1/assessments/{engagement.id}/{what}").status_code == 404
