"""The reader role for whoever deploys it: exactly what the frameworks of this server ask for, as a template."""

import json
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.collection_status import MANAGE_ACCOUNTS
from probative.app.policy import (
    STACK_PARTITION,
    TERRAFORM_PARTITION,
    Document,
    LogPlace,
    ReaderRole,
    actions,
    cloudformation_template,
    reader_policies,
    terraform_template,
    trust_policy,
)
from probative.domain.deployment import Deployment
from probative.domain.errors import Finding, InvalidError
from probative.domain.people import Caller

DEFAULT_ROLE: Final = "ProbativeReader"
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ARN: Final = re.compile(r"arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:[\w+=,.@/-]+", re.ASCII)


class TemplateFormat(StrEnum):
    """In which form the role is written."""

    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"
    POLICY = "policy"
    TRUST = "trust"


_FILES: Final = {
    TemplateFormat.CLOUDFORMATION: "probative-reader.template.json",
    TemplateFormat.TERRAFORM: "probative-reader.tf",
    TemplateFormat.POLICY: "probative-reader-policy.json",
    TemplateFormat.TRUST: "probative-reader-trust.json",
}


class RoleTemplate(NamedTuple):
    """A template, and what it allows."""

    file_name: str
    content: str
    role_name: str
    external_id: str
    principal: str
    """Who may assume the role."""
    actions: Sequence[str]


def role_template(
    application: Application, deployment: Deployment, caller: Caller, format_: TemplateFormat, *, principal: str = ""
) -> RoleTemplate:
    """Return the reader role of the settings; `principal` may assume it: an ARN or an account id, else this account.

    Raises:
        ForbiddenError: The caller does not look after accounts.
        InvalidError: The principal is neither.
    """
    check_account(application, caller, MANAGE_ACCOUNTS)
    partition = {
        TemplateFormat.CLOUDFORMATION: STACK_PARTITION,
        TemplateFormat.TERRAFORM: TERRAFORM_PARTITION,
    }.get(format_, application.models.partition_of(application.region))
    role = ReaderRole(
        name=deployment.role_name or DEFAULT_ROLE,
        principal=_principal(principal or application.account, partition),
        external_id=deployment.external_id,
    )
    allowed = actions(application.catalogue.frameworks, application.models)
    # In the account that the log files lie in the role reads them; in others that statement allows nothing.
    logs = LogPlace(location=deployment.cloudtrail) if deployment.cloudtrail.startswith("s3://") else None
    policies = reader_policies(allowed, logs, partition=partition)
    content = _written(format_, role, policies)
    return RoleTemplate(_FILES[format_], content, role.name, role.external_id, role.principal, allowed)


def _written(format_: TemplateFormat, role: ReaderRole, policies: Sequence[Document]) -> str:
    match format_:
        case TemplateFormat.CLOUDFORMATION:
            return cloudformation_template(role, policies)
        case TemplateFormat.TERRAFORM:
            return terraform_template(role, policies)
        case TemplateFormat.POLICY:
            return json.dumps(policies[0] if len(policies) == 1 else list(policies), indent=2) + "\n"
        case TemplateFormat.TRUST:
            return json.dumps(trust_policy(role), indent=2) + "\n"


def _principal(text: str, partition: str) -> str:
    if _ACCOUNT.fullmatch(text):
        return f"arn:{partition}:iam::{text}:root"
    if _ARN.fullmatch(text):
        return text
    raise InvalidError(Finding("principal", f"{text!r} is neither an ARN nor a 12-digit account id"))
