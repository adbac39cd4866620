"""What AWS's errors mean, as data: a gap, an empty answer, something to wait for, or something deleted in between.

The tables are tried in order: `BY_CALL` (errors that mean something else for certain calls), `BY_CODE`,
`BY_STATUS`, else the error is a gap of its own.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from probative.domain.slots import RefusalReason


class Meaning(StrEnum):
    """What is done about an error."""

    DENIED = "DENIED"
    NOT_ENABLED = "NOT_ENABLED"
    NO_REGION = "NO_REGION"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    REJECTED = "REJECTED"
    """The service does not want the call as it is: asking again is no use."""
    EMPTY = "EMPTY"
    """The error is an answer: there is nothing."""
    GONE = "GONE"
    """What was listed is not there any more."""
    THROTTLED = "THROTTLED"
    NOT_READY = "NOT_READY"
    """Something has to be finished first: asked again after a while."""
    FAILED = "FAILED"
    """The service failed: asked again."""
    TIMED_OUT = "TIMED_OUT"
    MALFORMED = "MALFORMED"
    EXPIRED = "EXPIRED"
    """The credentials are not accepted any more: renewed once."""


REASONS: Final[Mapping[Meaning, RefusalReason]] = {
    Meaning.DENIED: RefusalReason.ACCESS_DENIED,
    Meaning.EXPIRED: RefusalReason.ACCESS_DENIED,
    Meaning.NOT_ENABLED: RefusalReason.NOT_ENABLED,
    Meaning.NO_REGION: RefusalReason.REGION_UNAVAILABLE,
    Meaning.NOT_SUPPORTED: RefusalReason.NOT_SUPPORTED,
    Meaning.REJECTED: RefusalReason.ERROR,
    Meaning.GONE: RefusalReason.ERROR,
    Meaning.THROTTLED: RefusalReason.THROTTLED,
    Meaning.NOT_READY: RefusalReason.TIMEOUT,
    Meaning.FAILED: RefusalReason.ERROR,
    Meaning.TIMED_OUT: RefusalReason.TIMEOUT,
    Meaning.MALFORMED: RefusalReason.MALFORMED,
}
"""How a gap is told when nothing more can be done; an empty answer is no gap."""

TRIED_AGAIN: Final = frozenset({Meaning.NOT_READY, Meaning.FAILED, Meaning.TIMED_OUT, Meaning.MALFORMED})


class CallError(NamedTuple):
    """An error that means something of its own for certain calls; `*` matches any name."""

    service: str
    operation: str
    code: str
    message: re.Pattern[str] | None
    meaning: Meaning


def _says(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


BY_CALL: Final[tuple[CallError, ...]] = (
    CallError("s3", "GetBucketLifecycleConfiguration", "NoSuchLifecycleConfiguration", None, Meaning.EMPTY),
    CallError("s3", "GetBucketEncryption", "ServerSideEncryptionConfigurationNotFoundError", None, Meaning.EMPTY),
    CallError("s3", "GetBucketPolicy", "NoSuchBucketPolicy", None, Meaning.EMPTY),
    CallError("s3", "GetBucketPolicyStatus", "NoSuchBucketPolicy", None, Meaning.EMPTY),
    CallError("s3", "GetBucketTagging", "NoSuchTagSet", None, Meaning.EMPTY),
    CallError("s3", "GetBucketCors", "NoSuchCORSConfiguration", None, Meaning.EMPTY),
    CallError("s3", "GetBucketReplication", "ReplicationConfigurationNotFoundError", None, Meaning.EMPTY),
    CallError("s3", "GetBucketWebsite", "NoSuchWebsiteConfiguration", None, Meaning.EMPTY),
    CallError("s3", "GetObjectLockConfiguration", "ObjectLockConfigurationNotFoundError", None, Meaning.EMPTY),
    CallError("s3", "GetPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration", None, Meaning.EMPTY),
    CallError("s3", "GetBucketOwnershipControls", "OwnershipControlsNotFoundError", None, Meaning.EMPTY),
    CallError("s3control", "GetPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration", None, Meaning.EMPTY),
    CallError("iam", "GetAccountPasswordPolicy", "NoSuchEntity", None, Meaning.EMPTY),
    CallError("organizations", "DescribeEffectivePolicy", "EffectivePolicyNotFoundException", None, Meaning.EMPTY),
    CallError("bedrock", "GetUseCaseForModelAccess", "ResourceNotFoundException", None, Meaning.EMPTY),
    CallError("lambda", "GetPolicy", "ResourceNotFoundException", None, Meaning.EMPTY),
    CallError("macie2", "*", "AccessDeniedException", _says("macie is not enabled"), Meaning.EMPTY),
    CallError("macie2", "*", "ResourceNotFoundException", _says("not enabled"), Meaning.EMPTY),
    CallError("iam", "GetCredentialReport", "ReportInProgress", None, Meaning.NOT_READY),
    CallError("securityhub", "*", "InvalidAccessException", None, Meaning.NOT_ENABLED),
    CallError("securityhub", "*", "ResourceNotFoundException", _says("not (subscribed|enabled)"), Meaning.NOT_ENABLED),
    CallError(
        "inspector2", "*", "AccessDeniedException", _says("not enabled|does not have access"), Meaning.NOT_ENABLED
    ),
    CallError("support", "*", "AccessDeniedException", _says("premium support"), Meaning.NOT_ENABLED),
    CallError(
        "*", "*", "*", _says(r"not (available|supported|offered) in (this|the) (aws )?region"), Meaning.NO_REGION
    ),
    CallError("*", "*", "AccessDeniedException", _says("is not (enabled|subscribed)"), Meaning.NOT_ENABLED),
    CallError("*", "*", "AccessDenied", _says("token .*expired"), Meaning.EXPIRED),
)

BY_CODE: Final[Mapping[str, Meaning]] = {
    "AccessDenied": Meaning.DENIED,
    "AccessDeniedException": Meaning.DENIED,
    "AccessDeniedForDependencyException": Meaning.DENIED,
    "AuthFailure": Meaning.DENIED,
    "AuthorizationError": Meaning.DENIED,
    "AuthorizationErrorException": Meaning.DENIED,
    "ForbiddenException": Meaning.DENIED,
    "IncompleteSignature": Meaning.DENIED,
    "InvalidAccessKeyId": Meaning.DENIED,
    "InvalidSignatureException": Meaning.DENIED,
    "KMSAccessDeniedException": Meaning.DENIED,
    "MissingAuthenticationToken": Meaning.DENIED,
    "NotAuthorizedException": Meaning.DENIED,
    "SignatureDoesNotMatch": Meaning.DENIED,
    "UnauthorizedException": Meaning.DENIED,
    "UnauthorizedOperation": Meaning.DENIED,
    "BandwidthLimitExceeded": Meaning.THROTTLED,
    "EC2ThrottledException": Meaning.THROTTLED,
    "LimitExceededException": Meaning.THROTTLED,
    "PriorRequestNotComplete": Meaning.THROTTLED,
    "ProvisionedThroughputExceededException": Meaning.THROTTLED,
    "RequestLimitExceeded": Meaning.THROTTLED,
    "RequestThrottled": Meaning.THROTTLED,
    "RequestThrottledException": Meaning.THROTTLED,
    "SlowDown": Meaning.THROTTLED,
    "ThrottledException": Meaning.THROTTLED,
    "Throttling": Meaning.THROTTLED,
    "ThrottlingException": Meaning.THROTTLED,
    "TooManyRequests": Meaning.THROTTLED,
    "TooManyRequestsException": Meaning.THROTTLED,
    "AWSOrganizationsNotInUseException": Meaning.NOT_ENABLED,
    "AccountNotEnabled": Meaning.NOT_ENABLED,
    "NoAvailableConfigurationRecorderException": Meaning.NOT_ENABLED,
    "NoSuchConfigurationRecorderException": Meaning.NOT_ENABLED,
    "NotSubscribedException": Meaning.NOT_ENABLED,
    "OptInRequired": Meaning.NOT_ENABLED,
    "SubscriptionRequiredException": Meaning.NOT_ENABLED,
    "ExpiredToken": Meaning.EXPIRED,
    "ExpiredTokenException": Meaning.EXPIRED,
    "InvalidClientTokenId": Meaning.EXPIRED,
    "InvalidToken": Meaning.EXPIRED,
    "RequestExpired": Meaning.EXPIRED,
    "UnrecognizedClientException": Meaning.EXPIRED,
    "EntityNotFoundException": Meaning.GONE,
    "NoSuchBucket": Meaning.GONE,
    "NoSuchConfigRuleException": Meaning.GONE,
    "NoSuchEntity": Meaning.GONE,
    "NotFoundException": Meaning.GONE,
    "ResourceNotFound": Meaning.GONE,
    "ResourceNotFoundException": Meaning.GONE,
    "TrailNotFoundException": Meaning.GONE,
    "WAFNonexistentItemException": Meaning.GONE,
    "InvalidAction": Meaning.NOT_SUPPORTED,
    "NotImplemented": Meaning.NOT_SUPPORTED,
    "UnknownOperationException": Meaning.NOT_SUPPORTED,
    "UnsupportedOperation": Meaning.NOT_SUPPORTED,
    "UnsupportedOperationException": Meaning.NOT_SUPPORTED,
    "InternalError": Meaning.FAILED,
    "InternalFailure": Meaning.FAILED,
    "InternalServerError": Meaning.FAILED,
    "InternalServerException": Meaning.FAILED,
    "RequestTimeout": Meaning.TIMED_OUT,
    "RequestTimeoutException": Meaning.TIMED_OUT,
    "ServiceUnavailable": Meaning.FAILED,
    "ServiceUnavailableException": Meaning.FAILED,
}

BY_STATUS: Final[Mapping[int, Meaning]] = {
    401: Meaning.DENIED,
    403: Meaning.DENIED,
    408: Meaning.TIMED_OUT,
    429: Meaning.THROTTLED,
    501: Meaning.NOT_SUPPORTED,
    504: Meaning.TIMED_OUT,
}
_SERVER_FAULT: Final = 500

_HIDDEN: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"Encoded authorization failure message:.*", re.DOTALL), "(an encoded message)"),
    (
        re.compile(r"(?i)\b(authorization|signature|x-amz-security-token|token|secret\w*|password)\s*[:=]\s*\S+"),
        r"\1=***",
    ),
    (re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{12,}\b"), r"\1***"),
    (re.compile(r"[A-Za-z0-9+/=_-]{72,}"), "***"),
)
_MESSAGE_LENGTH: Final = 300


class AwsError(NamedTuple):
    """An error as AWS gave it."""

    code: str
    message: str
    status: int


def meaning_of(service: str, operation: str, error: AwsError) -> Meaning:
    """Return what an error of a call means."""
    for known in BY_CALL:
        if (
            fnmatchcase(service, known.service)
            and fnmatchcase(operation, known.operation)
            and fnmatchcase(error.code, known.code)
            and (known.message is None or known.message.search(error.message))
        ):
            return known.meaning
    by_table = BY_CODE.get(error.code) or BY_STATUS.get(error.status)
    return by_table or (Meaning.FAILED if error.status >= _SERVER_FAULT else Meaning.REJECTED)


def tell(code: str, message: str) -> str:
    """Return the error for people: one line, cut, without keys, tokens or signatures."""
    for pattern, shown in _HIDDEN:
        message = pattern.sub(shown, message)
    message = " ".join(message.split())
    return f"{code}: {message}"[:_MESSAGE_LENGTH] if message else code
