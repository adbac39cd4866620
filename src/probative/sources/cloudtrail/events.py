"""What an event says of itself: fields read from a decoded record, absent or odd ones as empty text."""

from datetime import UTC, datetime
from typing import Final, TypeAlias

Event: TypeAlias = dict[str, object]

_PRINCIPAL_LENGTH: Final = 256
_PRINCIPALS: Final = (
    ("arn",),
    ("sessionContext", "sessionIssuer", "arn"),
    ("principalId",),
    ("invokedBy",),
    ("userName",),
    ("accountId",),
)


def text_of(event: Event, *path: str) -> str:
    """Return the text at `path`, member by member; empty: there is none."""
    value: object = event
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def time_of(event: Event) -> datetime | None:
    """Return when the event was, aware; None: it does not say."""
    try:
        time = datetime.fromisoformat(text_of(event, "eventTime"))
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def principal_of(event: Event) -> str:
    """Return who acted: an ARN where there is one, else the id, service, name or account that stands for one."""
    for path in _PRINCIPALS:
        if name := text_of(event, "userIdentity", *path):
            return name[:_PRINCIPAL_LENGTH]
    return ""


def resource_of(event: Event) -> str:
    """Return the first ARN of the resources that the event touched; empty: it names none."""
    resources = event.get("resources")
    if not isinstance(resources, list):
        return ""
    return next((arn for item in resources if isinstance(item, dict) and (arn := text_of(item, "ARN"))), "")
