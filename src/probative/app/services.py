"""Use case of services: what AWS has, by category."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.domain.people import Caller
from probative.ports.asking import ApiModels

OTHER: Final = "Other"
"""The category of services whose names do not tell."""

_BRAND: Final = re.compile(r"^(Amazon|AWS) ")
_UNSPEAKABLE: Final = re.compile(r"[^a-zA-Z0-9\s().-]")
_NAME_MOST: Final = 40

_CATEGORIES: Final[Mapping[str, str]] = {
    "Analytics": """
        athena cleanrooms cloudsearch databrew dataexchange datazone emr entityresolution es finspace firehose glue
        kafka kinesis lakeformation opensearch osis quicksight
    """,
    "Application Integration": """
        appflow appintegrations appsync events eventbridge mq mwaa pipes scheduler schemas sns sqs stepfunctions swf
    """,
    "Business Applications": """
        alexa chime connect pinpoint ses socialmessaging supplychain wickr workdocs workmail
    """,
    "Compute": """
        appstream autoscaling batch compute-optimizer ec2 elasticbeanstalk evs imagebuilder lambda lightsail outposts
        pcs serverlessrepo workspaces
    """,
    "Containers": "apprunner ecr ecs eks",
    "Cost Management": """
        bcm billing budgets ce cost cur freetier invoicing pricing savingsplans tax
    """,
    "Database": """
        dax dms docdb dsql dynamodb elasticache keyspaces memorydb neptune rds redshift sdb simpledb timestream
    """,
    "Developer Tools": "amplify cloud9 code codestar device devicefarm",
    "Internet of Things": "greengrass iot",
    "Machine Learning": """
        bedrock codeguru comprehend devops-guru forecast frauddetector healthlake kendra lex lookout machinelearning
        personalize polly qapps qbusiness qconnect rekognition sagemaker textract transcribe translate voice-id
    """,
    "Management and Governance": """
        amp appconfig application- chatbot cloudcontrol cloudformation cloudtrail cloudwatch config controlcatalog
        controltower fis grafana health launch-wizard license-manager logs notifications oam observability organizations
        proton resiliencehub resource- resourcegroupstagging rum service-quotas servicecatalog ssm support synthetics
        trustedadvisor wellarchitected xray
    """,
    "Media Services": "deadline elementalinference ivs kinesis-video kinesisvideo media",
    "Migration and Transfer": "discovery drs m2 mgh mgn migration",
    "Networking and Content Delivery": """
        apigateway appmesh arc- cloudfront directconnect elb globalaccelerator internetmonitor networkflowmonitor
        networkmanager networkmonitor route53 servicediscovery vpc
    """,
    "Security, Identity, and Compliance": """
        accessanalyzer account acm artifact auditmanager clouddirectory cloudhsm cognito detective ds fms guardduty iam
        identitystore inspector kms macie network-firewall payment-cryptography pca-connector ram rolesanywhere
        secretsmanager security shield signer sso sts verifiedpermissions waf
    """,
    "Storage": """
        backup datasync dlm ebs efs fsx glacier importexport rbin s3 snowball storagegateway transfer
    """,
}
"""Beginnings of botocore's names, by AWS's own categories; the longest that fits counts."""

_BY_HEAD: Final = {head: category for category, heads in _CATEGORIES.items() for head in heads.split()}


class ServiceInScope(NamedTuple):
    """A service of AWS, for people."""

    name: str
    """As keywords of its API calls begin."""
    display_name: str
    category: str


def list_services(application: Application, caller: Caller) -> Sequence[ServiceInScope]:
    """Return all services of AWS, by display name.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "GetServicesInScope")
    return _services(application.models)


@lru_cache(maxsize=4)
def _services(models: ApiModels) -> Sequence[ServiceInScope]:
    found = (
        ServiceInScope(
            name=_UNSPEAKABLE.sub(" ", known.call_prefix)[:_NAME_MOST],
            display_name=known.full_name,
            category=_category(known.service),
        )
        for known in models.services()
    )
    return sorted(found, key=lambda service: (_BRAND.sub("", service.display_name).casefold(), service.name))


def _category(service: str) -> str:
    heads = (head for head in _BY_HEAD if service.startswith(head))
    return _BY_HEAD.get(max(heads, key=len, default=""), OTHER)
