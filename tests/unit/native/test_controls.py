"""Controls at a glance, whole, and where they are filed, over the wire."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from probative.app.application import Application
from probative.app.controls import ControlDraft, create_control
from probative.domain.custom import MappingSource, SourceKeyword, SourceType
from tests.support.engaging import DAN, FRAMEWORK_ID, OLIVIA, OWN_CONTROL, own_control, serving
from tests.support.native import native
from tests.support.serving import standard_framework


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


def cards(server: Application, query: str) -> list[Any]:
    answer = native(server, DAN).get(f"/v1/control-cards?{query}")
    answer.raise_for_status()
    found: list[Any] = answer.json()["controls"]
    return found


def a_source(type_: SourceType, keyword: str, **more: Any) -> MappingSource:
    asked = replace(own_control().sources[0], id="", type=type_, keyword=SourceKeyword(input_type=None, value=keyword))
    return replace(asked, **more)


def keep(server: Application, name: str, *sources: MappingSource) -> str:
    draft = ControlDraft(
        name=name,
        description=None,
        testing_information=None,
        action_plan_title=None,
        action_plan_instructions=None,
        sources=sources,
    )
    return create_control(server, OLIVIA, draft, {}).control.id


def test_controls_come_page_by_page_standard_ones_first_and_the_latest_custom_one_next(server: Application) -> None:
    keep(server, "Later", replace(own_control().sources[0], id=""))
    client = native(server, DAN)

    first = client.get("/v1/control-cards?maxResults=109").json()
    token = first["nextToken"]
    rest = client.get("/v1/control-cards", params={"maxResults": 109, "nextToken": token}).json()

    assert [each["id"] for each in first["controls"]] == [each.uuid for each in standard_framework().controls[:109]]
    assert [each["name"] for each in rest["controls"]][1:] in (
        ["Later", "Our own control"],
        ["Our own control", "Later"],
    )
    assert "nextToken" not in rest
    assert client.get("/v1/control-cards", params={"text": "x", "nextToken": token}).status_code == 400


def test_a_card_says_where_a_control_belongs_and_how_much_collects_itself(server: Application) -> None:
    (standard,) = cards(server, "text=SAFE-1.1")
    (own,) = cards(server, "type=Custom")

    assert (standard["code"], standard["isStandard"], standard["layer"]) == ("SAFE-1.1", True, "input_data")
    assert standard["domainName"] in {each.name for each in standard_framework().control_sets}
    assert 0 < standard["automatedSourcesCount"] <= standard["sourcesCount"]
    assert (own["id"], own["domainId"], own["mode"], own["sourcesCount"]) == (
        OWN_CONTROL,
        "UNCATEGORIZED",
        "partial",
        3,
    )
    assert own["sourceTypes"] == ["MANUAL", "AWS_Cloudtrail"]
    assert "layer" not in own


@pytest.mark.parametrize(
    ("query", "member", "value"),
    [
        ("layer=model", "layer", "model"),
        ("mode=manual", "mode", "manual"),
        ("type=Standard", "isStandard", True),
    ],
)
def test_controls_are_found_by_what_they_are(server: Application, query: str, member: str, value: object) -> None:
    found = cards(server, query)

    assert found
    assert {each[member] for each in found} == {value}


def test_controls_are_found_by_where_they_are_filed_and_what_they_ask(server: Application) -> None:
    (first, *_) = native(server, DAN).get("/v1/control-domains").json()
    objective = first["objectives"][0]

    in_domain = cards(server, f"domainId={first['id']}")
    in_objective = cards(server, f"objectiveId={objective['id']}")
    asking = cards(server, "sourceType=AWS_Config&sourceType=AWS_Cloudtrail")

    assert len(in_objective) == objective["controlsCount"]
    assert len(in_domain) == sum(each["controlsCount"] for each in first["objectives"])
    assert all({"AWS_Config", "AWS_Cloudtrail"} & set(each["sourceTypes"]) for each in asking)
    assert cards(server, "text=GUARDRAIL&text=nothing-has-this") == []


def test_a_standard_control_is_told_with_rules_examples_and_frameworks(server: Application) -> None:
    control = next(each for each in standard_framework().controls if each.id == "SAFE-1.1")

    told = native(server, DAN).get(f"/v1/control-details/{control.uuid}").json()

    assert (told["code"], told["isStandard"]) == ("SAFE-1.1", True)
    assert len(told["sources"]) == len(control.sources)
    calls = [each for each in told["sources"] if each.get("kind") == "AWS API calls"]
    assert all(each["questions"] and each["keywords"] and each["sourceType"] == "AWS_API_Call" for each in calls)
    ruled = next(each for each in told["sources"] if "rule" in each)
    assert ruled["takesRule"]
    assert {each["expect"] for each in ruled["rule"]["examples"]} >= {"pass", "fail"}
    assert [each["name"] for each in told["frameworks"]] == ["Generative AI Best Practices"]


def test_a_custom_control_is_told_with_its_rules_and_what_it_rests_on(server: Application) -> None:
    beneath = standard_framework().controls[0]
    domains = native(server).get("/v1/control-domains").json()
    common = domains[0]["objectives"][0]
    id_ = keep(
        server,
        "Guarded",
        a_source(SourceType.API_CALL, "bedrock_ListGuardrails", name="Guardrails"),
        a_source(SourceType.CLOUDTRAIL, "cloudtrail_StopLogging", description="rule: event.eventName != ''"),
        a_source(SourceType.CONFIG, "CLOUD_TRAIL_ENABLED"),
        a_source(SourceType.CORE_CONTROL, beneath.uuid),
        a_source(SourceType.COMMON_CONTROL, common["commonControlId"]),
    )
    client = native(server)
    source_id = client.get(f"/v1/control-details/{id_}").json()["sources"][0]["id"]
    client.put(f"/v1/controls/{id_}/sources/{source_id}/rule", json={"expression": "resource.name == 'x'"})

    assert client.get(f"/v1/control-details/{beneath.uuid}").json()["frameworks"][1]["name"] == "Small"
    call, log, config, core, all_ = native(server, DAN).get(f"/v1/control-details/{id_}").json()["sources"]

    assert (call["rule"]["expression"], call["rule"]["variable"]) == ("resource.name == 'x'", "resource")
    assert (call["takesRule"], call["isRuleInDescription"]) == (True, False)
    assert (log["rule"]["variable"], log["isRuleInDescription"]) == ("event", True)
    assert (config["takesRule"], config["kind"], config["questions"]) == (False, "AWS Config", ["CLOUD_TRAIL_ENABLED"])
    assert ([each["id"] for each in core["restsOn"]], "kind" in core) == ([beneath.uuid], False)
    assert len(all_["restsOn"]) == common["controlsCount"]
    assert native(server).get("/v1/control-details/nothing").status_code == 404


def test_a_custom_framework_is_browsed_like_a_standard_one(server: Application) -> None:
    shown = native(server, DAN).get(f"/v1/frameworks/{FRAMEWORK_ID}").json()

    first, second = shown["controlSets"]
    controls = [control for objective in second["objectives"] for control in objective["controls"]]
    assert first["objectives"][0]["layer"] == "input_data"
    assert [(each["isStandard"], each["code"] != "") for each in controls] == [(True, True), (False, False)]
    assert controls[1]["sourcesCount"] >= controls[1]["automatedSourcesCount"]
