"""What an error means is data; the data names errors that exist, and tells no secret."""

import pytest

from probative.domain.slots import RefusalReason
from probative.sources.aws.error_codes import BY_CALL, BY_CODE, REASONS, AwsError, Meaning, meaning_of, tell
from tests.support.aws_asking import models

SERVICES = (
    "accessanalyzer application-autoscaling backup bedrock bedrock-agent cloudtrail cloudwatch config dynamodb ec2 "
    "events glue guardduty iam inspector2 kms lambda logs macie2 organizations s3 s3control sagemaker securityhub "
    "service-quotas sns ssm sts support synthetics waf wafv2 apigateway athena codebuild sesv2 stepfunctions batch "
    "detective fms kinesis cognito-idp redshift elbv2 signer ses shield mturk quicksight globalaccelerator connect"
)
COMMON = {
    "AccessDenied", "AuthFailure", "AuthorizationError", "IncompleteSignature", "InvalidAccessKeyId",
    "InvalidClientTokenId", "InvalidAction", "InvalidSignatureException", "MissingAuthenticationToken", "OptInRequired",
    "RequestExpired", "RequestLimitExceeded", "ServiceUnavailable", "SignatureDoesNotMatch", "SlowDown", "Throttling",
    "UnauthorizedOperation", "UnrecognizedClientException", "InternalError", "InternalFailure", "NotImplemented",
    "UnknownOperationException", "RequestTimeout", "ExpiredToken", "InvalidToken", "UnsupportedOperation",
    "BandwidthLimitExceeded", "EC2ThrottledException", "PriorRequestNotComplete", "RequestThrottled",
    "RequestThrottledException", "TooManyRequests", "ThrottledException", "RequestTimeoutException",
    "NoSuchLifecycleConfiguration", "ServerSideEncryptionConfigurationNotFoundError", "NoSuchBucketPolicy",
    "NoSuchTagSet", "NoSuchCORSConfiguration", "ReplicationConfigurationNotFoundError", "NoSuchWebsiteConfiguration",
    "ObjectLockConfigurationNotFoundError", "NoSuchPublicAccessBlockConfiguration", "OwnershipControlsNotFoundError",
    "ExpiredTokenException", "AccountNotEnabled", "NotSubscribedException", "NotAuthorizedException",
    "ReportInProgress",
    "SubscriptionRequiredException", "LimitExceededException", "AuthorizationErrorException", "ForbiddenException",
}  # fmt: skip
"""Codes that AWS documents for all of its services, for S3 or for EC2, and that no service model declares."""


def declared() -> set[str]:
    """Every code that one of many service models declares for an error."""
    codes = set()
    for service in SERVICES.split():
        if models()._find_model(service) is None:
            continue
        for shape in models().model(service).error_shapes:
            codes |= {shape.name, str(shape.metadata.get("error", {}).get("code", shape.name))}
    return codes


def test_every_code_is_spelt_as_a_model_or_the_documentation_spells_it() -> None:
    known = declared() | COMMON
    told = set(BY_CODE) | {error.code for error in BY_CALL} - {"*"}
    assert told - known == set()


def test_errors_of_certain_calls_name_calls_that_exist() -> None:
    for error in BY_CALL:
        if error.service != "*" and error.operation != "*":
            assert models().operation(error.service, error.operation).name == error.operation


def test_every_meaning_but_an_empty_answer_has_a_reason() -> None:
    assert set(REASONS) == set(Meaning) - {Meaning.EMPTY}
    assert set(REASONS.values()) == set(RefusalReason)


@pytest.mark.parametrize(
    ("call", "error", "meaning"),
    [
        ("s3:GetBucketPolicy", AwsError("NoSuchBucketPolicy", "", 404), Meaning.EMPTY),
        ("s3:GetBucketAcl", AwsError("NoSuchBucketPolicy", "", 404), Meaning.REJECTED),
        ("iam:GetUser", AwsError("NoSuchEntity", "", 404), Meaning.GONE),
        ("bedrock:X", AwsError("Unheard", "", 429), Meaning.THROTTLED),
        ("bedrock:X", AwsError("Unheard", "", 403), Meaning.DENIED),
        ("bedrock:X", AwsError("Unheard", "", 503), Meaning.FAILED),
        ("bedrock:X", AwsError("Unheard", "", 400), Meaning.REJECTED),
        ("bedrock:X", AwsError("Any", "This operation is not available in this region", 400), Meaning.NO_REGION),
        ("inspector2:X", AwsError("AccessDeniedException", "not enabled for account", 403), Meaning.NOT_ENABLED),
        ("inspector2:X", AwsError("AccessDeniedException", "not authorized to perform", 403), Meaning.DENIED),
    ],
)
def test_an_error_means_what_the_first_table_says_that_knows_it(call: str, error: AwsError, meaning: Meaning) -> None:
    service, operation = call.split(":")
    assert meaning_of(service, operation, error) is meaning


@pytest.mark.parametrize(
    "secret",
    [
        "Credential=AKIAIOSFODNN7EXAMPLE/20261120/us-east-1",
        "x-amz-security-token: FwoGZXIvYXdzEBYaD",
        "Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024",
        "Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijkl",
        "secretAccessKey=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AQoDYXdzEJr1K3EXAMPLE" * 5,
    ],
)
def test_no_secret_is_told(secret: str) -> None:
    told = tell("AccessDenied", f"User is not allowed ({secret}) to do this")
    value = secret.rpartition("=")[2].rpartition(": ")[2]
    assert value not in told
    assert told.startswith("AccessDenied: User is not allowed")


def test_a_message_is_one_line_of_at_most_300_characters() -> None:
    told = tell("X", "word \n" * 200)
    assert len(told) == 300
    assert "\n" not in told
    assert tell("X", "") == "X"
