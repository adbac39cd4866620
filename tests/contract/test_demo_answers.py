"""The simulated organization answers whatever the shipped framework asks, in every account and region."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError
from botocore.utils import merge_dicts

from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CallStep,
    Chain,
    CloudTrailSource,
    ConfigRuleSource,
    MetricSource,
    SecurityHubSource,
    chain_key,
)
from probative.domain.frameworks import Framework
from probative.domain.paths import elements_at, values_at
from probative.library.loading import load
from probative_demo.places import ACCOUNTS, REGIONS
from tests.unit.demo.clients import NOW, Clients, organization_at

PLACES = [(name, region) for name in ACCOUNTS for region in REGIONS]
_CUT = 3
"""How many elements of a list are followed in a chain."""
_ATTEMPTS = 60
_AT_ONCE = 4
_WAIT_SECONDS = 0.03
"""A little more than the busy service takes to answer again."""
_REFUSED = {
    "AccessDenied",
    "AccessDeniedException",
    "EffectivePolicyNotFoundException",
    "NoSuchLifecycleConfiguration",
    "ResourceNotFoundException",
    "ThrottlingException",
    "UnknownOperationException",
}


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    with organization_at() as found:
        yield found


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load("genai-best-practices", models=None, cache=None)


class Met(NamedTuple):
    """What a chain met in a place."""

    answers: list[Any]
    errors: set[str]


class Walker:
    """Walks chains in all places, several at once; asks next to nothing twice."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        self._known: dict[str, Any] = {}

    def walk(self, chain: Chain) -> Met:
        met = Met([], set())
        for name, region in PLACES:
            asked: list[tuple[Any, Any]] = [(None, {})]
            for step in chain:
                asked = [answer for before in asked for answer in self._step(step, before, (name, region), met)]
            met.answers.extend(answer for answer, _ in asked)
        return met

    def _step(
        self, step: CallStep, before: tuple[Any, Any], place: tuple[str, str], met: Met
    ) -> Iterator[tuple[Any, Any]]:
        for handed in _handed(step, before):
            arguments = _filled({**step.arguments, **handed}, ACCOUNTS[place[0]])
            try:
                yield self._ask(place, step, arguments), arguments
            except ClientError as error:
                met.errors.add(error.response["Error"]["Code"])

    def _ask(self, place: tuple[str, str], step: CallStep, arguments: dict[str, Any]) -> Any:
        key = f"{place}/{step.call}/{arguments}"
        if key not in self._known:
            client = self.clients.impatient(place[0], step.service, place[1])
            self._known[key] = _patiently(client, step.operation, arguments)
        return self._known[key]


