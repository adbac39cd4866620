"""Made-up CloudTrail events, one after the other, for an account and region; the same ones for the same seed."""

from itertools import accumulate
from typing import Final

from benchmarks.cloudtrail_bodies import FREQUENT_BODIES, Body, Scene
from benchmarks.cloudtrail_calls import FREQUENT, RARE, RARE_SHARE
from benchmarks.cloudtrail_rare import rare_body
from benchmarks.cloudtrail_words import ROLES, USER_AGENTS, Call
from benchmarks.cloudtrail_world import Json

_WEIGHTS: Final = tuple(accumulate(call.weight for call in FREQUENT))
_DENIED: Final = 0.012
_THROTTLED: Final = 0.018
_VERSIONS: Final = {"sts": "1.08", "s3": "1.10"}


def an_event(scene: Scene, callers: list[Json], time: str, reorder: float) -> tuple[Json, Call]:
    """Return an event at `time` and the call it is of; a share of `reorder` has its members in another order."""
    chance = scene.chance
    is_rare = chance.random() < RARE_SHARE
    call = chance.choice(RARE) if is_rare else chance.choices(FREQUENT, cum_weights=_WEIGHTS)[0]
    body = rare_body(scene, call) if is_rare else FREQUENT_BODIES[call.body](scene, call)
    caller = chance.choice(callers)
    head: Json = {"eventVersion": _VERSIONS.get(call.service, "1.11"), "userIdentity": caller}
    what: Json = {
        "eventTime": time,
        "eventSource": call.source,
        "eventName": call.name,
        "awsRegion": scene.region,
    }
    how = _how(scene, call, body, caller)
    tail = _tail(scene, call, body, is_by_service=caller["type"] == "AWSService")
    if reorder and chance.random() < reorder:
        return head | how | what | tail, call
    return head | what | how | tail, call


def _how(scene: Scene, call: Call, body: Body, caller: Json) -> Json:
    chance = scene.chance
    service = caller.get("invokedBy")
    address = service or chance.choice(scene.pools.addresses)
    agent = service or chance.choice(USER_AGENTS)
    error = _error(scene, call)
    return {
        "sourceIPAddress": address,
        "userAgent": agent,
        **error,
        "requestParameters": body.parameters,
        "responseElements": None if error else body.answer,
    }


def _error(scene: Scene, call: Call) -> Json:
    share = scene.chance.random()
    if share >= _THROTTLED:
        return {}
    if share >= _DENIED:
        return {"errorCode": "ThrottlingException", "errorMessage": "Rate exceeded"}
    action = f"{call.service}:{call.name}"
    user = f"arn:aws:sts::{scene.account}:assumed-role/{scene.chance.choice(ROLES)}"
    return {
        "errorCode": "AccessDenied",
        "errorMessage": f"User: {user} is not authorized to perform: {action} "
        f"because no identity-based policy allows the {action} action",
    }


def _tail(scene: Scene, call: Call, body: Body, *, is_by_service: bool) -> Json:
    chance = scene.chance
    return {
        "requestID": chance.base32(16) if call.service == "s3" else chance.uuid(),
        "eventID": chance.uuid(),
        "readOnly": call.is_read_only,
        **body.further,
        "eventType": "AwsConsoleSignIn" if call.service == "signin" else "AwsApiCall",
        "managementEvent": not call.is_data,
        "recipientAccountId": scene.account,
        "eventCategory": "Data" if call.is_data else "Management",
        **({} if is_by_service else _tls(scene, call)),
    }


def _tls(scene: Scene, call: Call) -> Json:
    return {
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{call.service}.{scene.region}.amazonaws.com",
        }
    }
