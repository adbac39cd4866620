"""Frameworks at a glance, as files, compared and brought back, over the wire."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.controls import ControlDraft, create_control
from probative.domain.custom import MappingSource, SourceKeyword, SourceType
from probative.domain.evidence_sources import Json
from tests.support.engaging import DAN, FRAMEWORK_ID, OLIVIA, SECOND, serving
from tests.support.native import native
from tests.support.serving import standard_framework

MINE = """
extends: genai-best-practices
id: ours
name: Ours
parameters:
  RESP-2.3:
    approved_model_ids: [anthropic.claude-3-haiku-20240307-v1:0]
"""
OWN = """
id: house
name: House rules
version: 1.0.0
description: What we ask of ourselves.
control_sets:
  - id: HOUSE
    name: House
    purpose: Ours.
    objectives:
      - id: HOUSE-1
        name: Buckets
        purpose: Ours.
        controls:
          - id: HOUSE-1.1
            name: Trails are looked after
            description: Nobody stops a trail.
            evidence_sources:
              - id: trail-stopped
                type: cloudtrail_event
                name: Trails that were stopped
                events: ['cloudtrail.amazonaws.com:StopLogging']
                rule:
                  expression: event.userIdentity.type == 'Root'
                  reason_fail: Somebody stopped a trail
              - id: signed
                type: manual
                name: Approval
                artefact: The signed approval
                accepts: [file]
                review_interval_days: 365
