"""Links to files: whoever has one may do one thing with one file for a while, and needs no key.

A link is `/files/<key>?expires=<seconds>&name=<name>&signature=<hex>`. The signature is an HMAC-SHA256 over all of it
and the method, so that a link to put a file gets none. A presigned URL in AWS's own form would need an access key of
somebody: it would stand and fall with that key, and do whatever its owner may.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from urllib.parse import parse_qs, quote, unquote, urlencode

from probative.app.application import Application
from probative.domain.errors import DomainError

PREFIX: Final = "/files/"
_FORM: Final = "probative-link/1"
_MOST_FIELDS: Final = 16
_EXPIRES_LENGTH: Final = 10


class LinkRefusedError(DomainError):
    """A link may not be followed: it was changed, is used up or out of date. `reason` says which, for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"this link cannot be followed: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What may be done with which file, and until when; `name` is what the file is called for whoever gets it."""

    method: Literal["GET", "PUT"]
    key: str
    name: str
    expires_at: datetime


def new_link(application: Application, method: Literal["GET", "PUT"], key: str, *, name: str, lasts: timedelta) -> Link:
    """Return a link that lasts from now on."""
    return Link(method=method, key=key, name=name, expires_at=application.clock() + lasts)


def address_of(application: Application, link: Link, base_url: str) -> str:
    """Return where the link leads, on the server that clients reach at `base_url`."""
    expires = str(int(link.expires_at.timestamp()))
    fields = {"expires": expires, "name": link.name, "signature": _signature(application, link, expires)}
    return f"{base_url}{PREFIX}{quote(link.key)}?{urlencode(fields, quote_via=quote)}"


def follow(application: Application, method: Literal["GET", "PUT"], path: str, query: str) -> Link:
    """Return the link that `path` and `query` are, both still percent-encoded.

    Raises:
        LinkRefusedError: We did not make it, not for this method, or it is out of date.
    """
    key = unquote(path.removeprefix(PREFIX))
    fields = _fields_of(query)
    expires = fields.get("expires", "")
    if not (expires.isascii() and expires.isdigit()) or len(expires) > _EXPIRES_LENGTH:
        raise LinkRefusedError("it is not one of ours")
    link = Link(
        method=method, key=key, name=fields.get("name", ""), expires_at=datetime.fromtimestamp(int(expires), UTC)
    )
    given = fields.get("signature", "").encode("utf-8", "replace")
    if not hmac.compare_digest(given, _signature(application, link, expires).encode()):
        raise LinkRefusedError("it is not one of ours, or not for this method")
    if application.clock() >= link.expires_at:
        raise LinkRefusedError("it is out of date: ask for another one")
    return link


def _fields_of(query: str) -> dict[str, str]:
    try:
        return {name: values[-1] for name, values in parse_qs(query, max_num_fields=_MOST_FIELDS).items()}
    except ValueError:
        return {}


def _signature(application: Application, link: Link, expires: str) -> str:
    # Lengths before texts: no two links make the same bytes.
    parts = (_FORM, link.method, link.key, link.name, expires)
    signed = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.digest(application.link_key, signed.encode("utf-8", "surrogatepass"), "sha256").hex()
