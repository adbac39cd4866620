"""CloudTrail records, with their members in the order in which CloudTrail writes them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from probative_demo.callers import Caller
from probative_demo.models import Members
from probative_demo.places import ADMIN_ROLE, ORGANIZATION_ID, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What a record is of."""

    at: datetime
    place: Place
    source: str
    """The service as it signs, say `bedrock`: the event source without `.amazonaws.com`."""
    name: str
    identity: Members
    address: str
    agent: str
    params: Members | None = None
    response: Members | None = None
    error: tuple[str, str] | None = None
    is_read: bool = False
    data_type: str | None = None
    """Type of the resource of a data event; None: a management event."""
    resource: str | None = None
    extra: Members | None = None
    vpc_endpoint: str | None = None
    from_console: bool = False
    login: Mapping[str, str] | None = None
    number: int = 0
    """Tells apart what would be equal in all else."""


def write_record(happening: Happening) -> Members:
    """Return the record, ready for JSON."""
    host = f"{happening.source}.{happening.place.region}.amazonaws.com"
    record: Members = {
        "eventVersion": "1.11",
        "userIdentity": happening.identity,
        "eventTime": f"{happening.at:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": f"{happening.source}.amazonaws.com",
        "eventName": happening.name,
        "awsRegion": happening.place.region,
        "sourceIPAddress": happening.address,
        "userAgent": happening.agent,
    }
    if happening.error:
        record["errorCode"], record["errorMessage"] = happening.error
    record["requestParameters"] = happening.params
    record["responseElements"] = happening.response
    if happening.extra:
        record["additionalEventData"] = happening.extra
    record |= _ids(happening)
    record["readOnly"] = happening.is_read
    if happening.data_type:
        record["resources"] = [
            {"accountId": happening.place.account, "type": happening.data_type, "ARN": happening.resource}
        ]
    record |= _tail(happening)
    if happening.address.endswith("amazonaws.com"):
        return record
    record["tlsDetails"] = {
        "tlsVersion": "TLSv1.3",
        "cipherSuite": "TLS_AES_128_GCM_SHA256",
        "clientProvidedHostHeader": host,
    }
    if happening.from_console:
        record["sessionCredentialFromConsole"] = "true"
    return record


def _ids(happening: Happening) -> Members:
    facts = f"{happening.at}/{happening.place}/{happening.source}/{happening.name}/{happening.number}"
    return {
        "requestID": uuid_of(f"request/{facts}"),
        "eventID": uuid_of(f"event/{facts}"),
    }


def _tail(happening: Happening) -> Members:
    is_data = happening.data_type is not None
    tail: Members = {
        "eventType": "AwsConsoleSignIn" if happening.name == "ConsoleLogin" else "AwsApiCall",
        "managementEvent": not is_data,
        "recipientAccountId": happening.place.account,
    }
    if happening.vpc_endpoint:
        tail["vpcEndpointId"] = happening.vpc_endpoint
    return tail | {"eventCategory": "Data" if is_data else "Management"}


def uuid_of(text: str) -> str:
    """Return a UUID that is a function of `text`."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def identity_of_user(account: str, user: str, access_key: str | None = None) -> Members:
    """Return the identity of an IAM user."""
    digest = hashlib.sha256(f"{account}/{user}".encode()).hexdigest().upper()
    return {
        "type": "IAMUser",
        "principalId": f"AIDAQHM{digest[:14]}",
        "arn": f"arn:aws:iam::{account}:user/{user}",
        "accountId": account,
        "accessKeyId": access_key or f"AKIAQHM{digest[14:27]}",
        "userName": user,
    }


def identity_of_role(place: Place, role: str, session: str, at: datetime, *, mfa: bool = False) -> Members:
    """Return the identity of a session of a role."""
    digest = hashlib.sha256(f"{place.account}/{role}".encode()).hexdigest().upper()
    role_id = f"AROAQHM{digest[:14]}"
    path = f"aws-reserved/sso.amazonaws.com/{place.region}/" if role.startswith("AWSReservedSSO_") else ""
    return {
        "type": "AssumedRole",
        "principalId": f"{role_id}:{session}",
        "arn": f"arn:aws:sts::{place.account}:assumed-role/{role}/{session}",
        "accountId": place.account,
        "accessKeyId": f"ASIAQHM{digest[14:27]}",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": role_id,
                "arn": f"arn:aws:iam::{place.account}:role/{path}{role}",
                "accountId": place.account,
                "userName": role,
            },
            "attributes": {
                "creationDate": f"{at - timedelta(minutes=at.minute):%Y-%m-%dT%H:%M:%SZ}",
                "mfaAuthenticated": "true" if mfa else "false",
            },
        },
    }


def identity_of_caller(caller: Caller, place: Place, at: datetime) -> Members:
    """Return the identity of whoever calls the running organization."""
    name = caller.arn.rpartition("/")[2]
    if caller.role:
        identity = identity_of_role(place, caller.role, name, at, mfa=caller.role == ADMIN_ROLE)
        return identity | {"accessKeyId": caller.access_key}
    return identity_of_user(caller.account, name, caller.access_key)


def as_recorded(value: Any) -> Any:  # noqa: ANN401  whatever was sent
    """Return request or response members in the trail's casing: the first letter lower, times as text, no blobs."""
    match value:
        case dict():
            return {
                name[:1].lower() + name[1:]: as_recorded(item)
                for name, item in value.items()
                if not isinstance(item, bytes) and item is not None
            }
        case list() | tuple():
            return [as_recorded(item) for item in value]
        case datetime():
            return f"{value:%b} {value.day}, {value:%Y, %I:%M:%S %p}"
        case _:
            return value


def bucket_key(place: Place, at: datetime, salt: str) -> str:
    """Return where a log file of an organization trail lies."""
    digest = hashlib.sha256(f"{place}/{at}/{salt}".encode()).hexdigest()
    return (
        f"AWSLogs/{ORGANIZATION_ID}/{place.account}/CloudTrail/{place.region}/{at:%Y/%m/%d}/"
        f"{place.account}_CloudTrail_{place.region}_{at:%Y%m%dT%H%MZ}_{digest[:16]}.json.gz"
    )
