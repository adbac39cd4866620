"""What the protocol itself refuses, before any use case is asked.

Each is raised where it is found and becomes wire form in `errors` alone.
"""

from enum import StrEnum

from probative.domain.errors import Finding, InvalidError


class RequestError(Exception):
    """A request that cannot be read as one of the operations."""


class UnknownOperationError(RequestError):
    """No operation has this path; or it has, with other methods: `allowed`."""

    def __init__(self, method: str, path: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(method, path, allowed)
        self.method = method
        self.path = path
        self.allowed = allowed

    def __str__(self) -> str:
        if self.allowed:
            return f"the method is not allowed here; allowed: {', '.join(self.allowed)}"
        return "no operation has this path"


class CannotParseError(RequestError):
    """What was sent is not what the protocol is made of: no JSON, no object, no UTF-8."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class ConstraintError(InvalidError):
    """An input breaks constraints of the model; `findings` are the first of them, `count` is how many there are."""

    def __init__(self, count: int, *findings: Finding) -> None:
        super().__init__(*findings)
        self.args = (count, *findings)
        self.count = count


class RefusalCode(StrEnum):
    """Why a signature is refused, as AWS spells it on the wire."""

    MISSING = "MissingAuthenticationTokenException"
    INCOMPLETE = "IncompleteSignatureException"
    INVALID = "InvalidSignatureException"
    MISMATCH = "SignatureDoesNotMatch"
    UNKNOWN_KEY = "UnrecognizedClientException"
    EXPIRED = "RequestExpired"


class SignatureRefusedError(Exception):
    """A request is not proven to come from a known, enabled key, unchanged and now."""

    def __init__(self, code: RefusalCode, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
