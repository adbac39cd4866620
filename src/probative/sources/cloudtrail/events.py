"""What an event says of itself: fields read from a decoded record, absent or odd ones as empty text."""

from datetime import UTC, datetime
from typing import Final, TypeAlias

Event: TypeAlias = dict[str, object]

_PRINCIPAL_LENGTH: Final = 256
_STAND_INS: Final = ("principalId", "invokedBy", "userName", "accountId")


def text_of(event: Event, name: str) -> str:
    """Return the text of the member `name`; empty: there is none."""
    value = event.get(name)
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
    identity = _member(event, "userIdentity")
    name = text_of(identity, "arn") or _issuer(identity) or _stand_in(identity)
    return name[:_PRINCIPAL_LENGTH]


def _issuer(identity: Event) -> str:
    return text_of(_member(_member(identity, "sessionContext"), "sessionIssuer"), "arn")


def _stand_in(identity: Event) -> str:
    return next((name for key in _STAND_INS if (name := text_of(identity, key))), "")


def _member(event: Event, name: str) -> Event:
    value = event.get(name)
    return value if isinstance(value, dict) else {}


def resource_of(event: Event) -> str:
    """Return the first ARN of the resources that the event touched; empty: it names none."""
    resources = event.get("resources")
    if not isinstance(resources, list):
        return ""
    return next((arn for item in resources if isinstance(item, dict) and (arn := text_of(item, "ARN"))), "")
