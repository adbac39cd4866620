"""Keywords, rules as they are typed, and rules on recent answers, over the wire."""

from dataclasses import replace
from json import dumps
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.custom_sources import find_source
from probative.app.rule_checking import source_asked
from probative.domain.custom import SourceType
from probative.domain.evidence import Evidence, Fact
from probative.domain.evidence_sources import ApiCallSource, chain_key
from probative.domain.ids import AssessmentId
from tests.support.assessed import an_item, keep_items
from tests.support.engaging import DAN, OLIVIA, STRANGER, engage, serving, standard_controls
from tests.support.native import native

CALL = {"sourceType": "AWS_API_Call", "keyword": "bedrock_ListGuardrails"}


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


def keep_guardrails(server: Application, assessment_id: AssessmentId, *names: str) -> list[Evidence]:
    """Keep evidence of guardrails of these names, as collection would for a keyword."""
    source = find_source(server, source_asked(SourceType.API_CALL, CALL["keyword"]))
    assert isinstance(source, ApiCallSource)

    def as_answered(fact: Fact, name: str) -> Fact:
        content = dumps({"name": name, "createdAt": "2026-11-01T00:00:00+00:00"}).encode()
        return fact._replace(content=content, question=chain_key(source.chain), part=source.each or "")

    items = [
        an_item(number, control_id=standard_controls(1)[0], application=server, assessment_id=assessment_id)
        for number in range(len(names))
    ]
    return keep_items(
        server,
        [(as_answered(fact, name), item) for (fact, item), name in zip(items, names, strict=True)],
    )


def test_keywords_are_found_by_their_words_and_those_that_begin_so_come_first(server: Application) -> None:
    client = native(server, DAN)

    found = client.get("/v1/keywords?sourceType=AWS_API_Call&text=bedrock guard&maxResults=5").json()
    hub = client.get("/v1/keywords?sourceType=AWS_Security_Hub&text=ec2").json()

    assert found["keywords"][0] == "bedrock_GetGuardrail"
    assert found["total"] >= len(found["keywords"])
    assert all(keyword.startswith("EC2.") for keyword in hub["keywords"])
    assert client.get("/v1/keywords?sourceType=MANUAL").json() == {"keywords": [], "total": 0}
    assert client.get("/v1/keywords?sourceType=Nothing").status_code == 400


def test_a_sound_rule_has_no_faults_and_a_specimen_to_write_it_by(server: Application) -> None:
    given = {**CALL, "expression": "resource.name.startsWith('prod') && resource.createdAt < now"}

    checked = native(server, DAN).post("/v1/rule-checks", json=given).json()

    assert (checked["isSound"], checked["faults"], checked["variable"]) == (True, [], "resource")
    assert {"name", "createdAt"} <= set(checked["specimen"])


@pytest.mark.parametrize(
    ("expression", "line", "column", "said"),
    [
        ("resource.name ==", 1, 17, "Syntax error"),
        ("resource.name == 'x' &&\n  resource.nomen == 'y'", 2, 12, "resource.nomen: "),
        ("has(resource.name) &&\n params.limit > 1", 2, 9, "no parameter limit"),
        ("true || event.x", 1, 9, "event is no name here"),
        ("resource.name.startWith('x')", 1, 15, "startWith() is no function"),
    ],
)
def test_a_fault_has_its_line_and_column(  # noqa: PLR0917  a row of the table
    server: Application, expression: str, line: int, column: int, said: str
) -> None:
    checked = native(server).post("/v1/rule-checks", json={**CALL, "expression": expression}).json()

    assert not checked["isSound"]
    fault = checked["faults"][0]
    assert said in fault["message"]
    assert (fault["line"], fault["column"]) == (line, column)


def test_a_rule_over_a_list_says_so(server: Application) -> None:
    given = {**CALL, "expression": "resources.exists(r, r.name == 'x')"}

    checked = native(server).post("/v1/rule-checks", json=given).json()

    assert (checked["isSound"], checked["variable"]) == (True, "resources")
    assert isinstance(checked["specimen"], list)


