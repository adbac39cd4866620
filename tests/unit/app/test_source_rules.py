import pytest

from probative.app.source_rules import REASON, RuleText, parse_rule, with_rule
from probative.domain.evidence_sources import (
    CloudTrailSource,
    ConfigRuleSource,
    EventName,
    rule_of,
)
from probative.domain.ids import SourceId


@pytest.mark.parametrize(
    "description", [None, "", "A rule: nothing", "Rule: true", " rule: true", "reason: only", "rules: x"]
)
def test_without_a_line_that_begins_with_the_word_there_is_no_rule(description: str | None) -> None:
    assert parse_rule(description) is None


@pytest.mark.parametrize(
    ("description", "expression", "reason"),
    [
        ("rule: true", "true", None),
        ("rule:true", "true", None),
        ("For people.\nrule: a == 'rule: b'\nMore for people.", "a == 'rule: b'", None),
        ("reason: No key\nrule: has(resource.k)", "has(resource.k)", "No key"),
        ("rule: a &&\n  b ||\n\tc\nreason: It is\n  wrong\nNot this", "a &&\n  b ||\n\tc", "It is   wrong"),
        ("rule: a\r\nreason: b\r\n", "a", "b"),
        ("rule: a\nrule: b", "a\nb", None),
        ("rule:", "", None),
        ("rule: a\nreason:", "a", None),
    ],
)
def test_a_rule_and_its_reason_are_read_from_their_lines(description: str, expression: str, reason: str | None) -> None:
    assert parse_rule(description) == RuleText(expression, reason)


def test_a_rule_without_a_reason_says_so() -> None:
    events = CloudTrailSource(id=SourceId("e"), name="Events", events=(EventName(source="s", name="n"),))
    ruled = with_rule(events, "true", None)

    assert ruled is not None
    rule = rule_of(ruled)
    assert rule is not None
    assert rule.reason_fail == REASON


def test_what_brings_its_own_verdict_takes_no_rule() -> None:
    assert with_rule(ConfigRuleSource(id=SourceId("c"), name="Rules", rules=("X",)), "true", None) is None
