"""What a signature claims, as it stands in a request: read, but not yet believed.

It stands in the `Authorization` header, or, in a presigned URL, in the query; never in both.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias
from urllib.parse import quote, unquote, urlencode

from probative.api.protocol.refusals import RefusalCode, SignatureRefusedError

ALGORITHM: Final = "AWS4-HMAC-SHA256"
TERMINATOR: Final = "aws4_request"
TIME_FORMAT: Final = "%Y%m%dT%H%M%SZ"
LONGEST_LIFE: Final = timedelta(days=7)

_TIME: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_SECONDS: Final = re.compile(r"[0-9]{1,6}")
_SCOPE_PARTS: Final = 5
SIGNATURE: Final = "X-Amz-Signature"
_QUERY_PARTS: Final = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    SIGNATURE,
)
_HEADER_PARTS: Final = ("Credential", "SignedHeaders", "Signature")

Headers: TypeAlias = tuple[tuple[str, str], ...]
"""Header fields as they arrived, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A signature, and what it says of itself.

    `query` is what of the raw query is signed. `life` is how long a presigned URL lives; None: a signed header.
    """

    access_key_id: str
    day: str
    region: str
    service: str
    signed_at: datetime
    signed_headers: tuple[str, ...]
    signature: str
    query: str
    life: timedelta | None


def read_claim(query: str, headers: Headers) -> Claim:
    """Return the one claim that the raw `query` or the `headers` make.

    Raises:
        SignatureRefusedError: There is none, more than one, or one that is not complete and well-formed.
    """
    in_headers = values_of(headers, "authorization")
    in_query = any(pair.partition("=")[0] in {"X-Amz-Algorithm", SIGNATURE} for pair in query.split("&"))
    if not in_headers and not in_query:
        raise SignatureRefusedError(RefusalCode.MISSING, "Missing Authentication Token")
    if len(in_headers) + in_query > 1:
        raise incomplete("Only one signature is allowed: in the Authorization header or in the query")
    return _query_claim(query) if in_query else _header_claim(in_headers[0], query, headers)


def values_of(headers: Headers, name: str) -> list[str]:
    """Return the values of the header `name`, which is lower case, in the order they arrived."""
    return [value for key, value in headers if key.lower() == name]


def incomplete(message: str) -> SignatureRefusedError:
    """Return the refusal of a signature that lacks something or is misshapen."""
    return SignatureRefusedError(RefusalCode.INCOMPLETE, message)


def to_query(claim: Claim) -> str:
    """Return what a presigned URL says of its signature, all but the signature itself; its life is set."""
    life = claim.life or timedelta()
    scope = (claim.access_key_id, claim.day, claim.region, claim.service, TERMINATOR)
    parts = (
        ALGORITHM,
        "/".join(scope),
        claim.signed_at.strftime(TIME_FORMAT),
        str(int(life.total_seconds())),
        ";".join(claim.signed_headers),
    )
    return urlencode(tuple(zip(_QUERY_PARTS, parts, strict=False)), quote_via=quote, safe="")


def _header_claim(authorization: str, query: str, headers: Headers) -> Claim:
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        raise incomplete(f"The Authorization header must start with {ALGORITHM}")
    pairs = [part.strip().partition("=") for part in rest.split(",")]
    if len(pairs) != len(_HEADER_PARTS):
        raise incomplete(f"Authorization header requires exactly {', '.join(_HEADER_PARTS)}")
    parts = _exactly(_HEADER_PARTS, [(name, value) for name, _, value in pairs], "Authorization header")
    stamps = values_of(headers, "x-amz-date")
    if len(stamps) != 1:
        raise incomplete("Authorization header requires existence of one 'X-Amz-Date' header")
    return _claim(parts["Credential"], stamps[0], parts["SignedHeaders"], parts["Signature"], query=query, life=None)


def _query_claim(query: str) -> Claim:
    pairs = [(pair, *pair.partition("=")[::2]) for pair in query.split("&")]
    parts = _exactly(_QUERY_PARTS, [(name, unquote(value)) for _, name, value in pairs], "AWS query-string")
    if parts["X-Amz-Algorithm"] != ALGORITHM:
        raise incomplete(f"X-Amz-Algorithm must be {ALGORITHM}")
    return _claim(
        parts["X-Amz-Credential"],
        parts["X-Amz-Date"],
        parts["X-Amz-SignedHeaders"],
        parts[SIGNATURE],
        query="&".join(pair for pair, name, _ in pairs if name != SIGNATURE),
        life=_life(parts["X-Amz-Expires"]),
    )


def _exactly(names: tuple[str, ...], found: list[tuple[str, str]], where: str) -> Mapping[str, str]:
    values = {name: [value for key, value in found if key == name and value] for name in names}
    if wrong := [name for name in names if len(values[name]) != 1]:
        raise incomplete(" ".join(f"{where} requires one '{name}' parameter." for name in wrong))
    return {name: value for name, (value,) in values.items()}


def _life(text: str) -> timedelta:
    life = timedelta(seconds=int(text)) if _SECONDS.fullmatch(text) else timedelta()
    if not timedelta() < life <= LONGEST_LIFE:
        raise incomplete("X-Amz-Expires must be a number of seconds from 1 to 604800")
    return life


def _claim(
    credential: str, stamp: str, signed_headers: str, signature: str, *, query: str, life: timedelta | None
) -> Claim:
    scope = credential.split("/")
    if len(scope) != _SCOPE_PARTS or scope[-1] != TERMINATOR:
        raise incomplete(f"Credential must have exactly 5 slash-delimited elements and end with {TERMINATOR}")
    access_key_id, day, region, service, _ = scope
    return Claim(
        access_key_id=access_key_id,
        day=day,
        region=region,
        service=service,
        signed_at=_instant(stamp),
        signed_headers=tuple(signed_headers.split(";")),
        signature=signature,
        query=query,
        life=life,
    )


def _instant(stamp: str) -> datetime:
    try:
        if _TIME.fullmatch(stamp):
            return datetime.fromisoformat(stamp)
    except ValueError:
        pass
    raise incomplete("Date must be in ISO-8601 'basic format': YYYYMMDDTHHMMSSZ")
