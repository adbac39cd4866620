"""The vocabulary of made-up CloudTrail events: accounts, calls, callers and names, none of them real.

Order matters here: the events are drawn by seeded numbers from these lists.
"""

from datetime import UTC, datetime
from typing import Final, NamedTuple


class Call(NamedTuple):
    """An API call: how often it is drawn, whether it only reads, whether it is a data event, which body it has."""

    service: str
    name: str
    weight: int
    is_read_only: bool
    is_data: bool
    body: str

    @property
    def source(self) -> str:
        """The event source, say `bedrock.amazonaws.com`."""
        return f"{self.service}.amazonaws.com"


ACCOUNTS: Final = (
    "111122223333",
    "222233334444",
    "333344445555",
    "444455556666",
    "555566667777",
    "666677778888",
    "777788889999",
    "888899990000",
)
ACCOUNT_WEIGHTS: Final = (26, 20, 15, 12, 10, 8, 5, 4)
REGIONS: Final = ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-1")
REGION_WEIGHTS: Final = (46, 20, 18, 10, 6)
SCOPE_ACCOUNTS: Final = ACCOUNTS[:6]
SCOPE_REGIONS: Final = REGIONS[:4]
START: Final = datetime(2025, 3, 1, tzinfo=UTC)

MODELS: Final = (
    "anthropic.claude-3-5-sonnet-20241022-v2:0",
    "anthropic.claude-3-haiku-20240307-v1:0",
    "amazon.titan-embed-text-v2:0",
    "amazon.nova-pro-v1:0",
    "meta.llama3-1-70b-instruct-v1:0",
    "mistral.mistral-large-2407-v1:0",
    "cohere.embed-multilingual-v3",
    "amazon.nova-lite-v1:0",
)
USER_AGENTS: Final = (
    (
        "Boto3/1.35.63 md/Botocore#1.35.63 ua/2.0 os/linux#5.10.228-219.884.amzn2.x86_64 md/arch#x86_64 lang/"
        "python#3.11.9 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.63"
    ),
    (
        "aws-sdk-java/2.29.20 Linux/5.10.227 OpenJDK_64-Bit_Server_VM/17.0.13+11-LTS Java/17.0.13 vendor/Amaz"
        "on.com_Inc. io/sync http/Apache cfg/retry-mode/standard"
    ),
    (
        "aws-cli/2.22.7 md/awscrt#0.23.3 ua/2.0 os/linux#6.1.112-124.190.amzn2023.x86_64 md/arch#x86_64 lang/"
        "python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#s3"
        ".cp"
    ),
    (
        "APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.77.0 aws-"
        "sdk-go-v2/1.32.5 ua/2.1 os/linux lang/go#1.23.3 md/GOOS#linux md/GOARCH#amd64 api/iam#1.38.1"
    ),
    "aws-sdk-go/1.55.5 (go1.22.9; linux; amd64) amazon-ssm-agent/3.3.987.0",
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0."
        "0.0 Safari/537.36"
    ),
    "aws-sdk-nodejs/2.1692.0 linux/v20.18.0 exec-env/AWS_Lambda_nodejs20.x promise",
    (
        "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10.227 OpenJDK_64-Bit_Server_VM/25.432-"
        "b06 java/1.8.0_432 vendor/Oracle_Corporation cfg/retry-mode/standard]"
    ),
)
SERVICE_CALLERS: Final = (
    "autoscaling.amazonaws.com",
    "lambda.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "ec2.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
    "sagemaker.amazonaws.com",
    "bedrock.amazonaws.com",
)
ROLES: Final = (
    "AppServerRole",
    "DataPipelineRole",
    "EKSNodeGroupRole",
    "CICDDeployRole",
    "LambdaExecRole",
    "SageMakerExecutionRole",
    "BedrockInvokeRole",
    "AWSReservedSSO_AdministratorAccess_8a1f2c3d4e5f6071",
    "AWSReservedSSO_ViewOnly_7b2c3d4e5f607182",
    "SecurityAuditRole",
    "BackupRole",
    "TerraformRole",
    "AWSServiceRoleForConfig",
    "GlueJobRole",
)
USERS: Final = ("alice.meyer", "bob.tanaka", "ci-deployer", "svc-backup", "dana.okafor", "erik.lindqvist")
WORDS: Final = (
    "orders",
    "invoices",
    "embeddings",
    "training",
    "raw",
    "curated",
    "logs",
    "model",
    "features",
    "claims",
    "customers",
    "exports",
    "checkpoints",
    "prompts",
    "guardrails",
    "rag",
    "documents",
    "images",
    "audit",
    "billing",
)
