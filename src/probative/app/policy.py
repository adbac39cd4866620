"""The reader role: exactly the read-only actions that frameworks ask for, and templates that deploy it.

Derived from the loaded frameworks' calls, so that rights never drift from what is asked.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    ManualSource,
    MetricSource,
    SecurityHubSource,
)
from probative.domain.frameworks import Framework
from probative.ports.asking import ApiModels

Document = dict[str, object]

STACK_PARTITION: Final = "${AWS::Partition}"
"""Stands in ARNs for the partition that a CloudFormation stack is deployed in."""
TERRAFORM_PARTITION: Final = "${data.aws_partition.current.partition}"
"""Stands in ARNs for the partition that Terraform works in."""
_VERSION: Final = "2012-10-17"
_MANAGED_POLICY_CHARACTERS: Final = 6144
"""Source: IAM and STS character limits; white space does not count."""
_ACTIONS_A_STATEMENT: Final = 60
"""So few that one statement always fits into a policy: an action has at most a hundred characters."""
_COLLECTORS: Final = {
    ConfigRuleSource: (
        "config:DescribeConfigRuleEvaluationStatus",
        "config:DescribeConfigRules",
        "config:DescribeConfigurationRecorderStatus",
        "config:GetComplianceDetailsByConfigRule",
    ),
    SecurityHubSource: ("securityhub:DescribeHub", "securityhub:GetFindings"),
    MetricSource: ("cloudwatch:GetMetricData", "cloudwatch:ListMetrics"),
    AlarmSource: ("cloudwatch:DescribeAlarms",),
}
"""What the collectors of these sources call; a test compares it with what they do call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderRole:
    """The role that Probative assumes in each account."""

    name: str
    principal: str
    """ARN of who may assume it."""
    external_id: str
    """What the principal must know; empty: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPlace:
    """Where log files lie that the role shall read."""

    location: str
    """`s3://bucket` or `s3://bucket/prefix`."""
    kms_key_arn: str = ""
    """The key that they are encrypted with; empty: one that asks for no rights, S3's own."""


def actions(frameworks: Iterable[Framework], models: ApiModels) -> tuple[str, ...]:
    """Return the IAM actions that collecting the evidence of `frameworks` needs, sorted, each once."""
    return tuple(
        sorted({models.iam_action(*call.split(":")) for framework in frameworks for call in _calls(framework)})
    )


def reader_policies(
    allowed: Sequence[str], logs: LogPlace | None = None, *, partition: str = "aws"
) -> tuple[Document, ...]:
    """Return the policies that allow `allowed` on everything, and reading `logs`, in `partition`.

    As many as IAM's size limit asks for; the actions are read-only, and most know no narrower resource.
    """
    statements: list[Document] = []
    for service, names in _by_service(allowed).items():
        sid = "Read" + "".join(part.capitalize() for part in service.split("-"))
        for part, actions_held in enumerate(_batched(names, _ACTIONS_A_STATEMENT)):
            number = str(part + 1) if part else ""
            statements.append({"Sid": sid + number, "Effect": "Allow", "Action": actions_held, "Resource": "*"})
    statements += _log_statements(logs, partition) if logs else []
    return tuple({"Version": _VERSION, "Statement": part} for part in _packed(statements))


def trust_policy(role: ReaderRole) -> Document:
    """Return who may assume the role."""
    statement: Document = {"Effect": "Allow", "Principal": {"AWS": role.principal}, "Action": "sts:AssumeRole"}
    if role.external_id:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": role.external_id}}
    return {"Version": _VERSION, "Statement": [statement]}


def cloudformation_template(role: ReaderRole, policies: Sequence[Document]) -> str:
    """Return a CloudFormation template (JSON) for the role; deploy it as a stack set over the organization."""
    resources: Document = {
        "ReaderRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": role.name,
                "Description": "Read-only role that Probative assumes to collect audit evidence",
                "AssumeRolePolicyDocument": trust_policy(role),
                "ManagedPolicyArns": [{"Ref": _logical_name(index)} for index in range(len(policies))],
            },
        }
    }
    for index, policy in enumerate(policies):
        resources[_logical_name(index)] = {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"ManagedPolicyName": _policy_name(role, index), "PolicyDocument": policy},
        }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The role that Probative assumes to collect audit evidence",
        "Resources": resources,
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["ReaderRole", "Arn"]}}},
    }
    return json.dumps(_substituted(template), indent=2) + "\n"


