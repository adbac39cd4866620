"""What AWS Config and Security Hub found: evaluations and findings for every resource, from four small tables.

What is wrong is a table; all else is sound. What differs for no reason, like the hour of a check, is drawn from
the names alone, so that it is the same every day.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib import resources as package_files
from itertools import product
from typing import Any, Final, NamedTuple

import yaml

from probative_demo.catalogue import places_in
from probative_demo.models import Members
from probative_demo.places import PLACES, Place
from probative_demo.state import State

_ACCOUNT: Final = "AWS::::Account"
_ARCHIVED_PERCENT: Final = 25
_SCORES: Final = {"INFORMATIONAL": 0, "LOW": 20, "MEDIUM": 50, "HIGH": 80, "CRITICAL": 95}


class Resource(NamedTuple):
    """Something that is looked at."""

    place: Place
    type: str
    name: str


@cache
def load_table(name: str) -> Any:  # noqa: ANN401  whatever the table holds
    """Return a table of this package, as YAML reads it."""
    text = (package_files.files("probative_demo") / "tables" / f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, yaml.CSafeLoader)


def resources_of(kind: str) -> Iterator[Resource]:
    """Yield the resources of a type, in all places."""
    for spelled, names in load_table("inventory").get(kind, {}).items():
        for place in places_in([spelled]):
            yield from (Resource(place, kind, name.replace("{account}", place.account)) for name in names)


def _percent(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:4], "big") % 100


def is_flawed(check: str, resource: Resource) -> bool:
    """Say whether `check` fails for `resource`."""
    return any(
        check in flawed.get(resource.name, ())
        for spelled, flawed in load_table("flaws").items()
        if resource.place in places_in([spelled])
    )


def seed_config(state: State, start: datetime) -> None:
    """Let AWS Config's rules and their evaluations exist: every rule wherever a recorder runs."""
    for kind, rules in load_table("config_rules").items():
        found = list(resources_of(kind))
        recorded = (place for place in PLACES if state.of(place, "config", "recorders"))
        for place, rule in product(recorded, rules):
            here = [resource for resource in found if resource.place == place]
            _seed_rule(state, place, rule, here, start=start)


def _seed_rule(state: State, place: Place, rule: str, here: list[Resource], *, start: datetime) -> None:
    name = rule.lower().replace("_", "-")
    flawed = [resource for resource in here if is_flawed(rule, resource)]
    rule_id = hashlib.sha256(rule.encode()).hexdigest()[:6]
    state.add(
        place,
        "config",
        "rules",
        {
            "ConfigRuleName": name,
            "ConfigRuleArn": f"arn:aws:config:{place.region}:{place.account}:config-rule/config-rule-{rule_id}",
            "ConfigRuleId": f"config-rule-{rule_id}",
            "ConfigRuleState": "ACTIVE",
            "Source": {"Owner": "AWS", "SourceIdentifier": rule},
            "Compliance": {"ComplianceType": _summed_up(here, flawed)},
            "LastSuccessfulEvaluationTime": start - timedelta(hours=2),
            "FirstEvaluationStarted": True,
        },
    )
    for resource in here:
        recorded = start - timedelta(hours=2 + _percent(name, resource.name) % 20)
        state.add(place, "config", "evaluations", _evaluation(name, resource, recorded, flawed=resource in flawed))


def _summed_up(here: list[Resource], flawed: list[Resource]) -> str:
    if not here:
        return "INSUFFICIENT_DATA"
    return "NON_COMPLIANT" if flawed else "COMPLIANT"


def _evaluation(rule: str, resource: Resource, recorded: datetime, *, flawed: bool) -> Members:
    return {
        "ConfigRuleName": rule,
        "EvaluationResultIdentifier": {
            "EvaluationResultQualifier": {
                "ConfigRuleName": rule,
                "ResourceType": resource.type,
                "ResourceId": resource.name,
            },
            "OrderingTimestamp": recorded - timedelta(minutes=1),
        },
        "ComplianceType": "NON_COMPLIANT" if flawed else "COMPLIANT",
        "ResultRecordedTime": recorded,
        "ConfigRuleInvokedTime": recorded,
    }


def seed_findings(state: State, start: datetime) -> None:
    """Let Security Hub's findings exist, wherever it is enabled; some had another state before."""
    for control, facts in load_table("hub_controls").items():
        for resource in resources_of(facts["type"]):
            if not state.of(resource.place, "securityhub", "hub"):
                continue
            flawed = is_flawed(control, resource)
            updated = start - timedelta(hours=1 + _percent(control, resource.name) % 40)
            finding = _finding(control, facts, resource, updated, flawed=flawed)
            state.add(resource.place, "securityhub", "findings", finding)
            if _percent("earlier", control, resource.name) < _ARCHIVED_PERCENT:
                earlier = _finding(control, facts, resource, updated - timedelta(days=30), flawed=not flawed)
                earlier |= {"Id": earlier["Id"] + "0", "RecordState": "ARCHIVED"}
                state.add(resource.place, "securityhub", "findings", earlier)


def _finding(control: str, facts: Members, resource: Resource, updated: datetime, *, flawed: bool) -> Members:
    account, region = resource.place
    digest = hashlib.sha256(f"{control}/{resource}".encode()).hexdigest()
    stamp = f"{updated:%Y-%m-%dT%H:%M:%S}.000Z"
    first = f"{updated - timedelta(days=120):%Y-%m-%dT%H:%M:%S}.000Z"
    severity = facts["severity"] if flawed else "INFORMATIONAL"
    kind = resource.type.replace("::", "") if resource.type != _ACCOUNT else "AwsAccount"
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"arn:aws:securityhub:{region}:{account}:security-control/{control}/finding/{digest[:32]}",
        "ProductArn": f"arn:aws:securityhub:{region}::product/aws/securityhub",
        "ProductName": "Security Hub",
        "CompanyName": "AWS",
        "Region": region,
        "GeneratorId": f"security-control/{control}",
        "AwsAccountId": account,
        "Types": ["Software and Configuration Checks/Industry and Regulatory Standards"],
        "FirstObservedAt": first,
        "LastObservedAt": stamp,
        "CreatedAt": first,
        "UpdatedAt": stamp,
        "Severity": {"Label": severity, "Normalized": _SCORES[severity], "Original": severity},
        "Title": facts["title"],
        "Description": f"This control checks: {facts['title'].lower()}.",
        "Resources": [
            {
                "Type": kind.replace("AWS", "Aws", 1),
                "Id": _arn(resource),
                "Partition": "aws",
                "Region": region,
            }
        ],
        "Compliance": {
            "Status": "FAILED" if flawed else "PASSED",
            "SecurityControlId": control,
            "AssociatedStandards": [{"StandardsId": "standards/aws-foundational-security-best-practices/v/1.0.0"}],
        },
        "WorkflowState": "NEW",
        "Workflow": {"Status": "NEW" if flawed else "RESOLVED"},
        "RecordState": "ACTIVE",
    }


def _arn(resource: Resource) -> str:
    account, region = resource.place
    if resource.type == _ACCOUNT:
        return f"AWS::::Account:{account}"
    if resource.type == "AWS::S3::Bucket":
        return f"arn:aws:s3:::{resource.name}"
    _, service, kind = resource.type.split("::")
    home = "" if service == "IAM" else region
    return f"arn:aws:{service.lower()}:{home}:{account}:{kind.lower()}/{resource.name}"
