"""Rules: what an answer leads to, and what the engine does at its edges."""

import pickle
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import Json, Rule, WhenEmpty
from probative.rules import Decision, Judge, parameters_read

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLAIN = Rule(expression="resource.on", reason_fail="It is off")


def decided(
    rule: Rule, value: object, variable: str = "resource", parameters: Mapping[str, Json] | None = None
) -> Decision:
    judge = Judge(rule, variable, parameters or {})
    return judge.decide(value, now=NOW, account="111122223333", region="us-east-1")


def decided_empty(rule: Rule, variable: str = "resource", parameters: Mapping[str, Json] | None = None) -> Decision:
    judge = Judge(rule, variable, parameters or {})
    return judge.decide_empty(now=NOW, account="111122223333", region="us-east-1")


def test_a_true_expression_is_compliant_and_a_false_one_gives_its_reason() -> None:
    assert decided(PLAIN, {"on": True}) == Decision(Verdict.COMPLIANT, "")
    assert decided(PLAIN, {"on": False}) == Decision(Verdict.NON_COMPLIANT, "It is off")


def test_applies_comes_before_decided_when_and_both_before_the_expression() -> None:
    rule = replace(PLAIN, applies="resource.mine", decided_when="resource.known")
    assert decided(rule, {"mine": False, "known": False, "on": False}).verdict is Verdict.NOT_APPLICABLE
    assert decided(rule, {"mine": True, "known": False, "on": False}).verdict is Verdict.INCONCLUSIVE
    assert decided(rule, {"mine": True, "known": True, "on": False}).verdict is Verdict.NON_COMPLIANT


def test_an_empty_parameter_is_named_as_the_cause() -> None:
    rule = replace(PLAIN, decided_when="size(params.approved_model_ids) > 0 && params.days > 0")
    parameters: Mapping[str, Json] = {"approved_model_ids": [], "days": 3}
    assert decided(rule, {"on": True}, parameters=parameters) == Decision(
        Verdict.INCONCLUSIVE, "approved_model_ids is empty: set it to decide."
    )


def test_several_empty_parameters_are_named_together() -> None:
    rule = replace(PLAIN, decided_when="size(params.a) > 0 || params.b != ''")
    assert decided(rule, {}, parameters={"a": [], "b": ""}).reason == "a and b are empty: set them to decide."


def test_where_no_parameter_is_empty_the_answer_is_what_lacks() -> None:
    rule = replace(PLAIN, decided_when="has(resource.on) && size(params.a) > 0")
    assert decided(rule, {}, parameters={"a": ["x"]}).reason.startswith("What was found does not carry")


@pytest.mark.parametrize(
    ("when_empty", "verdict"),
    [
        (WhenEmpty.FAIL, Verdict.NON_COMPLIANT),
        (WhenEmpty.PASS, Verdict.COMPLIANT),
        (WhenEmpty.NOT_APPLICABLE, Verdict.NOT_APPLICABLE),
        (None, Verdict.INCONCLUSIVE),
    ],
)
def test_nothing_found_means_what_when_empty_says(when_empty: WhenEmpty | None, verdict: Verdict) -> None:
    decision = decided_empty(replace(PLAIN, when_empty=when_empty))
    assert decision.verdict is verdict
    assert decision.reason


def test_nothing_found_still_needs_its_parameters() -> None:
    rule = replace(PLAIN, when_empty=WhenEmpty.FAIL, decided_when="size(params.ids) > 0 && has(resource.on)")
    assert decided_empty(rule, parameters={"ids": []}).reason == "ids is empty: set it to decide."
    assert decided_empty(rule, parameters={"ids": ["x"]}) == Decision(Verdict.NON_COMPLIANT, "It is off")


def test_nothing_found_may_not_apply_at_all() -> None:
    rule = replace(PLAIN, when_empty=WhenEmpty.FAIL, applies="params.wanted && has(resource.on)")
    assert decided_empty(rule, parameters={"wanted": False}).verdict is Verdict.NOT_APPLICABLE


def test_an_empty_list_is_nothing_found() -> None:
    rule = Rule(
        expression="true", reason_fail="None is there", when_empty=WhenEmpty.FAIL, applies="size(resources) < 9"
    )
    assert decided(rule, [], "resources") == Decision(Verdict.NON_COMPLIANT, "None is there")
    assert decided(rule, [{}], "resources").verdict is Verdict.COMPLIANT


def test_a_list_rule_without_when_empty_sees_the_empty_list() -> None:
    rule = Rule(expression="size(resources) == 0", reason_fail="There is one")
    assert decided_empty(rule, "resources").verdict is Verdict.COMPLIANT


@pytest.mark.parametrize("key", ["expression", "applies", "decided_when"])
def test_an_expression_that_fails_decides_nothing_and_says_why(key: str) -> None:
    rule = replace(PLAIN, expression="true")
    rule = Rule(**{**_fields(rule), key: "resource.missing.deeper"})
    decision = decided(rule, {})
    assert decision.verdict is Verdict.INCONCLUSIVE
    assert "missing" in decision.reason


