"""The native API shows what of a framework Audit Manager's shapes have no place for, and tries rules."""

from pathlib import Path
from typing import Any

import pytest

from probative.app import rule_trials
from probative.domain.errors import InvalidError, NotFoundError
from probative.domain.evidence import Verdict
from probative.native.contract import Asked, Nothing
from probative.native.frameworks import get_control, get_framework, list_frameworks
from probative.rules import Decision
from tests.support.serving import application, caller, standard_framework

NOTHING = Nothing()


def asked(folder: Path, **path: str) -> Asked:
    return Asked(application=application(folder), caller=caller(), path=path)


def test_the_standard_framework_is_listed_by_its_wire_id(tmp_path: Path) -> None:
    (outline,) = list_frameworks(asked(tmp_path), NOTHING, NOTHING)

    assert outline.id == standard_framework().uuid
    assert (outline.control_sets_count, outline.controls_count) == (8, 110)


def test_a_framework_is_shown_with_32_objectives_in_four_layers(tmp_path: Path) -> None:
    shown = get_framework(asked(tmp_path, framework_id=standard_framework().uuid), NOTHING, NOTHING)

    objectives = [objective for control_set in shown.control_sets for objective in control_set.objectives]
    assert len(objectives) == 32
    assert {objective.layer for objective in objectives} == {"input_data", "model", "system", "output"}
    assert sum(len(objective.controls) for objective in objectives) == 110


def test_a_framework_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        get_framework(asked(tmp_path, framework_id="0"), NOTHING, NOTHING)


def test_a_control_is_shown_with_its_rules(tmp_path: Path) -> None:
    control = standard_framework().controls[0]

    shown: Any = get_control(asked(tmp_path, control_id=control.uuid), NOTHING, NOTHING)

    assert shown["id"] == control.id
    assert shown["control_set"] == standard_framework().control_sets[0].name
    assert any("rule" in source for source in shown["evidence_sources"])


def tried(folder: Path, expression: str, answer: Any, variable: str = "resource") -> Decision:
    return rule_trials.try_rule(
        application(folder),
        caller(),
        expression=expression,
        variable=variable,
        answer=answer,
        parameters={"least": 2},
    )


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [({"n": 3}, Verdict.COMPLIANT), ({"n": 1}, Verdict.NON_COMPLIANT), ({}, Verdict.INCONCLUSIVE)],
)
def test_a_rule_is_tried_on_an_answer(tmp_path: Path, answer: Any, verdict: Verdict) -> None:
    assert tried(tmp_path, "resource.n >= params.least", answer).verdict is verdict


@pytest.mark.parametrize(
    ("where", "trial"),
    [
        ("expression", ("resource.n >=", {}, "resource")),
        ("variable", ("true", {}, "thing")),
        ("answer", ("true", {}, "resources")),
    ],
)
def test_what_cannot_be_tried_is_told_by_field(tmp_path: Path, where: str, trial: tuple[str, Any, str]) -> None:
    with pytest.raises(InvalidError) as raised:
        tried(tmp_path, *trial)

    assert raised.value.findings[0].path == where
