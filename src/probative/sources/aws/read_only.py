"""Which calls may be made at all: those that read, and bring home no credential, secret or stored content.

The name of an operation says that it reads; the tables below are where the name lies, with the reason.
"""

import re
from collections.abc import Mapping
from typing import Final

READING_PREFIXES: Final = ("BatchDescribe", "BatchGet", "Describe", "Get", "List", "Lookup", "Search")

ALSO_READING: Final[frozenset[str]] = frozenset(
    {
        "accessanalyzer:CheckNoPublicAccess",
        "accessanalyzer:ValidatePolicy",
        "config:SelectAggregateResourceConfig",
        "config:SelectResourceConfig",
        "iam:GenerateCredentialReport",
        "iam:SimulateCustomPolicy",
        "iam:SimulatePrincipalPolicy",
        "s3:HeadBucket",
        "s3:HeadObject",
    }
)
"""Operations that read although their names begin otherwise; the credential report is a file that IAM keeps."""

_CREDENTIALS: Final = "returns credentials"
_SECRET: Final = "returns a secret"  # noqa: S105  a reason, not a secret
_SIGNED_URL: Final = "returns a link that opens without credentials"
_CONTENT: Final = "returns stored content, not configuration"
_WRITES: Final = "creates or starts something"
_TAKES: Final = "takes work from a queue"

DENIED: Final[Mapping[str, str]] = {
    "account-access-runtime:GetRoleCredentials": _CREDENTIALS,
    "acm:GetAcmeExternalAccountBindingCredentials": _CREDENTIALS,
    "appconfig:GetConfiguration": _CONTENT,
    "appconfigdata:GetLatestConfiguration": _CONTENT,
    "apigateway:GetApiKey": _SECRET,
    "apigateway:GetApiKeys": _SECRET,
    "bedrock-agentcore:GetResourceApiKey": _SECRET,
    "bedrock-agentcore:GetResourceOauth2Token": _CREDENTIALS,
    "bedrock-agentcore:GetWorkloadAccessToken": _CREDENTIALS,
    "bedrock-agentcore:GetWorkloadAccessTokenForJWT": _CREDENTIALS,
    "bedrock-agentcore:GetWorkloadAccessTokenForUserId": _CREDENTIALS,
    "bedrock-agentcore-control:GetDataset": _SIGNED_URL,
    "bedrock-agent-runtime:GetDocumentContent": _SIGNED_URL,
    "codecommit:GetBlob": _CONTENT,
    "codecommit:GetFile": _CONTENT,
    "codepipeline:GetJobDetails": _CREDENTIALS,
    "codepipeline:GetThirdPartyJobDetails": _CREDENTIALS,
    "cognito-identity:GetCredentialsForIdentity": _CREDENTIALS,
    "cognito-identity:GetId": _WRITES,
    "cognito-identity:GetOpenIdToken": _CREDENTIALS,
    "cognito-identity:GetOpenIdTokenForDeveloperIdentity": _CREDENTIALS,
    "cognito-idp:GetClientToken": _CREDENTIALS,
    "cognito-idp:GetDerivedToken": _CREDENTIALS,
    "cognito-idp:GetTokensFromRefreshToken": _CREDENTIALS,
    "cognito-idp:ListUserPoolClientSecrets": _SECRET,
    "connect:GetFederationToken": _CREDENTIALS,
    "dynamodb:BatchGetItem": _CONTENT,
    "dynamodb:GetItem": _CONTENT,
    "ec2:GetConsoleOutput": "may return secrets that a machine printed",
    "ec2:GetConsoleScreenshot": "may return secrets that a machine shows",
    "ec2:GetPasswordData": _SECRET,
    "ec2:DescribeInstanceAttribute": "may return user data, where secrets are often kept",
    "ecr:BatchGetImage": _CONTENT,
    "ecr:GetAuthorizationToken": _CREDENTIALS,
    "ecr:GetDownloadUrlForLayer": _SIGNED_URL,
    "ecr-public:GetAuthorizationToken": _CREDENTIALS,
    "emr-serverless:GetDashboardForJobRun": _SIGNED_URL,
    "gamelift:GetComputeAccess": _CREDENTIALS,
    "gamelift:GetComputeAuthToken": _CREDENTIALS,
    "gamelift:GetInstanceAccess": _CREDENTIALS,
    "glue:GetConnection": "may return the connection's password",
    "glue:GetConnections": "may return the connections' passwords",
    "kinesis:GetRecords": _CONTENT,
    "kms:GetParametersForImport": "returns a token that lets key material in",
    "lambda:GetFunction": _SIGNED_URL,
    "lambda:GetLayerVersion": _SIGNED_URL,
    "lambda:GetLayerVersionByArn": _SIGNED_URL,
    "lightsail:GetBucketAccessKeys": _CREDENTIALS,
    "lightsail:GetInstanceAccessDetails": _CREDENTIALS,
    "lightsail:GetRelationalDatabaseMasterUserPassword": _SECRET,
    "pca-connector-scep:GetChallengePassword": _SECRET,
    "redshift:GetIdentityCenterAuthToken": _CREDENTIALS,
    "s3:GetObject": _CONTENT,
    "s3:GetObjectTorrent": _CONTENT,
    "s3control:GetDataAccess": _CREDENTIALS,
    "sagemaker:GetScalingConfigurationRecommendation": _WRITES,
    "sagemaker-featurestore-runtime:BatchGetRecord": _CONTENT,
    "sagemaker-featurestore-runtime:GetRecord": _CONTENT,
    "secretsmanager:BatchGetSecretValue": _SECRET,
    "secretsmanager:GetRandomPassword": _SECRET,
    "secretsmanager:GetSecretValue": _SECRET,
    "ssm:GetParameter": "may return a decrypted secret; ssm:DescribeParameters says what there is",
    "ssm:GetParameterHistory": "may return a decrypted secret; ssm:DescribeParameters says what there is",
    "ssm:GetParameters": "may return a decrypted secret; ssm:DescribeParameters says what there is",
    "ssm:GetParametersByPath": "may return a decrypted secret; ssm:DescribeParameters says what there is",
    "stepfunctions:GetActivityTask": _TAKES,
}

DENIED_NAMES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"^Get\w*(Credentials|CredentialsWithIAM|CredentialsForIdentity)$"), _CREDENTIALS),
    (
        re.compile(r"^Get\w*(AccessToken|AuthToken|SessionToken|FederationToken|IdentityToken|PaymentToken)$"),
        _CREDENTIALS,
    ),
    (
        re.compile(r"(?i)^Get\w*(presigned\w*|EmbedUrl|DownloadUrl|UploadUrl|SessionEndpoint|DashboardUrl)$"),
        _SIGNED_URL,
    ),
    (re.compile(r"^Get\w*(DownloadLink|UploadLinks|ArtifactsUrl|StreamUrl)$"), _SIGNED_URL),
)
"""The same, wherever the name says it: services come and go, the names stay alike."""


def check_read_only(service: str, operation: str) -> str | None:
    """Return why the operation may not be called; None: it reads, and brings home nothing secret."""
    call = f"{service}:{operation}"
    if call in DENIED:
        return f"{call} {DENIED[call]}: no evidence may hold that"
    for pattern, reason in DENIED_NAMES:
        if pattern.match(operation):
            return f"{call} {reason}: no evidence may hold that"
    if operation.startswith(READING_PREFIXES) or call in ALSO_READING:
        return None
    return f"{call} is not read-only: only operations that get, list, describe, look up or search may be called"
