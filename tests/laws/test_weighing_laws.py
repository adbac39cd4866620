"""Weighing: what was refused is never a verdict, order changes nothing, and the same work gives the same names."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.domain.assessments import UseStatus
from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.evidence_sources import Json, Rule, Subject, WhenEmpty
from probative.domain.ids import AssessmentId, EvidenceId
from probative.domain.slots import Refusal, RefusalReason
from probative.ports.asking import Observation
from tests.support.assessing import (
    BEDROCK,
    NOW,
    a_control,
    a_framework,
    a_refusal,
    a_resource,
    an_answer,
    an_api_source,
    an_assessment,
    an_event,
    an_event_source,
    guardrails_slot,
    use,
)

SLOT = guardrails_slot()

json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
resources = st.dictionaries(st.sampled_from(["ok", "arn", "name", "list"]), json_values, max_size=4)
answers = st.lists(resources, max_size=6)
refusals = st.lists(
    st.builds(lambda reason, unit: a_refusal(SLOT, reason, unit), st.sampled_from(RefusalReason), st.text(max_size=4)),
    min_size=1,
    max_size=3,
)
statuses = st.sampled_from([UseStatus.IN_USE, UseStatus.UNKNOWN])
rules = st.builds(
    lambda expression, empty: Rule(expression=expression, reason_fail="It is not so.", when_empty=empty),
    st.sampled_from(["resource.ok", "true", "false", "has(resource.ok) && resource.ok == true", "resource.list[7]"]),
    st.none() | st.sampled_from(WhenEmpty),
)
list_rules = st.builds(
    lambda expression, empty: Rule(expression=expression, reason_fail="It is not so.", when_empty=empty),
    st.sampled_from(
        ["size(resources) > 0", "resources.all(r, has(r.ok) && r.ok == true)", "resources.exists(r, r.ok)", "true"]
    ),
    st.none() | st.sampled_from(WhenEmpty),
)


def weigher(rule: Rule, list_rule: Rule, status: UseStatus = UseStatus.IN_USE) -> Weigher:
    """Return what weighs by a rule for each resource and one for them all."""
    framework = a_framework(
        a_control(
            an_api_source("each", rule=rule, platforms=(BEDROCK,)),
            an_api_source("all", rule=list_rule, subject=Subject.REGION, platforms=(BEDROCK,)),
            an_event_source(),
        )
    )
    return Weigher(an_assessment().id, framework, Applicability([use(status)]), now=NOW)


def facts_of(values: Sequence[dict[str, Json]]) -> list[Fact]:
    return [a_resource(SLOT, "guardrails", None, number=number, **value) for number, value in enumerate(values)]


def weigh(by: Weigher, said: Sequence[Observation], *, is_answered: bool) -> list[Evidence]:
    weighing = by.slot(SLOT)
    evidence: list[Evidence] = []
    for fact in said:
        if isinstance(fact, Fact):
            evidence += weighing.add(fact).evidence
    refused = [refusal for refusal in said if isinstance(refusal, Refusal)]
    answer = an_answer(SLOT, len(evidence)) if is_answered else None
    return [*evidence, *weighing.close(answer, refused).evidence]


def of_all(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence that is about the whole list."""
    return [item for item in evidence if item.source_id == "all"]


@given(rules, list_rules, answers, refusals, statuses)
def test_a_list_with_a_refusal_in_it_gets_no_verdict(  # noqa: PLR0917  Hypothesis gives them by position
    rule: Rule, list_rule: Rule, values: list[dict[str, Json]], refused: list[Refusal], status: UseStatus
) -> None:
    evidence = weigh(weigher(rule, list_rule, status), [*facts_of(values), *refused], is_answered=True)

    of_whole = of_all(evidence) + [item for item in evidence if item.source_id == "each" and not values]
    assert of_whole
    assert {item.verdict for item in of_whole} == {Verdict.INCONCLUSIVE}
    assert all(refused[0].reason in item.reason for item in of_whole)


@given(rules, list_rules, refusals, statuses)
def test_what_is_refused_whole_is_no_evidence(
    rule: Rule, list_rule: Rule, refused: list[Refusal], status: UseStatus
) -> None:
    assert weigh(weigher(rule, list_rule, status), refused, is_answered=False) == []


