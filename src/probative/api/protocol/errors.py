"""From whatever went wrong to what goes over the wire: only errors that the operation declares, no inner details."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from probative.api.protocol.model import Operation
from probative.api.protocol.serialize import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class WireError:
    """An error as it goes out: its shape's name, its message, and the further members of the shape."""

    shape: str
    message: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()


def to_wire_error(error: Exception) -> WireError:
    """Return `error` as a wire error; what is not foreseen becomes InternalServerException without details."""
    raise NotImplementedError


def declared(operation: Operation, error: WireError) -> WireError:
    """Return `error`, or the nearest error that `operation` declares where it does not declare this one."""
    raise NotImplementedError


def error_reply(error: Exception, *, operation: Operation | None, request_id: str) -> Reply:
    """Return the reply for `error`; `operation` is None where none was matched yet."""
    raise NotImplementedError
