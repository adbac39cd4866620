"""Where the organization refuses: denied calls, throttled services, services that are not there."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from probative_demo.errors import ApiError
from probative_demo.places import ACCOUNTS
from probative_demo.routing import Call

_SECURITY, _PRODUCTION, _RESEARCH = ACCOUNTS["security"], ACCOUNTS["production"], ACCOUNTS["research"]

DENIED: Final = frozenset(
    {
        (_RESEARCH, "macie2", "*"),
        (_RESEARCH, "iam", "ListServiceSpecificCredentials"),
        (_RESEARCH, "organizations", "*"),
        (_RESEARCH, "budgets", "DescribeBudgetNotificationsForAccount"),
    }
)
"""Research never widened the reader's policy beyond AI services: (account, service, operation or all)."""

THROTTLED_FOREVER: Final = (_PRODUCTION, "eu-west-1", "resiliencehub", "ListApps")
"""A dashboard of production polls this operation without pause: no patience helps. Nothing else asks that service."""

BUSY: Final = (_PRODUCTION, "us-east-1", "sagemaker")
"""A service near its limit: it answers `BUSY_RATE` calls a second and `BUSY_BURST` at once, and throttles the rest."""
BUSY_RATE: Final = 40.0
BUSY_BURST: Final = 20.0

NOT_IN_REGION: Final = frozenset({("eu-west-1", "bedrock-agentcore-control")})
"""Services that AWS does not offer in a region of the organization."""


class Refusals:
    """Decides, call by call; keeps the token bucket of the busy service."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._lock = Lock()
        self._seconds = seconds
        self._tokens = BUSY_BURST
        self._filled_at = seconds()

    def check(self, call: Call) -> None:
        """Return if `call` may go on.

        Raises:
            ApiError: It may not.
        """
        service, name = call.name
        account, region = call.place
        if call.caller.reads_only and {(account, service, "*"), (account, service, name)} & DENIED:
            raise denied(call)
        if (region, service) in NOT_IN_REGION:
            raise ApiError("UnknownOperationException", f"{service} is not available in this Region.", 404)
        if (account, region, service, name) == THROTTLED_FOREVER or self._is_busy(account, region, service):
            raise ApiError("ThrottlingException", "Rate exceeded", 400 if call.target.protocol == "json" else 429)

    def _is_busy(self, account: str, region: str, service: str) -> bool:
        if (account, region, service) != BUSY:
            return False
        with self._lock:
            now = self._seconds()
            self._tokens = min(BUSY_BURST, self._tokens + (now - self._filled_at) * BUSY_RATE)
            self._filled_at = now
            if self._tokens < 1:
                return True
            self._tokens -= 1
            return False


def denied(call: Call) -> ApiError:
    """Return the error for a call that the caller's policies do not allow."""
    service, name = call.name
    action = f"{_PREFIXES.get(service, service)}:{name}"
    message = (
        f"User: {call.caller.arn} is not authorized to perform: {action} "
        "because no identity-based policy allows the action"
    )
    return ApiError(_DENIED_CODES.get(call.target.protocol, "AccessDeniedException"), message, _denied_status(call))


_PREFIXES: Final = {
    "bedrock-agent": "bedrock",
    "bedrock-runtime": "bedrock",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "accessanalyzer": "access-analyzer",
    "opensearchserverless": "aoss",
}
_DENIED_CODES: Final = {"query": "AccessDenied", "rest-xml": "AccessDenied", "ec2": "UnauthorizedOperation"}


def _denied_status(call: Call) -> int:
    return 400 if call.target.protocol == "json" else 403
