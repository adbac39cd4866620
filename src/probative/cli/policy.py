"""`probative policy`: the reader role, for whoever deploys it."""

import json
import re
from enum import StrEnum
from typing import Annotated, Final

import typer

from probative.domain.errors import Finding, InvalidError

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ARN: Final = re.compile(r"arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:[\w+=,.@/-]+", re.ASCII)
_ROLE_NAME: Final = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_EXTERNAL_ID: Final = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
"""Source: IAM and STS API references, patterns of RoleName and ExternalId."""
_LOGS: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\s*?$]*)?")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Template(StrEnum):
    """In which form the role is printed."""

    POLICY = "policy"
    TRUST = "trust"
    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"


@app.command()
def policy(
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
) -> None:
    """Print the least-privilege read-only policy for the frameworks, or a template that deploys the role.

    A policy that is too large for IAM is printed as a list of several.
    """
    from probative.app import policy as reader  # noqa: PLC0415  start-up
    from probative.bootstrap import frameworks_and_models  # noqa: PLC0415  loads botocore's models

    _check(role_name, external_id, cloudtrail)
    loaded, models = frameworks_and_models(framework or ["genai-best-practices"])
    policies = reader.reader_policies(reader.actions(loaded, models), cloudtrail)
    if template is Template.POLICY:
        typer.echo(json.dumps(policies[0] if len(policies) == 1 else list(policies), indent=2))
        return
    role = reader.ReaderRole(name=role_name, principal=_principal(principal), external_id=external_id)
    if template is Template.TRUST:
        typer.echo(json.dumps(reader.trust_policy(role), indent=2))
    elif template is Template.CLOUDFORMATION:
        typer.echo(reader.cloudformation_template(role, policies), nl=False)
    else:
        typer.echo(reader.terraform_template(role, policies), nl=False)


def _check(role_name: str, external_id: str, cloudtrail: str) -> None:
    findings = []
    if not _ROLE_NAME.fullmatch(role_name):
        findings.append(Finding("--role-name", f"{role_name!r}: 1 to 64 letters, digits and any of _+=,.@-"))
    if external_id and not _EXTERNAL_ID.fullmatch(external_id):
        findings.append(Finding("--external-id", f"{external_id!r}: 2 to 1224 letters, digits and any of _+=,.@:/-"))
    if cloudtrail and not _LOGS.fullmatch(cloudtrail):
        findings.append(Finding("--cloudtrail", f"{cloudtrail!r} names no bucket: write s3://bucket/prefix"))
    if findings:
        raise InvalidError(*findings)


def _principal(text: str) -> str:
    if _ACCOUNT.fullmatch(text):
        return f"arn:aws:iam::{text}:root"
    if _ARN.fullmatch(text):
        return text
    told = f"{text!r} is neither an ARN nor a 12-digit account id" if text else "missing"
    raise InvalidError(Finding("--principal", f"{told}: say who may assume the role"))
