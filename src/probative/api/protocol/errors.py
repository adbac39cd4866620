"""From whatever went wrong to what goes over the wire: only errors that the operation declares, no inner details.

The one table from errors to wire shapes is `_WRITERS`; the one from undeclared shapes to declared ones `_NEAREST`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from probative.api.protocol.model import Operation, service
from probative.api.protocol.refusals import (
    CannotParseError,
    ConstraintError,
    SignatureRefusedError,
    UnknownOperationError,
)
from probative.api.protocol.serialize import JSON_TYPE, Reply, to_json
from probative.domain.errors import (
    Finding,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotRegisteredError,
    QuotaError,
    ThrottledError,
    UnprovenError,
    WrongStateError,
)

VALIDATION: Final = "ValidationException"
ACCESS_DENIED: Final = "AccessDeniedException"
NOT_FOUND: Final = "ResourceNotFoundException"
QUOTA: Final = "ServiceQuotaExceededException"
THROTTLING: Final = "ThrottlingException"
INTERNAL: Final = "InternalServerException"

_FORBIDDEN: Final = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class WireError:
    """An error as it goes out: its shape's name, its message, the further members of the shape, further headers."""

    shape: str
    message: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()


_UNFORESEEN: Final = WireError(shape=INTERNAL, message="An internal error occurred. Try again later.")


def error_reply(error: Exception, *, operation: Operation | None, request_id: str) -> Reply:
    """Return the reply for `error`; `operation` is None where none was matched yet."""
    wire = to_wire_error(error)
    if operation is not None:
        wire = declared(operation, wire)
    return write_error(wire, request_id=request_id)


def write_error(error: WireError, *, request_id: str) -> Reply:
    """Return `error` as a reply, with the status of its shape; a shape that the model lacks is a refusal: 403."""
    values = {"message": error.message, **error.members}
    known = service().errors.get(error.shape)
    return Reply(
        status=known.status if known else _FORBIDDEN,
        headers=(JSON_TYPE, ("x-amzn-RequestId", request_id), ("x-amzn-ErrorType", error.shape), *error.headers),
        body=to_json(known.shape, values) if known else msgspec.json.encode(values),
    )


# --- from errors to shapes


def to_wire_error(error: Exception) -> WireError:
    """Return `error` as a wire error; what is not foreseen becomes InternalServerException without details."""
    for kind in type(error).__mro__:
        if kind in _WRITERS:
            return _WRITERS[kind](error)
    return _UNFORESEEN


def _validation(message: str, reason: str, findings: Sequence[Finding] = ()) -> WireError:
    fields = [{"name": finding.path, "message": finding.reason} for finding in findings]
    return WireError(
        shape=VALIDATION, message=message, members={"reason": reason, **({"fields": fields} if fields else {})}
    )


def _unknown_operation(error: UnknownOperationError) -> WireError:
    return _validation(f"Unknown operation: {error}", "unknownOperation")


def _cannot_parse(error: CannotParseError) -> WireError:
    return _validation(f"The request cannot be parsed: {error}", "cannotParse")


def _constraint(error: ConstraintError) -> WireError:
    head = f"{error.count} validation error{'' if error.count == 1 else 's'} detected: "
    told = "; ".join(finding.reason for finding in error.findings)
    rest = error.count - len(error.findings)
    return _validation(head + told + (f"; and {rest} more" if rest else ""), "fieldValidationFailed", error.findings)


def _invalid(error: InvalidError) -> WireError:
    return _validation("; ".join(map(str, error.findings)), "fieldValidationFailed", error.findings)


def _wrong_state(error: WrongStateError) -> WireError:
    return _validation(f"The {error}", "other")


def _not_found(error: NotFoundError) -> WireError:
    # Which ids do exist is none of the caller's business.
    return WireError(
        shape=NOT_FOUND,
        message=f"The {error.kind} {error.id_} does not exist",
        members={"resourceId": error.id_, "resourceType": error.kind},
    )


def _forbidden(error: ForbiddenError) -> WireError:
    return WireError(shape=ACCESS_DENIED, message=f"User: {error.actor} is not authorized to perform: {error.action}")


def _not_registered(error: NotRegisteredError) -> WireError:
    return WireError(shape=ACCESS_DENIED, message=str(error))


def _unproven(_: UnprovenError) -> WireError:
    # The reason is for the log and for whoever set the provider up.
    return WireError(shape=ACCESS_DENIED, message="It is not proven who asks")


def _quota(error: QuotaError) -> WireError:
    return WireError(shape=QUOTA, message=f"You have reached your quota: {error}")


def _throttled(error: ThrottledError) -> WireError:
    seconds = max(1, math.ceil(error.retry_after.total_seconds()))
    return WireError(shape=THROTTLING, message="Rate exceeded", headers=(("retry-after", str(seconds)),))


def _signature(error: SignatureRefusedError) -> WireError:
    return WireError(shape=error.code, message=error.message)


# Each writer takes the very class that it stands beside, which a mapping's type cannot say.
_WRITERS: Final[Mapping[type, Callable[[Any], WireError]]] = {
    UnknownOperationError: _unknown_operation,
    CannotParseError: _cannot_parse,
    ConstraintError: _constraint,
    InvalidError: _invalid,
    WrongStateError: _wrong_state,
    NotFoundError: _not_found,
    ForbiddenError: _forbidden,
    NotRegisteredError: _not_registered,
    UnprovenError: _unproven,
    QuotaError: _quota,
    ThrottledError: _throttled,
    SignatureRefusedError: _signature,
}


# --- from shapes to declared ones

# A caller's fault stays one where it can, so that no client tries again in vain; too many requests become a
# fault of the server, which every client tries again.
_NEAREST: Final[Mapping[str, tuple[str, ...]]] = {
    VALIDATION: (ACCESS_DENIED,),
    ACCESS_DENIED: (VALIDATION,),
    NOT_FOUND: (VALIDATION, ACCESS_DENIED),
    QUOTA: (VALIDATION, ACCESS_DENIED),
}
_MEMBERS: Final[Mapping[str, Mapping[str, object]]] = {VALIDATION: {"reason": "other"}}


def declared(operation: Operation, error: WireError) -> WireError:
    """Return `error`, or the nearest error that `operation` declares where it does not declare this one.

    Refused signatures pass: no operation declares them and every service of AWS sends them.
    """
    if error.shape in operation.errors or error.shape not in service().errors:
        return error
    for shape in _NEAREST.get(error.shape, ()):
        if shape in operation.errors:
            return WireError(shape=shape, message=error.message, members=_MEMBERS.get(shape, {}))
    if error.shape == THROTTLING:
        return WireError(shape=INTERNAL, message=error.message, headers=error.headers)
    return _UNFORESEEN
