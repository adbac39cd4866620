"""The policy that is printed covers every call that a run really makes, and nothing in it writes."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest

from probative.app.policy import actions
from probative.clock import utc_now
from probative.domain.assessments import Scope
from probative.domain.evidence_sources import ApiCallSource, ManualSource, chain_key
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, Region
from probative.library.loading import load
from probative.ports.asking import Period, Question
from probative.sources.aws.asking import Patience
from probative.sources.aws.collector import AwsSource, Limits
from probative.sources.aws.pace import Rate
from probative.sources.aws.sessions import Access, Keys, Sessions
from probative_demo.organization import Running, start
from tests.support.aws_asking import models

BESIDE_THE_ROLE = {"sts:AssumeRole", "sts:GetCallerIdentity"}
"""What the caller does before it is in the role; IAM always allows the second."""


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load("genai-best-practices", models=None, cache=None)


@pytest.fixture(scope="module")
def made(framework: Framework) -> frozenset[str]:
    """The calls of a run over one region of the simulated organization, as `service:Operation`."""
    with start() as running:
        return frozenset(_made(framework, running))


def _made(framework: Framework, running: Running) -> Iterator[str]:
    calls: set[str] = set()

    def note(**told: Any) -> None:
        calls.add(f"{told['model'].service_model.service_name}:{told['model'].name}")

    access = Access(role_name=running.role_name, external_id=running.external_id, endpoint_url=running.endpoint_url)
    keys = Keys(running.access_key_id, running.secret_access_key, None, None)
    sessions = Sessions(access, models(), utc_now, keys=keys)
    sessions.session.register("before-call", note)
    limits = Limits(rate=Rate(initial=200), patience=Patience(throttled=timedelta(seconds=1)), concurrency=8)
    scope = Scope(accounts=tuple(map(AccountId, running.accounts)), regions=(Region(running.regions[0]),))
    sources = [source for _, _, source in framework.sources() if not isinstance(source, ManualSource)]
    with closing(AwsSource(sessions, clock=utc_now, limits=limits)) as live:
        slots = list(live.plan(sources, scope, _week(utc_now())))
        for _ in live.collect(slots, _questions(framework)):
            pass
        for _ in live.changes(slots, utc_now() - timedelta(days=1)):
            pass
    yield from calls


def _week(now: datetime) -> Period:
    return Period(now - timedelta(days=7), now, now)


def _questions(framework: Framework) -> Mapping[str, Question]:
    return {
        chain_key(source.chain): Question(source.chain, ("",))
        for _, _, source in framework.sources()
        if isinstance(source, ApiCallSource)
    }


@pytest.mark.slow
def test_the_policy_covers_every_call_that_is_made(made: frozenset[str], framework: Framework) -> None:
    needed = {models().iam_action(*call.split(":")) for call in made - BESIDE_THE_ROLE}

    # Nearly all of them: some calls come last in a chain that finds nothing to ask about.
    assert len(needed) > 0.9 * len(actions([framework], models()))
    assert sorted(needed - set(actions([framework], models()))) == []


@pytest.mark.slow
def test_no_call_that_is_made_writes(made: frozenset[str]) -> None:
    wrong = {call: models().check_call(*call.split(":")) for call in made - BESIDE_THE_ROLE}
    assert {call: told for call, told in wrong.items() if told} == {}


def test_the_policy_allows_nothing_that_the_framework_does_not_ask(framework: Framework) -> None:
    asked = {
        step.call for _, _, source in framework.sources() if isinstance(source, ApiCallSource) for step in source.chain
    }
    asked |= {step.call for platform in framework.platforms for probe in platform.probes for step in probe.chain}
    beside = {
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "config:DescribeConfigRuleEvaluationStatus",
        "config:DescribeConfigRules",
        "config:DescribeConfigurationRecorderStatus",
        "config:GetComplianceDetailsByConfigRule",
        "securityhub:DescribeHub",
        "securityhub:GetFindings",
    }
    allowed = set(actions([framework], models()))
    assert allowed - beside <= {models().iam_action(*call.split(":")) for call in asked}
    assert beside <= allowed


def test_nothing_that_is_allowed_writes(framework: Framework) -> None:
    reading = ("Get", "List", "Describe", "BatchGet", "Search", "Lookup", "View")
    allowed = actions([framework], models())
    assert [action for action in allowed if not action.partition(":")[2].startswith(reading)] == []
    assert [action for action in allowed if "*" in action] == []