@pytest.mark.parametrize("expression", ["resource.on", "1", "'yes'", "null", "resource"])
def test_what_is_neither_true_nor_false_decides_nothing(expression: str) -> None:
    decision = decided(replace(PLAIN, expression=expression), {"on": "true"})
    assert decision.verdict is Verdict.INCONCLUSIVE
    assert "expected true or false" in decision.reason


def test_account_region_and_now_can_be_read() -> None:
    rule = replace(
        PLAIN, expression="account == '111122223333' && region == 'us-east-1' && now - resource.at < duration('25h')"
    )
    assert decided(rule, {"at": NOW - timedelta(hours=24)}).verdict is Verdict.COMPLIANT
    assert decided(rule, {"at": NOW - timedelta(hours=26)}).verdict is Verdict.NON_COMPLIANT


def test_a_judge_survives_pickling() -> None:
    judge = pickle.loads(pickle.dumps(Judge(PLAIN, "resource", {"a": 1})))
    assert judge.decide({"on": True}, now=NOW, account="", region="").verdict is Verdict.COMPLIANT


def test_a_rule_that_is_no_cel_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="Syntax error"):
        Judge(replace(PLAIN, expression="1 +"), "resource", {})


def test_the_parameters_read_are_found_outside_texts() -> None:
    assert parameters_read("size(params.a) > 0 && 'params.b' != params.c && params.a[0] == r'\\' + params.d") == (
        "a",
        "c",
        "d",
    )


# --- the engine at its edges -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "value", "verdict"),
    [
        ("has(resource.a)", {"a": None}, Verdict.COMPLIANT),
        ("has(resource.a.b)", {}, Verdict.INCONCLUSIVE),
        ("has(resource.a.b)", {"a": None}, Verdict.INCONCLUSIVE),
        ("resource.a == null", {"a": None}, Verdict.COMPLIANT),
        ("resource.missing == 1 || true", {}, Verdict.COMPLIANT),
        ("false && resource.missing", {}, Verdict.NON_COMPLIANT),
        ("resource.n > 5", {"n": 2**70}, Verdict.COMPLIANT),
        ("resource.n > 5", {"n": 2**63}, Verdict.COMPLIANT),
        ("resource.n + 1 > 5", {"n": 2**63 - 1}, Verdict.INCONCLUSIVE),
        ("1 / resource.n > 0", {"n": 0}, Verdict.INCONCLUSIVE),
        ("resource.n == 3", {"n": 3.0}, Verdict.COMPLIANT),
        ("resource.n > 3", {"n": 3.5}, Verdict.COMPLIANT),
        ("resource.n == resource.n", {"n": float("nan")}, Verdict.NON_COMPLIANT),
        ("resource.s == ''", {"s": "\ud800"}, Verdict.INCONCLUSIVE),
        ("resource.s == ''", {"s": {1, 2}}, Verdict.INCONCLUSIVE),
        ("resource.s[0] == 1", {"s": (1, 2)}, Verdict.COMPLIANT),
        ("resource.s[9] == 1", {"s": [1]}, Verdict.INCONCLUSIVE),
        ("timestamp(resource.s) < now", {"s": "2026-01-01T00:00:00Z"}, Verdict.COMPLIANT),
        ("timestamp(resource.s) < now", {"s": "yesterday"}, Verdict.INCONCLUSIVE),
        ("resource.s.matches('(a+)+$')", {"s": "a" * 100_000 + "b"}, Verdict.NON_COMPLIANT),
        ("resource.s.matches('(')", {"s": "x"}, Verdict.INCONCLUSIVE),
        ("resource.l.exists(x, x.on)", {"l": [{}, {"on": True}]}, Verdict.INCONCLUSIVE),
        ("resource.l.exists(x, x.on)", {"l": [{"on": True}, {}]}, Verdict.COMPLIANT),
        ("duration('365d') > duration('1h')", {}, Verdict.INCONCLUSIVE),
        ("duration(string(resource.days * 24) + 'h') == duration('720h')", {"days": 30}, Verdict.COMPLIANT),
        ("nothing(resource)", {}, Verdict.INCONCLUSIVE),
        ("resource.at < now", {"at": datetime.min.replace(tzinfo=UTC)}, Verdict.COMPLIANT),
        ("now + resource.span > now", {"span": timedelta.max}, Verdict.INCONCLUSIVE),
        ("now - resource.at < duration('1h')", {"at": datetime.max.replace(tzinfo=UTC)}, Verdict.COMPLIANT),
    ],
)
def test_the_engine_keeps_to_this(expression: str, value: object, verdict: Verdict) -> None:
    assert decided(replace(PLAIN, expression=expression), value).verdict is verdict


@pytest.mark.parametrize("depth", [199, 1_000, 100_000])
def test_an_answer_nested_too_deep_is_not_given_to_the_engine(depth: int) -> None:
    value: object = True
    for _ in range(depth):
        value = [value]
    expected = Verdict.COMPLIANT if depth < 200 else Verdict.INCONCLUSIVE
    assert decided(replace(PLAIN, expression="size(resource) == 1"), value).verdict is expected


def _fields(rule: Rule) -> dict[str, Any]:
    return {
        name: getattr(rule, name) for name in ("expression", "reason_fail", "applies", "decided_when", "when_empty")
    }
