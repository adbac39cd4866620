import pickle
from collections.abc import Sequence
from dataclasses import replace
from json import dumps

import pytest

from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability, region_of_event
from probative.domain.assessments import PlatformUse, UseStatus
from probative.domain.evidence import EvidenceByType, Verdict
from probative.domain.evidence_sources import ConfigRuleSource, EvidenceSource, Subject, WhenEmpty
from probative.domain.ids import AssessmentId, Region, SourceId
from probative.domain.slots import SourceKind, manual_slot
from tests.support.assessing import (
    BEDROCK,
    NOW,
    a_control,
    a_framework,
    a_manual_source,
    a_refusal,
    a_resource,
    a_rule,
    an_answer,
    an_api_source,
    an_event,
    an_event_source,
    guardrails_slot,
    use,
)

ASSESSMENT = AssessmentId("00000000-0000-5000-8000-00000000000a")
SLOT = guardrails_slot()


def weigher(*sources: EvidenceSource, uses: Sequence[PlatformUse] = ()) -> Weigher:
    return Weigher(ASSESSMENT, a_framework(a_control(*sources)), Applicability(uses), now=NOW)


def test_each_resource_gets_a_verdict_of_its_own() -> None:
    weighing = weigher(an_api_source(rule=a_rule())).slot(SLOT)

    good = weighing.add(a_resource(SLOT, ok=True, arn="arn:good"))
    bad = weighing.add(a_resource(SLOT, ok=False, arn="arn:bad"))

    assert [item.verdict for item in (*good.evidence, *bad.evidence)] == [Verdict.COMPLIANT, Verdict.NON_COMPLIANT]
    assert bad.evidence[0].reason == "It is not as it should be."
    assert bad.evidence[0].resource == "arn:bad"
    assert bad.evidence[0].by_type is EvidenceByType.CONFIGURATION_DATA
    assert bad.evidence[0].rule == "resource.ok"
    assert weighing.close(an_answer(SLOT, 2), ()).evidence == []


def test_a_kept_fact_holds_its_raw_content_and_no_value() -> None:
    kept = weigher(an_api_source(rule=a_rule())).slot(SLOT).add(a_resource(SLOT, ok=True)).facts

    assert kept[0].content == b'{"ok": true}'
    assert kept[0].value is None


def test_one_fact_is_attached_to_every_control_that_asks() -> None:
    framework = a_framework(
        a_control(an_api_source("one", rule=a_rule())), a_control(an_api_source("two"), id_="SAFE-1.2")
    )
    weighing = Weigher(ASSESSMENT, framework, Applicability(()), now=NOW).slot(SLOT)

    weighed = weighing.add(a_resource(SLOT, ok=True))

    assert len(weighed.facts) == 1
    assert [(item.control_id, item.verdict) for item in weighed.evidence] == [
        ("SAFE-1.1", Verdict.COMPLIANT),
        ("SAFE-1.2", Verdict.INCONCLUSIVE),
    ]
    assert len({item.id for item in weighed.evidence}) == 2


def test_a_fact_nobody_asks_for_is_not_kept() -> None:
    assert weigher(an_api_source(rule=a_rule())).slot(SLOT).add(a_resource(SLOT, part="other")).facts == ()


def test_a_rule_over_the_region_sees_all_resources_at_once() -> None:
    source = an_api_source(rule=a_rule("resources.exists(r, r.ok)"), subject=Subject.REGION)
    weighing = weigher(source).slot(SLOT)
    members = [a_resource(SLOT, ok=False), a_resource(SLOT, ok=True)]
    for member in members:
        assert weighing.add(member).evidence == []

    whole = weighing.close(an_answer(SLOT, 2), ())

    assert [item.verdict for item in whole.evidence] == [Verdict.COMPLIANT]
    first, second = sorted(member.id for member in members)
    assert whole.facts[0].content.decode() == f'{{"members":["{first}","{second}"]}}'


def test_a_refused_part_leaves_a_rule_over_the_region_undecided() -> None:
    source = an_api_source(rule=a_rule("resources.all(r, r.ok)"), subject=Subject.REGION)
    weighing = weigher(source).slot(SLOT)
    weighing.add(a_resource(SLOT, ok=True))

    (item,) = weighing.close(an_answer(SLOT, 1), [a_refusal(SLOT, unit="bedrock:GetGuardrail(x)")]).evidence

    assert item.verdict is Verdict.INCONCLUSIVE
    assert "ACCESS_DENIED" in item.reason


@pytest.mark.parametrize(
    ("when_empty", "verdict"),
    [
        (WhenEmpty.FAIL, Verdict.NON_COMPLIANT),
        (WhenEmpty.PASS, Verdict.COMPLIANT),
        (WhenEmpty.NOT_APPLICABLE, Verdict.NOT_APPLICABLE),
    ],
)
def test_nothing_found_is_what_the_control_says_it_is(when_empty: WhenEmpty, verdict: Verdict) -> None:
    source = an_api_source(rule=a_rule(when_empty=when_empty), platforms=(BEDROCK,))

    whole = weigher(source, uses=[use(UseStatus.IN_USE)]).slot(SLOT).close(an_answer(SLOT, 0), ())

    assert [item.verdict for item in whole.evidence] == [verdict]
    assert len(whole.facts) == 1