def terraform_template(role: ReaderRole, policies: Sequence[Document]) -> str:
    """Return Terraform configuration for the role, for the AWS provider."""
    blocks = [
        _block(
            'resource "aws_iam_role" "probative_reader"',
            name=json.dumps(role.name),
            description='"Read-only role that Probative assumes to collect audit evidence"',
            assume_role_policy=_heredoc(trust_policy(role)),
        )
    ]
    for index, policy in enumerate(policies):
        label = f"probative_reader_{index + 1}"
        name = json.dumps(_policy_name(role, index))
        blocks.append(_block(f'resource "aws_iam_policy" "{label}"', name=name, policy=_heredoc(policy)))
        blocks.append(
            _block(
                f'resource "aws_iam_role_policy_attachment" "{label}"',
                role="aws_iam_role.probative_reader.name",
                policy_arn=f"aws_iam_policy.{label}.arn",
            )
        )
    blocks.append(_block('output "role_arn"', value="aws_iam_role.probative_reader.arn"))
    if any(TERRAFORM_PARTITION in block for block in blocks):
        blocks.insert(0, 'data "aws_partition" "current" {}\n')
    return "\n".join(blocks)


def _substituted(value: object) -> object:
    """Return `value` with what names the stack's partition as CloudFormation fills it in."""
    match value:
        case dict():
            return {key: _substituted(each) for key, each in value.items()}
        case list() | tuple():
            return [_substituted(each) for each in value]
        case str() if STACK_PARTITION in value:
            return {"Fn::Sub": value}
        case _:
            return value


def _block(head: str, **arguments: str) -> str:
    """Return one block, its arguments aligned as `terraform fmt` aligns them."""
    lines: list[str] = []
    for run in _aligned(arguments):
        width = max(map(len, run))
        lines += [f"  {name:<{width}} = {arguments[name]}" for name in run]
    return "\n".join([f"{head} {{", *lines, "}", ""])


def _aligned(arguments: dict[str, str]) -> Iterator[list[str]]:
    """Yield runs of arguments that are aligned together: a value of several lines ends its run."""
    run: list[str] = []
    for name, value in arguments.items():
        run.append(name)
        if "\n" in value:
            yield run
            run = []
    if run:
        yield run


def _calls(framework: Framework) -> Iterator[str]:
    for platform in framework.platforms:
        for probe in platform.probes:
            yield from (step.call for step in probe.chain)
    for _, _, source in framework.sources():
        yield from _calls_of(source)


def _calls_of(source: EvidenceSource) -> Iterator[str]:
    match source:
        case ApiCallSource():
            yield from (step.call for step in source.chain)
        case ManualSource() | CloudTrailSource():
            return
        case _:
            yield from _COLLECTORS[type(source)]


def _by_service(allowed: Sequence[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for action in allowed:
        grouped[action.partition(":")[0]].append(action)
    return grouped


def _batched(names: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(names), size):
        yield list(names[start : start + size])


def _log_statements(logs: LogPlace, partition: str) -> list[Document]:
    bucket, _, prefix = logs.location.removeprefix("s3://").partition("/")
    below = f"{prefix.rstrip('/')}/*" if prefix else "*"
    arn = f"arn:{partition}:s3:::{bucket}"
    listing: Document = {"Sid": "ListLogs", "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": arn}
    if prefix:
        listing["Condition"] = {"StringLike": {"s3:prefix": below}}
    reading: Document = {
        "Sid": "ReadLogs", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": f"{arn}/{below}",
    }  # fmt: skip
    return [listing, reading, *([_decrypting(logs.kms_key_arn)] if logs.kms_key_arn else [])]


def _decrypting(key_arn: str) -> Document:
    """Return the right to have S3 decrypt with the key, and with nothing but S3."""
    region = key_arn.split(":")[3]
    return {
        "Sid": "DecryptLogs",
        "Effect": "Allow",
        "Action": ["kms:Decrypt"],
        "Resource": key_arn,
        # Like, since the names of services end otherwise in some partitions.
        "Condition": {"StringLike": {"kms:ViaService": f"s3.{region}.*"}},
    }


def _packed(statements: Sequence[Document]) -> Iterator[list[Document]]:
    """Yield runs of statements, each run within the size of one managed policy."""
    run: list[Document] = []
    for statement in statements:
        if run and _characters([*run, statement]) > _MANAGED_POLICY_CHARACTERS:
            yield run
            run = []
        run.append(statement)
    yield run


def _characters(statements: Sequence[Document]) -> int:
    return len(json.dumps({"Version": _VERSION, "Statement": statements}, separators=(",", ":")))


def _heredoc(document: Document) -> str:
    body = json.dumps(document, indent=2).replace("${", "$${").replace("%{", "%%{")
    body = body.replace(f"${TERRAFORM_PARTITION}", TERRAFORM_PARTITION)
    return f"<<-EOT\n{body}\nEOT"


def _logical_name(index: int) -> str:
    return f"ReaderPolicy{index + 1}"


def _policy_name(role: ReaderRole, index: int) -> str:
    return f"{role.name}Policy{index + 1}"