def _patiently(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
    """Ask again where the organization throttles, as often as it takes for all but what it throttles for ever."""
    for _ in range(_ATTEMPTS):
        try:
            return _whole(client, operation, arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ThrottlingException":
                raise
            time.sleep(_WAIT_SECONDS)
    return _whole(client, operation, arguments)


def _whole(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
    method = next(method for method, name in client.meta.method_to_api_mapping.items() if name == operation)
    if not client.can_paginate(method):
        return getattr(client, method)(**arguments)
    whole: dict[str, Any] = {}
    for page in client.get_paginator(method).paginate(**arguments):
        page.pop("ResponseMetadata")
        merge_dicts(whole, page, append_lists=True)
    return whole


def _handed(step: CallStep, before: tuple[Any, Any]) -> Iterator[dict[str, Any]]:
    answer, arguments = before
    if step.for_each is None:
        yield {}
        return
    elements = list(elements_at(answer, step.for_each))[:_CUT]
    if step.batch:
        elements = [elements] if elements else []
    for element in elements:
        yield {name: _value(element, arguments, path, batch=bool(step.batch)) for name, path in step.hand_over.items()}


def _value(element: Any, arguments: Any, path: str, *, batch: bool) -> Any:
    if path.startswith("args."):
        return arguments[path.removeprefix("args.")]
    if batch:
        return [next(values_at(each, path)) for each in element]
    return next(values_at(element, path))


def _filled(value: Any, account: str) -> Any:
    match value:
        case dict():
            return {name: _filled(item, account) for name, item in value.items()}
        case "{until}" | "{now}":
            return NOW
        case "{since}" | "{year_before}":
            return NOW - timedelta(days=365)
        case str():
            return value.replace("{account}", account)
        case _:
            return value


def _holds_data(answer: Any) -> bool:
    if isinstance(answer, dict):
        return any(_holds_data(value) for name, value in answer.items() if name != "ResponseMetadata")
    return bool(answer)


@pytest.fixture(scope="module")
def met(clients: Clients, framework: Framework) -> dict[str, Met]:
    walker = Walker(clients)
    sources = (source for _, _, source in framework.sources() if isinstance(source, ApiCallSource))
    chains = {chain_key(source.chain): source.chain for source in sources}
    chains |= {chain_key(probe.chain): probe.chain for platform in framework.platforms for probe in platform.probes}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(chains, pool.map(walker.walk, chains.values()), strict=True))


@pytest.mark.slow
def test_every_api_call_of_the_framework_brings_data_somewhere(met: dict[str, Met]) -> None:
    bare = sorted(key for key, found in met.items() if not any(map(_holds_data, found.answers)))

    assert bare == []


@pytest.mark.slow
def test_every_refusal_is_one_that_the_organization_means(met: dict[str, Met]) -> None:
    codes = {code for found in met.values() for code in found.errors}

    assert codes <= _REFUSED
    assert {"AccessDenied", "AccessDeniedException", "ThrottlingException", "UnknownOperationException"} <= codes


def test_every_config_rule_of_the_framework_is_evaluated_somewhere(clients: Clients, framework: Framework) -> None:
    wanted = {
        rule
        for _, _, source in framework.sources()
        if isinstance(source, ConfigRuleSource)
        for rule in source.rules
        if not rule.startswith("Custom_")
    }
    deployed: dict[str, list[str]] = {}
    for name, region in PLACES:
        config = clients.reader(name, "config", region)
        for page in config.get_paginator("describe_config_rules").paginate():
            for rule in page["ConfigRules"]:
                details = config.get_compliance_details_by_config_rule(ConfigRuleName=rule["ConfigRuleName"])
                found = [each["ComplianceType"] for each in details["EvaluationResults"]]
                deployed.setdefault(rule["Source"]["SourceIdentifier"], []).extend(found)

    assert wanted - {rule for rule, found in deployed.items() if found} == set()
    assert {"COMPLIANT", "NON_COMPLIANT"} == {verdict for found in deployed.values() for verdict in found}


def test_every_security_hub_control_of_the_framework_has_findings(clients: Clients, framework: Framework) -> None:
    wanted = {
        control
        for _, _, source in framework.sources()
        if isinstance(source, SecurityHubSource)
        for control in source.controls
    }
    found: dict[str, set[str]] = {}
    for name in ACCOUNTS:
        paginator = clients.reader(name, "securityhub").get_paginator("get_findings")
        for page in paginator.paginate():
            for finding in page["Findings"]:
                control = finding["Compliance"]["SecurityControlId"]
                found.setdefault(control, set()).add(finding["Compliance"]["Status"])

    assert wanted - set(found) == set()
    assert {"PASSED", "FAILED"} == set.union(*found.values())


def test_every_metric_of_the_framework_has_points_in_production(clients: Clients, framework: Framework) -> None:
    cloudwatch = clients.reader("production", "cloudwatch")
    sources = [source for _, _, source in framework.sources() if isinstance(source, MetricSource)]
    named: dict[str, list[dict[str, Any]]] = {}
    for page in cloudwatch.get_paginator("list_metrics").paginate():
        for metric in page["Metrics"]:
            named.setdefault(metric["Namespace"], []).append(metric)

    for source in sources:
        found = [each for each in named.get(source.namespace, ()) if _is_about(source, each)]
        assert found, source.id
        assert _points(cloudwatch, found[0], source), source.id


def _is_about(source: MetricSource, metric: dict[str, Any]) -> bool:
    name, _, value = (source.dimension or "").partition("=")
    dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
    fits = not name or (name in dimensions and value in {"", dimensions[name]})
    starts = any(metric["MetricName"].startswith(each.rstrip("*")) for each in source.metrics)
    return fits and starts


def _points(cloudwatch: Any, metric: dict[str, Any], source: MetricSource) -> list[float]:
    stat = {"Metric": metric, "Period": source.period_hours * 3600, "Stat": source.statistic}
    answer = cloudwatch.get_metric_data(
        MetricDataQueries=[{"Id": "m0", "MetricStat": stat}], StartTime=NOW - timedelta(days=7), EndTime=NOW
    )
    return list(answer["MetricDataResults"][0]["Values"])


def test_every_alarm_that_the_framework_asks_for_exists_in_production(clients: Clients, framework: Framework) -> None:
    paginator = clients.reader("production", "cloudwatch").get_paginator("describe_alarms")
    watched = {
        (alarm["Namespace"], alarm["MetricName"]) for page in paginator.paginate() for alarm in page["MetricAlarms"]
    }
    sources = [source for _, _, source in framework.sources() if isinstance(source, AlarmSource)]

    unwatched = [
        source.id for source in sources if not {(source.namespace, metric) for metric in source.metrics} & watched
    ]
    assert unwatched == []


def test_the_trail_knows_the_activity_that_the_framework_asks_about(clients: Clients, framework: Framework) -> None:
    wanted = {
        (event.source, event.name)
        for _, _, source in framework.sources()
        if isinstance(source, CloudTrailSource)
        for event in source.events
    }
    seen = set(clients.trail_events())

    assert len(wanted & seen) >= len(wanted) // 4