"""


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


def test_frameworks_are_told_at_a_glance(server: Application) -> None:
    standard, own = native(server, DAN).get("/v1/framework-cards").json()

    assert (standard["name"], standard["isStandard"], standard["updatedAt"]) == (
        "Generative AI Best Practices",
        True,
        None,
    )
    assert (standard["controlsCount"], standard["objectivesCount"], len(standard["domains"])) == (110, 32, 8)
    assert sum(standard["modes"].values()) == 110
    assert standard["automatedShare"] == 1 - standard["modes"]["manual"] / 110
    assert sum(each["controlsCount"] for each in standard["layers"]) == 110
    assert {each["layer"] for each in standard["layers"]} == {"input_data", "model", "system", "output"}
    assert (own["id"], own["isStandard"], own["controlsCount"]) == (FRAMEWORK_ID, False, 4)


@pytest.mark.parametrize(("format_", "ends"), [("yaml", ".yaml"), ("json", ".json")])
def test_a_file_that_is_taken_away_is_the_same_when_it_comes_back(server: Application, format_: str, ends: str) -> None:
    client = native(server)
    file = client.get(f"/v1/frameworks/{FRAMEWORK_ID}/file?format={format_}").json()
    sides = {"before": {"frameworkId": FRAMEWORK_ID}, "after": {"content": file["content"]}}

    compared = client.post("/v1/framework-comparisons", json=sides).json()

    assert file["fileName"] == f"small{ends}"
    assert compared["controlSets"] == []
    # What a file must have, and custom content need not.
    assert [each["name"] for each in compared["fields"]] == ["description"]
    (own,) = compared["controls"]
    assert ([each["name"] for each in own["fields"]], own["sources"]) == (["description"], [])
    assert compared["unchangedCount"] == 3


def test_two_versions_are_compared_down_to_parameters_and_rules(server: Application) -> None:
    client = native(server, DAN)
    ours = {"before": {"frameworkId": standard_framework().uuid}, "after": {"content": MINE}}

    compared = client.post("/v1/framework-comparisons", json=ours).json()

    (change,) = compared["controls"]
    assert (change["kind"], change["code"], change["sources"]) == ("CHANGED", "RESP-2.3", [])
    (parameters,) = change["fields"]
    assert "haiku" in str(parameters["after"])
    assert "haiku" not in str(parameters["before"])
    assert compared["unchangedCount"] == 109


def test_a_rule_that_was_changed_and_a_source_that_went_are_told(server: Application) -> None:
    changed = OWN.replace("== 'Root'", "!= 'Root'").replace("id: signed", "id: signed-off")
    sides = {"before": {"content": OWN}, "after": {"content": changed}}

    (change,) = native(server).post("/v1/framework-comparisons", json=sides).json()["controls"]

    assert [(each["kind"], each["id"]) for each in change["sources"]] == [
        ("CHANGED", "trail-stopped"),
        ("ADDED", "signed-off"),
        ("REMOVED", "signed"),
    ]
    (rule,) = change["sources"][0]["fields"]
    assert (rule["name"], rule["before"]) == ("rule.expression", "event.userIdentity.type == 'Root'")


def test_what_came_and_went_is_told_with_its_control_set(server: Application) -> None:
    sides = {"before": {"frameworkId": FRAMEWORK_ID}, "after": {"frameworkId": standard_framework().uuid}}

    compared = native(server).post("/v1/framework-comparisons", json=sides).json()

    kinds = [each["kind"] for each in compared["controls"]]
    assert kinds.count("REMOVED") == 1
    assert kinds.count("ADDED") == 107
    moved = [each for each in compared["controls"] if each["movedFrom"]]
    assert {each["movedFrom"] for each in moved} == {"Models / in use", SECOND}
    assert {each["kind"] for each in compared["controlSets"]} == {"ADDED", "REMOVED"}


@pytest.mark.parametrize(
    ("side", "told"),
    [
        ({}, "before: give either"),
        ({"frameworkId": FRAMEWORK_ID, "content": MINE}, "before: give either"),
        ({"content": "id: x"}, "before:1"),
        ({"content": "{"}, "before:2: is not YAML"),
    ],
)
def test_a_side_that_is_none_is_refused_by_name(server: Application, side: Json, told: str) -> None:
    sides = {"before": side, "after": {"frameworkId": FRAMEWORK_ID}}

    answer = native(server).post("/v1/framework-comparisons", json=sides)

    assert answer.status_code == 400
    assert told in answer.json()["message"]


def test_a_file_becomes_a_framework_with_new_controls(server: Application) -> None:
    client = native(server)

    tried = client.post("/v1/framework-imports", json={"content": OWN, "isTrial": True}).json()
    assert tried == {
        "frameworkId": None,
        "name": "House rules",
        "controlSetsCount": 1,
        "referredCount": 0,
        "createdCount": 1,
    }
    assert server.store.read(lambda books: (books.controls.count(), books.frameworks.count())) == (1, 1)

    made = client.post("/v1/framework-imports", json={"content": OWN, "name": "House, imported"}).json()
    framework = server.store.read(lambda books: books.frameworks.get(made["frameworkId"]))
    (control_id,) = framework.control_sets[0].control_ids
    control = server.store.read(lambda books: books.controls.get(control_id))
    assert (framework.name, control.name) == ("House, imported", "Trails are looked after")
    trail, approval = control.sources
    assert (trail.type, trail.keyword and trail.keyword.value) == ("AWS_Cloudtrail", "cloudtrail_StopLogging")
    assert (trail.rule, trail.rule_reason) == ("event.userIdentity.type == 'Root'", "Somebody stopped a trail")
    assert (approval.type, approval.description) == ("MANUAL", "The signed approval")


def test_standard_controls_are_referred_to_and_custom_ones_come_back_with_their_rules(server: Application) -> None:
    source = MappingSource(
        id="", name="Roles", description=None, set_up=None, type=SourceType.API_CALL,
        keyword=SourceKeyword(input_type="SELECT_FROM_LIST", value="iam_ListRoles"), frequency=None,
        troubleshooting=None, rule="resource.RoleName != ''",
    )  # fmt: skip
    draft = ControlDraft(
        name="Roles", description=None, testing_information=None, action_plan_title=None,
        action_plan_instructions=None, sources=(source,),
    )  # fmt: skip
    made = create_control(server, OLIVIA, draft, {}).control
    framework = server.store.read(lambda books: books.frameworks.get(FRAMEWORK_ID))
    second = framework.control_sets[1]
    control_ids = (second.control_ids[0], made.id)
    whole = replace(framework, control_sets=(framework.control_sets[0], replace(second, control_ids=control_ids)))
    server.store.change(lambda books: books.frameworks.put(whole))
    client = native(server)
    content = client.get(f"/v1/frameworks/{FRAMEWORK_ID}/file").json()["content"]

    imported = client.post("/v1/framework-imports", json={"content": content}).json()

    assert (imported["referredCount"], imported["createdCount"]) == (3, 1)
    sides = {"before": {"frameworkId": FRAMEWORK_ID}, "after": {"frameworkId": imported["frameworkId"]}}
    compared = client.post("/v1/framework-comparisons", json=sides).json()
    added = next(each for each in compared["controls"] if each["kind"] == "ADDED")
    removed = next(each for each in compared["controls"] if each["kind"] == "REMOVED")
    spelled = [
        {name["name"]: name.get("after", name.get("before")) for name in each["sources"][0]["fields"]}
        for each in (added, removed)
    ]
    assert spelled[0] == spelled[1]
    assert spelled[0]["rule.expression"] == "resource.RoleName != ''"


def test_what_has_no_place_in_a_custom_control_is_told_and_nothing_is_kept(server: Application) -> None:
    file = native(server).get(f"/v1/frameworks/{standard_framework().uuid}/file").json()
    content = re.sub(r"\bid: (SAFE|SECU)-", r"id: X\1-", file["content"])

    answer = native(server).post("/v1/framework-imports", json={"content": content})

    assert answer.status_code == 400
    told = [each["message"] for each in answer.json()["fields"]]
    assert any("PROBATIVE_FRAMEWORKS" in each for each in told)
    assert server.store.read(lambda books: (books.controls.count(), books.frameworks.count())) == (1, 1)


def test_the_standard_framework_comes_back_as_references_alone(server: Application) -> None:
    client = native(server)
    content = client.get(f"/v1/frameworks/{standard_framework().uuid}/file").json()["content"]

    imported = client.post("/v1/framework-imports", json={"content": content, "isTrial": True}).json()

    assert (imported["referredCount"], imported["createdCount"]) == (110, 0)


def test_members_take_frameworks_away_and_bring_none(server: Application) -> None:
    client = native(server, DAN)

    assert client.get(f"/v1/frameworks/{FRAMEWORK_ID}/file").status_code == 200
    assert client.post("/v1/framework-imports", json={"content": OWN}).status_code == 403
    assert client.get("/v1/frameworks/none/file").status_code == 404
