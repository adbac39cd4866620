"""Sign-in with a browser: sessions in cookies, begun with a password or at an OpenID Connect provider.

The session's token is in a cookie that no script reads. Whatever changes something must also carry the second token,
which scripts of this origin read from a cookie of its own, in the header `X-CSRF-Token`: other origins can do neither.
"""

import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from probative.api.asgi import BodyRefusedError, read_body
from probative.api.faults import told
from probative.app.application import Application
from probative.app.callers import SESSION_WHOLE, SignedIn, caller_of_session
from probative.app.keyring import Keyring, is_of_digest
from probative.app.provider_sign_in import EXCURSION_LASTS, ProviderSignIn, arrive, depart
from probative.app.rights import AccountAction, rights_of
from probative.app.signing_in import NewSession, SignInError, sign_in, sign_out
from probative.domain.errors import ProviderError, ThrottledError, UnprovenError
from probative.domain.people import Caller, Standing
from probative.native.contract import Input, Output, Problem
from probative.native.routes import JSON

SESSION_COOKIE: Final = "probative_session"
CSRF_COOKIE: Final = "probative_csrf"
STATE_COOKIE: Final = "probative_state"
CSRF_HEADER: Final = "x-csrf-token"
SESSION_PATH: Final = "/v1/session"

_OIDC_PATH: Final = f"{SESSION_PATH}/oidc"
_CALLBACK_PATH: Final = f"{_OIDC_PATH}/callback"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BODY_BYTES: Final = 16_384
_LOG: Final = logging.getLogger(__name__)


class SignInGiven(Input):
    """Name and password of a local user."""

    name: str
    password: str


_SIGN_IN_GIVEN: Final = msgspec.json.Decoder(SignInGiven)
"""Made once: msgspec 0.22 crashes where two threads see a type for the first time at once."""


class SessionShown(Output):
    """Who is signed in, what it may do beside assessments, and until when at most."""

    id: str
    name: str
    arn: str
    role_arns: list[str]
    standing: Standing
    rights: list[AccountAction]
    """Actions of the policies, such as `ManageUsers`; what may be done to an assessment, its own answers say."""
    has_password: bool
    account_id: str
    region: str
    """Of the server's ARNs and of signatures."""
    expires_at: datetime


