"""What S3 and the way to it answer when they do not give, as reasons and words for people."""

from typing import Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
)

from probative.domain.slots import RefusalReason
from probative.sources.cloudtrail.unreadable import UnreadableError

_REASONS: Final = {
    "AccessDenied": RefusalReason.ACCESS_DENIED,
    "403": RefusalReason.ACCESS_DENIED,
    "AllAccessDisabled": RefusalReason.ACCESS_DENIED,
    "ExpiredToken": RefusalReason.ACCESS_DENIED,
    "InvalidAccessKeyId": RefusalReason.ACCESS_DENIED,
    "InvalidToken": RefusalReason.ACCESS_DENIED,
    "SignatureDoesNotMatch": RefusalReason.ACCESS_DENIED,
    "SlowDown": RefusalReason.THROTTLED,
    "503": RefusalReason.THROTTLED,
    "RequestTimeout": RefusalReason.TIMEOUT,
}
_MESSAGES: Final = {
    "NoSuchKey": "is gone since it was listed: run again",
    "PreconditionFailed": "changed after it was listed: run again",
    "412": "changed after it was listed: run again",
    "InvalidObjectState": "lies in an archive tier: restore it, then run again",
}


def to_unreadable(error: ClientError | BotoCoreError) -> UnreadableError:
    """Return why S3 did not give, told from what botocore raised."""
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", ""))
        said = str(error.response.get("Error", {}).get("Message", ""))
        message = _MESSAGES.get(code) or f"S3 answers {code}: {said}"
        return UnreadableError(_REASONS.get(code, RefusalReason.ERROR), message)
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return UnreadableError(RefusalReason.ACCESS_DENIED, f"no AWS credentials: {error}")
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError):
        return UnreadableError(RefusalReason.TIMEOUT, str(error))
    return UnreadableError(RefusalReason.ERROR, str(error))