@given(rules, list_rules, answers, refusals)
def test_what_was_found_before_a_refusal_keeps_its_verdicts(
    rule: Rule, list_rule: Rule, values: list[dict[str, Json]], refused: list[Refusal]
) -> None:
    facts = facts_of(values)
    whole = weigh(weigher(rule, list_rule), facts, is_answered=True)
    partly = weigh(weigher(rule, list_rule), [*facts, *refused], is_answered=False)

    found = {fact.id for fact in facts}
    assert partly == [item for item in whole if item.fact_id in found]


@given(rules, list_rules, st.data(), answers)
def test_the_order_of_facts_changes_no_verdict_and_no_name(
    rule: Rule, list_rule: Rule, data: st.DataObject, values: list[dict[str, Json]]
) -> None:
    facts = facts_of(values)
    shuffled = data.draw(st.permutations(facts))

    assert meaning(weigh(weigher(rule, list_rule), shuffled, is_answered=True)) == meaning(
        weigh(weigher(rule, list_rule), facts, is_answered=True)
    )


def meaning(evidence: Sequence[Evidence]) -> dict[EvidenceId, tuple[str, str, str]]:
    """Return what evidence says; of several members that a rule stumbles over, it may tell of any."""
    return {id_: (item.fact_id, item.resource, item.verdict) for id_, item in by_id(evidence).items()}


def by_id(evidence: Sequence[Evidence]) -> dict[EvidenceId, Evidence]:
    kept = {item.id: item for item in evidence}
    assert len(kept) == len(evidence)
    return kept


@given(rules, list_rules, answers)
def test_the_same_work_gives_the_same_names_and_another_assessment_others(
    rule: Rule, list_rule: Rule, values: list[dict[str, Json]]
) -> None:
    facts = facts_of(values)
    first = by_id(weigh(weigher(rule, list_rule), facts, is_answered=True))
    again = by_id(weigh(weigher(rule, list_rule), facts, is_answered=True))
    other = weigher(rule, list_rule)
    other.assessment_id = AssessmentId("00000000-0000-5000-8000-00000000000b")

    assert first == again
    assert first.keys().isdisjoint(by_id(weigh(other, facts, is_answered=True)))


@given(rules, list_rules, answers)
def test_every_resource_is_weighed_once_and_the_list_once(
    rule: Rule, list_rule: Rule, values: list[dict[str, Json]]
) -> None:
    evidence = weigh(weigher(rule, list_rule), facts_of(values), is_answered=True)

    assert sum(item.source_id == "each" for item in evidence) == max(len(values), 1)
    assert len(of_all(evidence)) == 1
    assert all(item.reason for item in evidence if item.verdict is not Verdict.COMPLIANT)


@given(rules, list_rules)
def test_an_empty_answer_fails_nobody_whose_platform_may_not_be_in_use(rule: Rule, list_rule: Rule) -> None:
    evidence = weigh(weigher(rule, list_rule, UseStatus.UNKNOWN), [], is_answered=True)
    assert Verdict.NON_COMPLIANT not in {item.verdict for item in evidence}


@given(rules, list_rules, answers)
def test_a_platform_that_is_not_in_use_gets_no_evidence(
    rule: Rule, list_rule: Rule, values: list[dict[str, Json]]
) -> None:
    by = weigher(rule, list_rule, UseStatus.NOT_IN_USE)
    assert weigh(by, facts_of(values), is_answered=True) == []


@given(st.lists(st.sampled_from(["DeleteGuardrail", "ListGuardrails", "CreateGuardrail"]), max_size=6))
def test_an_event_is_evidence_where_its_kind_is_asked_for(names: list[str]) -> None:
    by = weigher(Rule(expression="true", reason_fail="no"), Rule(expression="true", reason_fail="no"))
    events = [an_event(name, event_id=str(number)) for number, name in enumerate(names)]
    evidence = [item for event in events for item in by.event(event)]

    assert [item.event_name for item in evidence] == [name for name in names if name == "DeleteGuardrail"]
    assert {item.verdict for item in evidence} <= {Verdict.NON_COMPLIANT}