class MethodsShown(Output):
    """How one may sign in here."""

    password: bool
    oidc: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """What sessions are begun and ended with."""

    application: Application
    keyring: Keyring
    by_provider: ProviderSignIn | None
    public_url: str
    """How browsers reach the server; empty: as they ask for it."""

    def routes(self) -> list[Route]:
        """Return the routes of sign-in and sign-out."""
        return [
            self._route("POST", SESSION_PATH, self._enter),
            self._route("GET", SESSION_PATH, self._show),
            self._route("DELETE", SESSION_PATH, self._leave),
            self._route("GET", f"{SESSION_PATH}/methods", self._methods),
            self._route("GET", _OIDC_PATH, self._depart),
            self._route("GET", _CALLBACK_PATH, self._arrive),
        ]

    def find(self, method: str, headers: Mapping[str, str]) -> Caller | None:
        """Return who is signed in, by the method and headers (names in lower case) of a request.

        None: nobody, or without the second token, which a method that changes something needs.
        """
        cookies = cookie_parser(headers.get("cookie", ""))
        signed_in = self._signed_in(cookies)
        if signed_in is None:
            return None
        is_proven = method in _SAFE or is_of_digest(headers.get(CSRF_HEADER, ""), signed_in.session.csrf_digest)
        return signed_in.caller if is_proven else None

    def _route(self, method: str, path: str, act: Callable[[Request, bytes], Response]) -> Route:
        async def handle(request: Request) -> Response:
            try:
                body = await read_body(request.receive, _BODY_BYTES)
            except BodyRefusedError as refused:
                return _problem(400, "invalid", f"body: {refused.reason}")
            response = await run_in_threadpool(_told, act, request, body)
            response.headers["cache-control"] = "no-store"
            return response

        return Route(path, handle, methods=[method])

    def _enter(self, request: Request, body: bytes) -> Response:
        # A form of another origin cannot send this type: nobody is signed in as somebody else unawares.
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
            return _problem(400, "invalid", f"content-type: must be {JSON}")
        given = _SIGN_IN_GIVEN.decode(body)
        address = request.client.host if request.client else ""
        begun = sign_in(self.application, self.keyring, name=given.name, password=given.password, address=address)
        self._end_presented(request)
        response = _answer(self._shown(SignedIn(begun.session, begun.user, begun.caller)))
        return self._with_session(response, request, begun)

    def _show(self, request: Request, _body: bytes) -> Response:
        signed_in = self._signed_in(request.cookies)
        if signed_in is None:
            return _problem(401, "unauthenticated", "nobody is signed in")
        return _answer(self._shown(signed_in))

    def _leave(self, request: Request, _body: bytes) -> Response:
        if self.find(request.method, request.headers) is None:
            return _problem(401, "unauthenticated", "nobody is signed in, or the header X-CSRF-Token is missing")
        self._end_presented(request)
        response = Response(status_code=204)
        for cookie in (SESSION_COOKIE, CSRF_COOKIE):
            response.delete_cookie(cookie)
        return response

    def _methods(self, _request: Request, _body: bytes) -> Response:
        return _answer(MethodsShown(password=True, oidc=self.by_provider is not None))

    def _depart(self, request: Request, _body: bytes) -> Response:
        if self.by_provider is None:
            return _problem(404, "not_found", "no provider is set up")
        departure = depart(
            self.application,
            self.keyring,
            self.by_provider,
            redirect_uri=self._callback(request),
            return_to=request.query_params.get("return_to", "/"),
            address=request.client.host if request.client else "",
        )
        response = RedirectResponse(departure.address, status_code=303)
        response.set_cookie(
            STATE_COOKIE,
            departure.state,
            max_age=int(EXCURSION_LASTS.total_seconds()),
            path=_OIDC_PATH,
            secure=self._is_secure(request),
            httponly=True,
            samesite="lax",
        )
        return response

    def _arrive(self, request: Request, _body: bytes) -> Response:
        if self.by_provider is None:
            return _problem(404, "not_found", "no provider is set up")
        query = request.query_params
        state = query.get("state", "")
        # The browser that comes back is the one that was sent: a link with somebody else's state and code signs
        # nobody in.
        if not state or request.cookies.get(STATE_COOKIE) != state:
            raise UnprovenError("the state is not this browser's")
        if not query.get("code"):
            raise UnprovenError(f"the provider says {query.get('error', 'nothing')[:100]!r}")
        arrival = arrive(
            self.application,
            self.keyring,
            self.by_provider,
            redirect_uri=self._callback(request),
            state=state,
            code=query["code"],
        )
        self._end_presented(request)
        response = RedirectResponse(arrival.return_to, status_code=303)
        response.delete_cookie(STATE_COOKIE, path=_OIDC_PATH)
        return self._with_session(response, request, arrival.session)

    def _with_session(self, response: Response, request: Request, begun: NewSession) -> Response:
        for cookie, token, is_hidden in (
            (SESSION_COOKIE, begun.token, True),
            (CSRF_COOKIE, begun.csrf_token, False),
        ):
            response.set_cookie(
                cookie,
                token,
                max_age=int(SESSION_WHOLE.total_seconds()),
                secure=self._is_secure(request),
                httponly=is_hidden,
                samesite="lax",
            )
        return response

    def _signed_in(self, cookies: Mapping[str, str]) -> SignedIn | None:
        token = cookies.get(SESSION_COOKIE)
        return caller_of_session(self.application, token) if token else None

    def _shown(self, signed_in: SignedIn) -> SessionShown:
        session, user, caller = signed_in
        return SessionShown(
            id=user.id,
            name=caller.name,
            arn=caller.arn,
            role_arns=sorted(caller.role_arns),
            standing=caller.standing,
            rights=rights_of(self.application, caller),
            has_password=bool(user.password_hash),
            account_id=caller.account,
            region=self.application.region,
            expires_at=session.expires_at,
        )

    def _end_presented(self, request: Request) -> None:
        if token := request.cookies.get(SESSION_COOKIE):
            sign_out(self.application, token)

    def _base(self, request: Request) -> str:
        return (self.public_url or str(request.base_url)).rstrip("/")

    def _callback(self, request: Request) -> str:
        return self._base(request) + _CALLBACK_PATH

    def _is_secure(self, request: Request) -> bool:
        return self._base(request).startswith("https://")


SHAPES: Final = (SignInGiven, SessionShown, MethodsShown)
"""What sign-in takes and answers. It is no endpoint, as it proves nobody: the document has these, without a path."""


def _told(act: Callable[[Request, bytes], Response], request: Request, body: bytes) -> Response:
    try:
        return act(request, body)
    except Exception as error:  # noqa: BLE001  the outermost frame of this door
        return _refusal(error, request)


def _refusal(error: Exception, request: Request) -> Response:
    match error:
        case msgspec.MsgspecError() | UnicodeDecodeError():
            return _problem(400, "invalid", f"body: {error}")
        case SignInError():
            return _problem(401, "sign_in_refused", str(error))
        case UnprovenError():
            _LOG.warning("%s: %s", request.scope["path"], error)
            return _problem(401, "unproven", "the sign-in proves nothing: begin again")
        case ThrottledError(retry_after=retry_after):
            response = _problem(429, "throttled", str(error))
            response.headers["retry-after"] = str(math.ceil(retry_after.total_seconds()))
            return response
        case ProviderError():
            _LOG.error("%s: %s", request.scope["path"], error)
            return _problem(502, "provider", "the identity provider does not answer as it should")
        case _:
            _LOG.error("%s %s: %s", request.method, request.scope["path"], told(error))
            return _problem(500, "internal", "The server could not answer; its log says why.")


def _answer(value: Output) -> Response:
    return Response(msgspec.json.encode(value), media_type=JSON)


def _problem(status: int, code: str, message: str) -> Response:
    return Response(msgspec.json.encode(Problem(code=code, message=message)), status_code=status, media_type=JSON)
