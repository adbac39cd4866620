"""What an event says of itself: members read from its record, absent or odd ones as empty text.

Of nearly every record, one pass takes those members, each of the type it should have. Where one is of another type, or
who acted is named otherwise than by an ARN, members are looked at one by one.
"""

from datetime import UTC, datetime
from typing import Final, TypeAlias, TypedDict, cast

import msgspec

Json: TypeAlias = dict[str, object]

_PRINCIPAL_LENGTH: Final = 256
_STAND_INS: Final = ("principalId", "invokedBy", "userName", "accountId")


class _Named(msgspec.Struct, gc=False, rename={"arn": "ARN"}):
    arn: str = ""


class _Identity(msgspec.Struct, gc=False, frozen=True):
    arn: str = ""


_SPELLED: Final = {
    "id": "eventID",
    "name": "eventName",
    "source": "eventSource",
    "time": "eventTime",
    "account": "recipientAccountId",
    "region": "awsRegion",
    "identity": "userIdentity",
}


class Event(msgspec.Struct, gc=False, rename=_SPELLED):
    """The members that a fact is made of."""

    id: str = ""
    name: str = ""
    source: str = ""
    time: str = ""
    account: str = ""
    region: str = ""
    identity: _Identity = _Identity()
    resources: list[_Named] | None = None

    @property
    def principal(self) -> str:
        """Who acted: an ARN where there is one, else the id, service, name or account that stands for one."""
        return self.identity.arn[:_PRINCIPAL_LENGTH]

    @property
    def resource(self) -> str:
        """The first ARN of the resources that the event touched; empty: it names none."""
        for resource in self.resources or ():
            if resource.arn:
                return resource.arn
        return ""


class _Resource(TypedDict, total=False):
    ARN: str


class _Issuer(TypedDict, total=False):
    arn: str


class _Session(TypedDict, total=False):
    sessionIssuer: _Issuer


class _AnyIdentity(TypedDict, total=False):
    arn: str
    principalId: str
    invokedBy: str
    userName: str
    accountId: str
    sessionContext: _Session


class _Members(TypedDict, total=False):
    eventID: str
    eventName: str
    eventSource: str
    eventTime: str
    awsRegion: str
    recipientAccountId: str
    userIdentity: _AnyIdentity
    resources: list[_Resource]


_EVENT: Final = msgspec.json.Decoder(Event)
_MEMBERS: Final = msgspec.json.Decoder(_Members)
_ANY: Final = msgspec.json.Decoder()


def read_event(raw: bytes) -> Event:
    """Return what the record `raw`, a JSON object, says of its event.

    Raises:
        DecodeError: It is not JSON.
    """
    try:
        event = _EVENT.decode(raw)
    except msgspec.ValidationError:
        return _from_members(_members(raw))
    return event if event.identity.arn else _from_members(_members(raw))


def _members(raw: bytes) -> Json:
    try:
        return cast("Json", _MEMBERS.decode(raw))
    except msgspec.ValidationError:
        return cast("Json", _ANY.decode(raw))  # a member of an odd type


def _from_members(value: Json) -> Event:
    return Event(
        id=_text(value, "eventID"),
        name=_text(value, "eventName"),
        source=_text(value, "eventSource"),
        time=_text(value, "eventTime"),
        account=_text(value, "recipientAccountId"),
        region=_text(value, "awsRegion"),
        identity=_Identity(_principal(value)),
        resources=[_Named(arn) for arn in _resources(value)],
    )


def _text(value: Json, name: str) -> str:
    text = value.get(name)
    return text if isinstance(text, str) else ""


def _principal(value: Json) -> str:
    identity = _member(value, "userIdentity")
    issuer = _member(_member(identity, "sessionContext"), "sessionIssuer")
    return _text(identity, "arn") or _text(issuer, "arn") or _stand_in(identity)


def _stand_in(identity: Json) -> str:
    return next((name for key in _STAND_INS if (name := _text(identity, key))), "")


def _member(value: Json, name: str) -> Json:
    member = value.get(name)
    return member if isinstance(member, dict) else {}


def _resources(value: Json) -> list[str]:
    resources = value.get("resources")
    if not isinstance(resources, list):
        return []
    return [_text(item, "ARN") for item in resources if isinstance(item, dict)]


def time_of(text: str) -> datetime | None:
    """Return the moment that the time of an event names, aware; None: it names none."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