def test_a_rule_on_an_event_has_no_specimen(server: Application) -> None:
    event = {"sourceType": "AWS_Cloudtrail", "keyword": "bedrock_DeleteGuardrail"}

    checked = native(server).post("/v1/rule-checks", json={**event, "expression": "has(event.errorCode)"}).json()

    assert (checked["isSound"], checked["variable"], checked["specimen"]) == (True, "event", None)


def test_a_source_that_takes_no_rule_says_so_and_a_wrong_keyword_is_refused(server: Application) -> None:
    client = native(server)
    hub = {"sourceType": "AWS_Security_Hub", "keyword": "EC2.1", "expression": "true"}

    assert "takes no rule" in client.post("/v1/rule-checks", json=hub).json()["faults"][0]["message"]
    wrong = client.post("/v1/rule-checks", json={**CALL, "keyword": "bedrock_MakeTea", "expression": "true"})
    assert wrong.status_code == 400
    assert wrong.json()["fields"][0]["name"] == "keyword"


def test_a_rule_is_tried_on_what_was_answered(server: Application) -> None:
    assessment = engage(server).engagement.id
    kept = keep_guardrails(server, assessment, "prod-one", "lab")
    given = {**CALL, "expression": "resource.name.startsWith('prod') && resource.createdAt < now"}

    tried = native(server).post("/v1/recent-rule-trials", json=given).json()

    assert {each["answer"]["name"]: each["verdict"] for each in tried["trials"]} == {
        "prod-one": "COMPLIANT",
        "lab": "NON_COMPLIANT",
    }
    assert {each["evidenceId"] for each in tried["trials"]} == {each.id for each in kept}
    assert {each["verdictBefore"] for each in tried["trials"]} == {kept[0].verdict}
    assert (tried["counts"]["COMPLIANT"], tried["counts"]["NON_COMPLIANT"]) == (1, 1)


def test_a_rule_over_a_list_sees_what_was_answered_together(server: Application) -> None:
    assessment = engage(server).engagement.id
    keep_guardrails(server, assessment, "prod-one", "lab")
    given = {**CALL, "expression": "resources.exists(r, r.name == 'lab')", "assessmentId": assessment}

    tried = native(server).post("/v1/recent-rule-trials", json=given).json()

    answers = [len(each["answer"]) for each in tried["trials"]]
    assert sum(answers) == 2
    assert "COMPLIANT" in {each["verdict"] for each in tried["trials"]}


def test_answers_come_from_assessments_that_the_caller_may_ask_alone(server: Application) -> None:
    assessment = engage(server).engagement.id
    keep_guardrails(server, assessment, "prod-one")
    given = {**CALL, "expression": "true"}

    assert native(server, STRANGER).post("/v1/recent-rule-trials", json=given).json()["trials"] == []
    named = {**given, "assessmentId": assessment}
    assert native(server, STRANGER).post("/v1/recent-rule-trials", json=named).status_code == 404
    assert len(native(server, OLIVIA).post("/v1/recent-rule-trials", json=named).json()["trials"]) == 1


def test_what_is_old_or_of_another_call_is_left_out(server: Application) -> None:
    assessment = engage(server).engagement.id
    keep_guardrails(server, assessment, "prod-one")
    other = {**CALL, "keyword": "bedrock_ListCustomModels", "expression": "true"}
    later = replace(server, clock=lambda: server.clock().replace(year=2027))

    assert native(server).post("/v1/recent-rule-trials", json=other).json()["trials"] == []
    assert native(later).post("/v1/recent-rule-trials", json={**CALL, "expression": "true"}).json()["trials"] == []


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"expression": "resource.name =="}, "expression"),
        ({"sourceType": "AWS_Security_Hub", "keyword": "EC2.1", "expression": "true"}, "sourceType"),
        ({"keyword": "nothing", "expression": "true"}, "keyword"),
    ],
)
def test_a_trial_that_cannot_be_is_refused_by_name(server: Application, wrong: dict[str, str], name: str) -> None:
    answer = native(server).post("/v1/recent-rule-trials", json={**CALL, **wrong})

    assert answer.status_code == 400
    assert answer.json()["fields"][0]["name"] == name
