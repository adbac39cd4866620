"""The standard framework: what it counts, that it is sound, and that its rules say what their tests expect."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

import pytest

from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import (
    ApiCallSource,
    EvidenceSource,
    ManualSource,
    RuleTest,
    can_reach_verdict,
    rule_of,
)
from probative.domain.frameworks import Control, Framework, Layer
from probative.library.loading import check, load
from probative.library.rule_checks import VERDICTS, judge_test
from probative.ports.asking import ApiModels
from probative.rules import Judge, parameters_read
from probative.sources.aws.models import BotocoreModels

ID = "genai-best-practices"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
DECIDED = {Verdict.COMPLIANT, Verdict.NON_COMPLIANT}


@lru_cache(maxsize=1)
def framework() -> Framework:
    return load(ID, models=None, cache=None)


def ruled() -> list[tuple[Control, EvidenceSource]]:
    return [(control, source) for _, control, source in framework().sources() if rule_of(source) is not None]


def answers_to(source: EvidenceSource) -> tuple[RuleTest, ...]:
    rule = rule_of(source)
    return () if rule is None else rule.tests


CASES = [
    pytest.param(control, source, test, id=f"{source.id}-{index}-{test.expect}")
    for control, source in ruled()
    for index, test in enumerate(answers_to(source))
]


def test_it_has_8_domains_32_objectives_4_layers_and_110_controls(standard: Framework) -> None:
    objectives = [objective for control_set in standard.control_sets for objective in control_set.objectives]
    assert len(standard.control_sets) == 8
    assert len(objectives) == 32
    assert Counter(objective.layer for objective in objectives) == dict.fromkeys(Layer, 8)
    assert len(standard.controls) == 110


def test_its_domains_are_those_of_the_field(standard: Framework) -> None:
    assert [control_set.name for control_set in standard.control_sets] == [
        "Accuracy",
        "Fair",
        "Privacy",
        "Resilience",
        "Responsible",
        "Safe",
        "Secure",
        "Sustainable",
    ]


def test_it_is_sound_against_the_models_of_aws(models: BotocoreModels) -> None:
    assert check(ID, models=models).id == ID


@pytest.mark.parametrize(("control", "source", "test"), CASES)
def test_each_rule_says_what_its_test_expects(
    control: Control, source: EvidenceSource, test: RuleTest, models: BotocoreModels
) -> None:
    decision = judge_test(source, test, control.parameter_values, models)
    assert decision.verdict is VERDICTS[test.expect], decision.reason
    assert decision.reason or decision.verdict is Verdict.COMPLIANT


def test_each_rule_has_tests_for_all_that_it_can_say() -> None:
    for _, source in ruled():
        rule = rule_of(source)
        assert rule is not None
        wanted = set[str]()
        wanted |= {"fail"} if rule.expression != "true" else set()
        wanted |= {"pass"} if rule.expression != "false" else set()
        wanted |= {"inconclusive"} if rule.decided_when else set()
        assert wanted <= {test.expect for test in rule.tests}, source.id


def test_at_least_95_controls_can_reach_a_verdict(standard: Framework) -> None:
    assert sum(any(can_reach_verdict(source) for source in control.sources) for control in standard.controls) >= 95


def test_at_least_70_controls_reach_a_verdict_with_default_parameters(
    standard: Framework, models: BotocoreModels
) -> None:
    reaching = [
        control
        for control in standard.controls
        if any(decides_by_default(control, source, models) for source in control.sources)
    ]
    assert len(reaching) >= 70


def decides_by_default(control: Control, source: EvidenceSource, models: ApiModels) -> bool:
    """Say whether a known answer gets a verdict with the defaults; Config and Security Hub bring their own."""
    if rule_of(source) is None:
        return can_reach_verdict(source)
    plain = [replace(test, parameters={}) for test in answers_to(source)]
    return any(judge_test(source, test, control.parameter_values, models).verdict in DECIDED for test in plain)


def test_an_empty_list_that_a_rule_needs_gives_inconclusive_and_says_so(models: BotocoreModels) -> None:
    told = 0
    for control, source in ruled():
        rule = rule_of(source)
        assert rule is not None
        needed = [name for name in parameters_read(rule.decided_when or "") if control.parameter_values[name] == []]
        for test in answers_to(source):
            decision = judge_test(source, replace(test, parameters={}), control.parameter_values, models)
            if decision.verdict is Verdict.INCONCLUSIVE and needed and "empty" in decision.reason:
                assert any(name in decision.reason for name in needed)
                told += 1
    assert told > 50


def test_an_unapproved_model_is_undecided_until_the_list_is_set(standard: Framework) -> None:
    for control in standard.controls:
        for source in control.sources:
            rule = rule_of(source)
            if rule is None or "params.approved_model_ids" not in (rule.decided_when or ""):
                continue
            judge = Judge(rule, "event", control.parameter_values)
            decision = judge.decide_empty(now=NOW, account="111122223333", region="us-east-1")
            assert decision.verdict is Verdict.INCONCLUSIVE
            assert decision.reason == "approved_model_ids is empty: set it to decide."
            return
    pytest.fail("no rule needs the list of approved models")


def test_each_control_has_texts_that_an_auditor_can_work_with(standard: Framework) -> None:
    for control in standard.controls:
        texts = (control.description, control.testing_information, control.action_plan_instructions)
        assert all(120 <= len(text) <= 1000 for text in texts), control.id
        assert control.action_plan_title, control.id
        assert control.mappings, control.id


def test_no_control_rests_on_services_closed_to_new_customers_alone(standard: Framework) -> None:
    for control in standard.controls:
        assert {source.id for source in control.sources} - set(control.legacy), control.id


def test_a_source_of_one_platform_waits_for_that_platform_alone(standard: Framework) -> None:
    for _, _, source in standard.sources():
        if isinstance(source, ManualSource):
            continue
        if isinstance(source, ApiCallSource) and source.chain[0].service == "sagemaker":
            assert "amazon_bedrock" not in source.platforms, source.id
        if isinstance(source, ApiCallSource) and source.chain[0].service == "bedrock":
            assert "amazon_bedrock" in source.platforms, source.id


def test_each_platform_can_be_seen_by_resources_and_by_activity(standard: Framework) -> None:
    assert [platform.id for platform in standard.platforms] == ["amazon_bedrock", "amazon_sagemaker_ai"]
    for platform in standard.platforms:
        assert len(platform.probes) >= 5
        assert len(platform.events) >= 10


def test_ids_are_the_same_every_time(standard: Framework) -> None:
    assert standard == load(ID, models=None, cache=None)
    safe = next(control for control in standard.controls if control.id == "SAFE-1.2")
    assert safe.uuid == "791dd6e7-1e09-57a0-8ac2-a806e77c35cc"
    assert len({control.uuid for control in standard.controls}) == 110