def test_nothing_found_fails_nobody_while_use_of_the_platform_is_unknown() -> None:
    source = an_api_source(rule=a_rule(when_empty=WhenEmpty.FAIL), platforms=(BEDROCK,))

    (item,) = weigher(source, uses=[use(UseStatus.UNKNOWN)]).slot(SLOT).close(an_answer(SLOT, 0), ()).evidence

    assert item.verdict is Verdict.INCONCLUSIVE


def test_a_refused_slot_is_no_evidence_at_all() -> None:
    whole = weigher(an_api_source(rule=a_rule(when_empty=WhenEmpty.FAIL))).slot(SLOT).close(None, [a_refusal(SLOT)])

    assert whole == ((), ())


def test_a_source_of_a_platform_not_in_use_attaches_nothing() -> None:
    source = an_api_source(rule=a_rule(), platforms=(BEDROCK,))
    unused = weigher(source, an_event_source(platforms=(BEDROCK,)), uses=[use(UseStatus.NOT_IN_USE)])

    assert unused.slot(SLOT).add(a_resource(SLOT, ok=False)) == ((), [])
    assert list(unused.event(an_event())) == []


def test_an_event_is_weighed_by_every_source_that_lists_its_kind() -> None:
    activity = weigher(an_event_source("one"), an_event_source("two"))

    found = list(activity.event(an_event()))

    assert [(item.source_id, item.verdict) for item in found] == [
        ("one", Verdict.NON_COMPLIANT),
        ("two", Verdict.NON_COMPLIANT),
    ]
    assert found[0].principal == "arn:aws:iam::111122223333:role/Admin"
    assert list(activity.event(an_event("GetGuardrail"))) == []


def test_the_same_work_gives_the_same_ids_in_another_process() -> None:
    activity = weigher(an_event_source())
    elsewhere = pickle.loads(pickle.dumps(activity))

    assert list(elsewhere.event(an_event())) == list(activity.event(an_event()))


def test_captured_paths_are_shown_and_cut_to_the_wire_s_length() -> None:
    source = an_api_source(capture=("name", "tags[].key", "absent"))
    fact = a_resource(SLOT, name="n" * 300, tags=[{"key": "a"}, {"key": "b"}])

    (item,) = weigher(source).slot(SLOT).add(fact).evidence

    assert item.attributes == {"name": "n" * 200, "tags[].key": "a, b"}
    assert item.verdict is Verdict.INCONCLUSIVE


def test_what_people_bring_waits_for_a_reviewer() -> None:

    slot = manual_slot(a_manual_source().id, NOW, NOW)

    (item,) = weigher(a_manual_source()).slot(slot).add(a_resource(slot, part="", note="x")).evidence

    assert item.verdict is Verdict.INCONCLUSIVE
    assert item.by_type is EvidenceByType.MANUAL


def test_people_may_bring_evidence_for_a_control_that_collects_itself() -> None:

    slot = manual_slot(SourceId("safe-1.1-manual"), NOW, NOW)

    assert weigher(an_api_source()).slot(slot).add(a_resource(slot, part="")).evidence


def test_use_in_any_region_counts_for_services_of_the_whole_account() -> None:

    uses = [use(UseStatus.NOT_IN_USE, Region("eu-west-1")), use(UseStatus.IN_USE)]
    applicability = Applicability(uses)

    region = region_of_event("iam.amazonaws.com", Region("eu-west-1"))
    assert applicability.status((BEDROCK,), use(UseStatus.IN_USE).account, region) is UseStatus.IN_USE


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("event.eventName != 'DeleteGuardrail'", Verdict.NON_COMPLIANT),
        ("has(event.name)", Verdict.INCONCLUSIVE),
        ("event.name == 'production'", Verdict.INCONCLUSIVE),
        ("size(event.filters) > 1", Verdict.INCONCLUSIVE),
    ],
)
def test_a_masked_member_is_never_taken_for_a_value(expression: str, verdict: Verdict) -> None:
    source = replace(an_event_source(), rule=a_rule(expression, when_empty=None))
    value = {
        "eventName": "DeleteGuardrail",
        "name": "HIDDEN_DUE_TO_SECURITY_REASONS",
        "filters": ["HIDDEN_DUE_TO_SECURITY_REASONS", "HATE"],
    }
    fact = an_event()._replace(value=value, content=dumps(value).encode())

    (item,) = weigher(source).event(fact)

    assert item.verdict is verdict


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_check_of_aws_itself_is_taken_over_with_its_verdict(verdict: Verdict) -> None:
    source = ConfigRuleSource(id=SourceId("secu-1.1-config"), name="Config", rules=("S3_BUCKET_VERSIONING_ENABLED",))
    slot = replace(guardrails_slot(), kind=SourceKind.CONFIG, question="config:S3_BUCKET_VERSIONING_ENABLED")
    fact = a_resource(slot, part="", compliance=verdict)._replace(event_name="S3_BUCKET_VERSIONING_ENABLED")

    (item,) = weigher(source).slot(slot).add(fact).evidence

    assert item.verdict is verdict
    assert item.by_type is EvidenceByType.COMPLIANCE_CHECK
    assert item.rule == "S3_BUCKET_VERSIONING_ENABLED"
    assert item.reason.startswith("AWS Config rule S3_BUCKET_VERSIONING_ENABLED ")
