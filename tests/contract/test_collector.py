"""The collector against an answer server: chains, pages, batches, nothing twice, global services once."""

import json
import threading
from collections import Counter
from collections.abc import Generator
from datetime import UTC, datetime
from itertools import islice

from probative.domain.assessments import Scope
from probative.domain.evidence_sources import chain_key
from probative.domain.ids import GLOBAL, Region
from probative.domain.slots import SourceKind
from probative.ports.asking import Question
from tests.support.aws_asking import (
    ACCOUNT,
    GUARDRAIL,
    GUARDRAILS,
    NOW,
    PERIOD,
    REGION,
    SCOPE,
    api,
    collect,
    questions,
    sort_out,
    source,
    step,
)
from tests.support.aws_guardrails import HANDLERS, guardrails
from tests.support.aws_server import Asked, Error, Said, answering


def test_pages_are_fetched_to_the_end_and_an_empty_page_with_a_token_is_not_the_end() -> None:
    with answering(HANDLERS) as server:
        found = collect(source(server.url), GUARDRAILS)
    assert [value["id"] for value in found.values] == ["a", "b", "c"]
    assert [answer.facts_count for answer in found.answers] == [3]
    assert found.refusals == []


def test_each_listed_element_feeds_the_next_call() -> None:
    with answering(HANDLERS) as server:
        found = collect(source(server.url), GUARDRAIL)
    assert sorted(value["guardrailId"] for value in found.values) == ["a", "b", "c"]
    assert sorted(fact.resource for fact in found.facts) == ["a", "b", "c"]
    assert {fact.event_name for fact in found.facts} == {"GetGuardrail"}


def test_a_call_is_made_once_whoever_asks_and_however_often() -> None:
    with answering(HANDLERS) as server:
        live = source(server.url)
        collect(live, GUARDRAILS, GUARDRAIL)
        again = collect(live, GUARDRAIL, GUARDRAILS)
        assert server.twice() == []
        assert server.calls() == {"bedrock:ListGuardrails": 3, "bedrock:GetGuardrail": 3}
    assert len(again.facts) == 6


def test_the_same_work_gives_the_same_ids() -> None:
    with answering(HANDLERS) as server:
        first = collect(source(server.url), GUARDRAIL)
        second = collect(source(server.url), GUARDRAIL)
    assert {fact.id for fact in first.facts} == {fact.id for fact in second.facts}
    assert len({fact.id for fact in first.facts}) == 3


def test_equal_elements_are_facts_of_their_own() -> None:
    with answering({"bedrock:ListGuardrails": guardrails("same", "same")}) as server:
        found = collect(source(server.url), GUARDRAILS)
    assert len({fact.id for fact in found.facts}) == 2
    assert len({fact.content_sha256 for fact in found.facts}) == 1


def test_a_refused_call_is_not_asked_again_in_the_run() -> None:
    with answering({"bedrock:ListGuardrails": Error("AccessDeniedException", "no", 403)}) as server:
        live = source(server.url)
        collect(live, GUARDRAILS)
        found = collect(live, GUARDRAIL)
        assert server.calls() == {"bedrock:ListGuardrails": 1}
    assert found.reasons == ["ACCESS_DENIED"]


def test_many_askers_at_once_wait_for_one_call() -> None:
    gate = threading.Event()

    def slow(_: Asked) -> Said:
        gate.wait(0.2)
        return guardrails("a")

    asking = [
        api(
            step("bedrock:ListGuardrails"),
            step("bedrock:GetGuardrail", for_each=each, hand_over={"guardrailIdentifier": "id"}),
        )
        for each in ("guardrails", "guardrails[]")
    ]
    with answering({**HANDLERS, "bedrock:ListGuardrails": slow}) as server:
        found = collect(source(server.url), GUARDRAILS, *asking)
        assert server.calls() == {"bedrock:ListGuardrails": 1, "bedrock:GetGuardrail": 1}
    assert len(found.answers) == 3


def test_slots_never_interleave() -> None:
    scope = Scope(accounts=(ACCOUNT,), regions=tuple(Region(name) for name in ("us-east-1", "eu-west-1", "us-west-2")))
    with answering(HANDLERS) as server:
        found = collect(source(server.url), GUARDRAILS, GUARDRAIL, scope=scope)
        assert server.twice() == []
    assert len(found.order) == len(set(found.order)) == 6
    assert len(found.facts) == 18


