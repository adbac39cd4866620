"""One HTTP call: sent, and what came back told apart: a page, or an error with its meaning."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec
from botocore import xform_name
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointProviderError,
    EndpointResolutionError,
    HTTPClientError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
    UnknownEndpointError,
)
from botocore.exceptions import ConnectionError as UnreachableError
from botocore.model import OperationModel, Shape, StructureShape
from botocore.parsers import ResponseParserError
from botocore.response import StreamingBody

from probative.domain.ids import GLOBAL
from probative.ports.ambient import Clock
from probative.sources.aws.calls import Call
from probative.sources.aws.error_codes import AwsError, Meaning, meaning_of, tell
from probative.sources.aws.paging import Paging, find_paging
from probative.sources.aws.redaction import Redaction
from probative.sources.aws.sessions import CredentialsError, Sessions, told
from probative.sources.aws.spool import Page

_BODY: Final = "ProbativeBody"
"""Where the response hook leaves what it saw of the body."""
_OK: Final = 200
_STREAM_BYTES: Final = 1 << 20
_JSON_PROTOCOLS: Final = frozenset({"json", "rest-json"})

_EXCEPTIONS: Final[tuple[tuple[tuple[type[Exception], ...], Meaning], ...]] = (
    ((ConnectTimeoutError, ReadTimeoutError), Meaning.TIMED_OUT),
    ((ResponseStreamingError, IncompleteReadError), Meaning.MALFORMED),
    ((EndpointProviderError, EndpointResolutionError, UnknownEndpointError), Meaning.NO_REGION),
    ((HTTPClientError, UnreachableError), Meaning.TIMED_OUT),
    ((BotoCoreError,), Meaning.REJECTED),
)
"""What botocore's own errors mean; the first that fits."""


class Trouble(NamedTuple):
    """A call that brought no page: what that means, and why, for people."""

    meaning: Meaning
    message: str


class Received(NamedTuple):
    """A page, and the arguments that ask for the one after it (None: it is the last)."""

    page: Page
    next_token: Mapping[str, object] | None


class Caller:
    """Makes calls; safe between threads. Nothing here waits or tries again, except to renew credentials."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock
        self._redactions: dict[str, Redaction] = {}
        self.paging = lru_cache(maxsize=None)(self._find_paging)
        sessions.session.register("before-parse", _see_body)

    def call(self, call: Call, token: Mapping[str, object]) -> Received | Trouble:
        """Make `call`, for the page that `token` asks for."""
        arguments = {**self.paging(call.service, call.operation).sized(call.arguments), **token}
        region = self._sessions.home(call.service) if call.region == GLOBAL else call.region
        try:
            client = self._sessions.client(region, call.service)
            with self._sessions.acting_for(call.account):
                answer = getattr(client, xform_name(call.operation))(**arguments)
            return self._page(call, answer)
        except ClientError as error:
            return self._trouble(call, error)
        except CredentialsError as error:
            return Trouble(Meaning.DENIED, str(error))
        except BotoCoreError as error:
            meaning = next(meaning for kinds, meaning in _EXCEPTIONS if isinstance(error, kinds))
            return Trouble(meaning, told(error))
        except (ResponseParserError, ValueError, TypeError, AttributeError, KeyError) as error:
            # botocore's parsers meet an answer of another shape than the model's with whatever Python says of it.
            return Trouble(Meaning.MALFORMED, tell("UnexpectedAnswer", f"{type(error).__name__} {error}"))

    def renew(self, call: Call) -> bool:
        """Renew the credentials of the call's account; false: there are no others to be had."""
        try:
            return self._sessions.credentials(call.account).renew()
        except CredentialsError:
            return False

    def _page(self, call: Call, answer: dict[str, object]) -> Received | Trouble:
        metadata = answer.pop("ResponseMetadata", {})
        body = answer.pop(_BODY)
        if not isinstance(body, _Body) or not isinstance(metadata, dict):
            raise TypeError(body)
        if body.fault:
            return Trouble(Meaning.MALFORMED, tell("MalformedAnswer", body.fault))
        value = {name: _read(member) for name, member in answer.items()}
        redacted = self._redaction(call.service).redact(self._output(call), value)
        request_id = str(metadata.get("RequestId", ""))
        page = Page(redacted if isinstance(redacted, dict) else {}, request_id, body.sha256, self._clock())
        return Received(page, self.paging(call.service, call.operation).next_token(answer))

    def _trouble(self, call: Call, error: ClientError) -> Trouble:
        said = error.response.get("Error", {})
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        body = error.response.get(_BODY)
        if isinstance(body, _Body) and body.is_html:
            return Trouble(
                Meaning.NOT_SUPPORTED if status == 501 else Meaning.MALFORMED,  # noqa: PLR2004  Not Implemented
                tell(f"HTTP {status}", "a page for people instead of an answer"),
            )
        found = AwsError(str(said.get("Code", "")), str(said.get("Message", "")), status)
        return Trouble(meaning_of(call.service, call.operation, found), tell(found.code, found.message))

    def _output(self, call: Call) -> Shape | None:
        return self._sessions.models.output(call.service, call.operation)

    def _redaction(self, service: str) -> Redaction:
        return self._redactions.setdefault(service, Redaction(service))

    def _find_paging(self, service: str, operation: str) -> Paging:
        models = self._sessions.models
        return find_paging(models.operation(service, operation), models.paginator(service, operation))


class _Body(NamedTuple):
    """What the hook saw of an HTTP answer."""

    sha256: str
    fault: str
    is_html: bool


def _see_body(**event: Any) -> None:  # noqa: ANN401  botocore's events carry anything
    """Leave the digest of the body, and what is wrong with it, where the parsed answer will hold it.

    botocore takes a body that is no JSON for an empty answer: that must not pass for "there is nothing".
    """
    response, seen = event["response_dict"], event["customized_response_dict"]
    body = response["body"]
    if not isinstance(body, bytes):
        seen[_BODY] = _Body("", "", is_html=False)
        return
    kind = str(response["headers"].get("content-type", ""))
    fault = _fault(event["operation_model"], body) if response["status_code"] == _OK else ""
    is_html = kind.startswith("text/html") or body[:15].lower().startswith((b"<!doctype html", b"<html"))
    seen[_BODY] = _Body(hashlib.sha256(body).hexdigest(), fault, is_html)


def _fault(operation: OperationModel, body: bytes) -> str:
    if not _answers_in_body(operation.output_shape):
        return ""
    if not body:
        return "the body is empty"
    if operation.service_model.resolved_protocol not in _JSON_PROTOCOLS:
        return ""
    try:
        msgspec.json.decode(body, type=dict)
    except msgspec.DecodeError as error:
        return f"the body is no JSON object: {error}"
    return ""


def _answers_in_body(shape: Shape | None) -> bool:
    """Say whether the shape's members come in a body of the service's protocol (not in headers, not as a payload)."""
    if not isinstance(shape, StructureShape) or "payload" in shape.serialization:
        return False
    return any("location" not in member.serialization for member in shape.members.values())


def _read(member: object) -> object:
    return member.read(_STREAM_BYTES) if isinstance(member, StreamingBody) else member
