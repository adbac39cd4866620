"""Rules of custom controls are set and taken away source by source."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from probative.app.application import Application
from probative.domain.custom import CustomControl, SourceKeyword, SourceType
from tests.support.engaging import DAN, OWN_CONTROL, own_control, serving, standard_controls
from tests.support.native import native

MANUAL = own_control().sources[0].id
CALL = "dddddddd-0000-4000-8000-000000000009"


@pytest.fixture
def server(tmp_path: Path) -> Application:
    made = serving(tmp_path)
    made.store.change(lambda books: books.controls.put(with_a_call()))
    return made


def with_a_call() -> CustomControl:
    control = own_control()
    keyword = SourceKeyword(input_type="SELECT_FROM_LIST", value="kms_ListKeys")
    call = replace(control.sources[0], id=CALL, name="Keys", type=SourceType.API_CALL, keyword=keyword)
    return replace(control, sources=(*control.sources, call))


def path(source_id: str = CALL, control_id: str = OWN_CONTROL) -> str:
    return f"/v1/controls/{control_id}/sources/{source_id}/rule"


def rule_of(told: dict[str, Any], source_id: str = CALL) -> str | None:
    rules: dict[str, str | None] = {each["sourceId"]: each["rule"] for each in told["sources"]}
    return rules[source_id]


def test_a_rule_is_set_shown_and_taken_away(server: Application) -> None:
    client = native(server)

    told = client.put(path(), json={"expression": "has(resource.KeyArn)"}).json()

    assert (told["controlId"], told["name"], told["sources"][-1]["name"]) == (OWN_CONTROL, "Our own control", "Keys")
    assert rule_of(told) == "has(resource.KeyArn)"
    # Whoever reads the library reads its rules, too.
    assert native(server, DAN).get(f"/v1/controls/{OWN_CONTROL}/rules").json() == told
    assert rule_of(client.delete(path()).json()) is None


@pytest.mark.parametrize(
    ("source", "expression"),
    [(CALL, "has(resource."), (CALL, "resource.Nonsense == 1"), (MANUAL, "true"), (CALL, "\0")],
)
def test_a_rule_that_cannot_weigh_is_told(server: Application, source: str, expression: str) -> None:
    answer = native(server).put(path(source), json={"expression": expression})

    assert answer.status_code == 400
    assert answer.json()["fields"][0]["name"] == "rule"


def test_what_is_not_there_or_not_ours_has_no_rule(server: Application) -> None:
    client = native(server)
    given = {"expression": "true"}

    assert client.put(path("none"), json=given).status_code == 404
    assert client.put(path(control_id="none"), json=given).status_code == 404
    assert client.put(path(control_id=standard_controls(1)[0]), json=given).status_code == 400
    assert client.put(path(), json={}).status_code == 400
    assert native(server, DAN).put(path(), json=given).status_code == 403


def test_rules_of_standard_controls_are_in_their_frameworks(server: Application) -> None:
    assert native(server).get(f"/v1/controls/{standard_controls(1)[0]}/rules").status_code == 404