def test_elements_are_handed_over_in_batches() -> None:
    chain = api(
        step("macie2:ListFindings"),
        step("macie2:GetFindings", for_each="findingIds", hand_over={"findingIds": "."}, batch=50),
        each="findings",
    )
    handlers = {
        "macie2:ListFindings": {"findingIds": [f"f{number}" for number in range(120)]},
        "macie2:GetFindings": lambda asked: {"findings": [{"id": id_} for id_ in asked.given["findingIds"]]},
    }
    with answering(handlers) as server:
        found = collect(source(server.url), chain)
        sizes = [len(asked.given["findingIds"]) for asked in server.seen if asked.operation == "GetFindings"]
    assert sorted(sizes) == [20, 50, 50]
    assert len(found.facts) == 120


def test_arguments_of_the_call_before_can_be_handed_on() -> None:
    chain = api(
        step("bedrock-agent:ListKnowledgeBases"),
        step(
            "bedrock-agent:ListDataSources", for_each="knowledgeBaseSummaries",
            hand_over={"knowledgeBaseId": "knowledgeBaseId"},
        ),
        step(
            "bedrock-agent:GetDataSource", for_each="dataSourceSummaries",
            hand_over={"knowledgeBaseId": "args.knowledgeBaseId", "dataSourceId": "dataSourceId"},
        ),
    )  # fmt: skip
    base = {"name": "n", "status": "ACTIVE", "updatedAt": NOW}
    handlers = {
        "bedrock-agent:ListKnowledgeBases": {
            "knowledgeBaseSummaries": [{"knowledgeBaseId": id_, **base} for id_ in "xy"]
        },
        "bedrock-agent:ListDataSources": lambda _: {
            "dataSourceSummaries": [{"knowledgeBaseId": "?", "dataSourceId": "d", **base, "status": "AVAILABLE"}]
        },
        "bedrock-agent:GetDataSource": lambda asked: {
            "dataSource": {
                "knowledgeBaseId": asked.given["knowledgeBaseId"],
                "dataSourceId": asked.given["dataSourceId"],
            }
        },
    }
    with answering(handlers) as server:
        found = collect(source(server.url), chain)
    assert sorted(value["dataSource"]["knowledgeBaseId"] for value in found.values) == ["x", "y"]
    assert sorted(fact.resource for fact in found.facts) == ["x/d", "y/d"]


def test_a_global_service_is_asked_once_for_an_account() -> None:
    scope = Scope(accounts=(ACCOUNT,), regions=(REGION, Region("eu-west-1")))
    users = api(step("iam:ListUsers"), each="Users")
    with answering({"iam:ListUsers": {"Users": [], "IsTruncated": False}}) as server:
        live = source(server.url)
        slots = list(live.plan([users], scope, PERIOD))
        found = collect(live, users, slots=slots)
        assert server.calls() == {"iam:ListUsers": 1}
        assert {asked.region for asked in server.seen} == {"us-east-1"}
    assert [(slot.region, slot.kind) for slot in slots] == [(GLOBAL, SourceKind.API_CALL)]
    assert [answer.facts_count for answer in found.answers] == [0]


def test_a_global_step_of_a_regional_chain_is_asked_once() -> None:
    scope = Scope(accounts=(ACCOUNT,), regions=(REGION, Region("eu-west-1")))
    chain = api(step("sns:ListTopics"), step("iam:ListUsers", for_each="Topics"), each="Users")
    handlers = {
        "sns:ListTopics": {"Topics": [{"TopicArn": "t"}, {"TopicArn": "u"}]},
        "iam:ListUsers": {"Users": [], "IsTruncated": False},
    }
    with answering(handlers) as server:
        found = collect(source(server.url), chain, scope=scope)
        assert server.calls() == {"sns:ListTopics": 2, "iam:ListUsers": 1}
    assert len(found.answers) == 2


