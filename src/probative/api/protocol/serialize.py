"""From the output of an operation to the bytes that answer it."""

from collections.abc import Mapping
from dataclasses import dataclass

from probative.api.protocol.model import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back: status, headers and body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class OutputError(Exception):
    """An output does not fit its operation's shape: a fault of ours, never of the caller."""


def reply(operation: Operation, output: Mapping[str, object], *, request_id: str) -> Reply:
    """Return `output` as a reply: members by their names in the model, aware datetimes, None for absent.

    Raises:
        OutputError: A member is unknown to the model or of another type.
    """
    raise NotImplementedError
