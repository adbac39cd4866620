"""`probative policy`: the reader role, for whoever deploys it."""

import json
import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Annotated, Final

import typer

from probative.domain.errors import Finding, InvalidError

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ARN: Final = re.compile(r"arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:[\w+=,.@/-]+", re.ASCII)
_ROLE_NAME: Final = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_EXTERNAL_ID: Final = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
"""Source: IAM and STS API references, patterns of RoleName and ExternalId."""
_KEY: Final = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+")
_LOGS: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\s*?$]*)?")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Template(StrEnum):
    """In which form the role is printed."""

    POLICY = "policy"
    TRUST = "trust"
    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"


@app.command()
def policy(  # noqa: PLR0913  one parameter an option
    *,
    framework: Annotated[
        list[str] | None, typer.Option(help="Framework to read for; may be given more than once.")
    ] = None,
    template: Annotated[Template, typer.Option("--format", help="What to print.")] = Template.POLICY,
    role_name: Annotated[str, typer.Option(help="Name of the role.")] = "ProbativeReader",
    principal: Annotated[
        str, typer.Option(help="Who may assume the role: an ARN, or an account id for all of that account.")
    ] = "",
    external_id: Annotated[str, typer.Option(help="External id that the role shall ask for.")] = "",
    cloudtrail: Annotated[str, typer.Option(help="s3://bucket/prefix of log files to read as well.")] = "",
    cloudtrail_kms_key: Annotated[
        str, typer.Option(help="ARN of the KMS key that the log files are encrypted with, to decrypt them through S3.")
    ] = "",
    partition: Annotated[
        str,
        typer.Option(
            help="Partition of the accounts, such as aws-cn or aws-us-gov. Default: that of the ARNs given, else aws. "
            "Templates take the one that they are deployed in."
        ),
    ] = "",
) -> None:
    """Print the least-privilege read-only policy for the frameworks, or a template that deploys the role.

    A policy that is too large for IAM is printed as a list of several.
    """
    from probative.app import policy as reader  # noqa: PLC0415  start-up
    from probative.bootstrap import frameworks_and_models  # noqa: PLC0415  loads botocore's models

    _check(role_name, external_id)
    _check_logs(cloudtrail, cloudtrail_kms_key)
    loaded, models = frameworks_and_models(framework or ["genai-best-practices"])
    known = {models.partition_of(region) for region in models.regions()}
    named = _partition(partition, [principal, cloudtrail_kms_key], known)
    place = {
        Template.CLOUDFORMATION: reader.STACK_PARTITION,
        Template.TERRAFORM: reader.TERRAFORM_PARTITION,
    }.get(template, named)
    logs = reader.LogPlace(location=cloudtrail, kms_key_arn=cloudtrail_kms_key) if cloudtrail else None
    policies = reader.reader_policies(reader.actions(loaded, models), logs, partition=place)
    if template is Template.POLICY:
        typer.echo(json.dumps(policies[0] if len(policies) == 1 else list(policies), indent=2))
        return
    role = reader.ReaderRole(name=role_name, principal=_principal(principal, place), external_id=external_id)
    if template is Template.TRUST:
        typer.echo(json.dumps(reader.trust_policy(role), indent=2))
    elif template is Template.CLOUDFORMATION:
        typer.echo(reader.cloudformation_template(role, policies), nl=False)
    else:
        typer.echo(reader.terraform_template(role, policies), nl=False)


def _check(role_name: str, external_id: str) -> None:
    findings = []
    if not _ROLE_NAME.fullmatch(role_name):
        findings.append(Finding("--role-name", f"{role_name!r}: 1 to 64 letters, digits and any of _+=,.@-"))
    if external_id and not _EXTERNAL_ID.fullmatch(external_id):
        findings.append(Finding("--external-id", f"{external_id!r}: 2 to 1224 letters, digits and any of _+=,.@:/-"))
    if findings:
        raise InvalidError(*findings)


def _check_logs(cloudtrail: str, kms_key: str) -> None:
    if cloudtrail and not _LOGS.fullmatch(cloudtrail):
        raise InvalidError(Finding("--cloudtrail", f"{cloudtrail!r} names no bucket: write s3://bucket/prefix"))
    if kms_key and not cloudtrail:
        raise InvalidError(Finding("--cloudtrail-kms-key", "say with --cloudtrail which log files the key encrypts"))
    if kms_key and not _KEY.fullmatch(kms_key):
        told = "is no ARN of a key: write arn:aws:kms:REGION:ACCOUNT:key/ID; rights are given to keys, not to aliases"
        raise InvalidError(Finding("--cloudtrail-kms-key", f"{kms_key!r} {told}"))


def _partition(given: str, named: Iterable[str], known: Collection[str]) -> str:
    """Return the one partition of everything that is named."""
    of_arns = sorted({arn.split(":")[1] for arn in named if arn.startswith("arn:")})
    partitions = of_arns if not given else sorted({given, *of_arns})
    if len(partitions) > 1:
        raise InvalidError(Finding("--partition", f"a role stays in one partition; named are {', '.join(partitions)}"))
    partition = partitions[0] if partitions else "aws"
    if partition not in known:
        raise InvalidError(Finding("--partition", f"AWS has no {partition!r}: one of {', '.join(sorted(known))}"))
    return partition


def _principal(text: str, partition: str) -> str:
    if _ACCOUNT.fullmatch(text):
        return f"arn:{partition}:iam::{text}:root"
    if _ARN.fullmatch(text):
        return text
    told = f"{text!r} is neither an ARN nor a 12-digit account id" if text else "missing"
    raise InvalidError(Finding("--principal", f"{told}: say who may assume the role"))