def test_an_answer_over_several_pages_is_one_resource_without_page_tokens() -> None:
    whole = api(step("bedrock:ListGuardrails"))
    with answering(HANDLERS) as server:
        found = collect(source(server.url), whole)
    (value,) = found.values
    assert [each["id"] for each in value["guardrails"]] == ["a", "b", "c"]
    assert set(value) == {"guardrails"}
    assert found.facts[0].provenance["response_sha256"].count(",") == 2


def test_a_fact_says_where_it_came_from_and_keeps_what_was_received() -> None:
    with answering(HANDLERS) as server:
        found = collect(source(server.url), GUARDRAIL)
    (fact, *_), values = found.facts, found.values
    assert fact.event_source == "bedrock.amazonaws.com"
    assert fact.provenance["call"] == "bedrock:GetGuardrail"
    assert json.loads(fact.provenance["arguments"]) == {"guardrailIdentifier": fact.resource}
    assert len(fact.provenance["response_sha256"]) == 64
    assert fact.provenance["request_id"].startswith("request-")
    assert json.loads(fact.content)["createdAt"] == "2026-11-20T12:30:00Z"
    assert values[0]["createdAt"] == datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    assert (fact.time, fact.collected_at) == (NOW, NOW)


def test_placeholders_are_filled_and_a_dated_question_is_about_the_period() -> None:
    budgets = api(step("budgets:DescribeBudgets", arguments={"AccountId": "{account}"}), each="Budgets")
    dated = api(
        step("cloudtrail:LookupEvents", arguments={"StartTime": "{since}", "EndTime": "{until}"}), each="Events"
    )
    with answering({"budgets:DescribeBudgets": {"Budgets": []}, "cloudtrail:LookupEvents": {"Events": []}}) as server:
        live = source(server.url)
        slots = list(live.plan([budgets, dated], SCOPE, PERIOD))
        collect(live, budgets, dated, slots=slots)
        given = {asked.operation: asked.given for asked in server.seen}
    assert given["DescribeBudgets"]["AccountId"] == ACCOUNT
    assert given["LookupEvents"]["StartTime"] == datetime(2026, 11, 18, 3)  # noqa: DTZ001  moto reads it so
    assert {slot.since for slot in slots} == {datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 18, 3, tzinfo=UTC)}


def test_the_largest_page_that_the_model_allows_is_asked_for() -> None:
    with answering({"sagemaker:ListModels": {"Models": []}}) as server:
        collect(source(server.url), api(step("sagemaker:ListModels"), each="Models"))
        assert [asked.given for asked in server.seen] == [{"MaxResults": 100}]


def test_closing_early_stops_the_asking() -> None:
    many = {**HANDLERS, "bedrock:ListGuardrails": guardrails(*(f"g{number}" for number in range(500)))}
    with answering(many) as server:
        live = source(server.url)
        slots = list(live.plan([GUARDRAILS, GUARDRAIL], SCOPE, PERIOD))
        observations = live.collect(slots, questions([GUARDRAILS, GUARDRAIL]))
        assert len(list(islice(observations, 3))) == 3
        assert isinstance(observations, Generator)
        observations.close()
        asked = server.calls()["bedrock:GetGuardrail"]
        again = collect(live, GUARDRAIL)
    assert asked < 500
    assert len(again.facts) == 500
    assert server.twice() == []


def test_a_platform_probe_is_planned_and_answered_like_any_chain() -> None:
    with answering(HANDLERS) as server:
        live = source(server.url)
        (slot,) = live.plan_chain(GUARDRAILS.chain, SCOPE, PERIOD)
        asked = {chain_key(GUARDRAILS.chain): Question(GUARDRAILS.chain, ("guardrails", ""))}
        found = sort_out(live.collect([slot], asked))
    assert Counter(fact.part for fact in found.facts) == {"guardrails": 3, "": 1}


def test_secrets_are_masked_before_anything_keeps_them() -> None:
    chain = api(step("lambda:ListFunctions"), each="Functions")
    function = {"FunctionName": "f", "Environment": {"Variables": {"DB_PASSWORD": "hunter2"}}}
    with answering({"lambda:ListFunctions": {"Functions": [function]}}) as server:
        found = collect(source(server.url), chain)
    assert b"hunter2" not in found.facts[0].content
    assert found.values == [{"FunctionName": "f", "Environment": {"Variables": {"DB_PASSWORD": "***"}}}]
