"""Sign-in by OpenID Connect: the authorization code flow with PKCE, and ID tokens that are verified in full.

`OidcProvider.identify`, in order:

1. Exchange the code, with the verifier and the client's secret.
2. Signature: an asymmetric algorithm of ours, with a key that the provider publishes now.
3. Claims: issuer, audience, authorized party, expiry, time of issue, nonce.
4. Who it is: subject, name, groups.

Source: OpenID Connect Core 1.0 section 3.1; RFC 7636; RFC 9700.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, import_key

from probative.domain.errors import Finding, InvalidError, ProviderError, UnprovenError
from probative.ports.ambient import Clock
from probative.ports.people import Identity, Visit

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
_TIMEOUT: Final = 10.0
_KEPT_FOR: Final = timedelta(hours=1)
_ASKED_AGAIN_AFTER: Final = timedelta(seconds=30)
"""So often at most are keys fetched anew for a token whose key is not known: anybody can make up such tokens."""
_LEEWAY_SECONDS: Final = 60
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_KEY_TYPES: Final = frozenset({"RSA", "EC", "OKP"})
_BASIC: Final = "client_secret_basic"
_DISCOVERY: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """How we are known to the provider, and where it says who somebody is."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    """Empty: a public client, which PKCE alone proves."""
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    groups_claim: str = "groups"
    name_claims: tuple[str, ...] = ("preferred_username", "email")
    """The first of them that is there names the user; else its subject does."""


@dataclass(frozen=True, slots=True)
class _Published:
    """What the provider publishes of itself."""

    endpoints: Mapping[str, Any]
    keys: KeySet
    at: datetime


class OidcProvider:
    """One provider; safe to be used by many threads."""

    def __init__(self, settings: OidcSettings, clock: Clock, client: httpx.Client | None = None) -> None:
        """Make one, without asking it yet.

        Raises:
            InvalidError: The issuer is no address with https.
        """
        if not _is_safe(settings.issuer):
            raise InvalidError(Finding("PROBATIVE_OIDC_ISSUER", "must begin with https://"))
        self._settings = settings
        self._clock = clock
        self._client = client or httpx.Client(timeout=_TIMEOUT)
        self._published: _Published | None = None
        self._lock = Lock()

    def address_of(self, visit: Visit) -> str:
        """Return where to send the browser.

        Raises:
            ProviderError: The provider cannot be asked.
        """
        endpoint = self._endpoint(self._known(), "authorization_endpoint")
        challenge = hashlib.sha256(visit.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": visit.redirect_uri,
            "scope": " ".join(self._settings.scopes),
            "state": visit.state,
            "nonce": visit.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def identify(self, visit: Visit, code: str) -> Identity:
        """Return who signed in, for the code that the browser came back with.

        Raises:
            UnprovenError: The code is not taken, or the ID token proves nothing.
            ProviderError: The provider cannot be asked.
        """
        claims = self._verified(self._exchanged(visit, code), visit.nonce)
        names = (claims.get(claim) for claim in self._settings.name_claims)
        groups = claims.get(self._settings.groups_claim) or []
        return Identity(
            subject=f"{self._settings.issuer}|{claims['sub']}",
            name=next((name for name in names if isinstance(name, str) and name), str(claims["sub"])),
            groups=tuple(str(group) for group in (groups if isinstance(groups, list) else [groups])),
        )

    def _exchanged(self, visit: Visit, code: str) -> str:
        """Return the ID token that `code` is worth."""
        known = self._known()
        endpoint = self._endpoint(known, "token_endpoint")
        methods = known.endpoints.get("token_endpoint_auth_methods_supported") or [_BASIC]
        form, headers = self._proof(methods)
        form |= {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": visit.redirect_uri,
            "code_verifier": visit.verifier,
        }
        try:
            response = self._client.post(endpoint, data=form, headers=headers)
        except httpx.HTTPError as error:
            raise ProviderError(f"{endpoint} cannot be reached: {type(error).__name__}") from error
        if response.is_client_error:
            raise UnprovenError("the provider does not take the code")
        token = _object(response, endpoint).get("id_token")
        if not isinstance(token, str):
            raise UnprovenError("the provider gave no ID token")
        return token

    def _proof(self, methods: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the form fields and the headers that say who we are, in a way that the provider takes."""
        client, secret = self._settings.client_id, self._settings.client_secret
        if not secret:
            return {"client_id": client}, {}
        if _BASIC not in methods:
            return {"client_id": client, "client_secret": secret}, {}
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
        return {}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def _verified(self, token: str, nonce: str) -> Mapping[str, Any]:
        known = self._known()
        try:
            try:
                decoded = jwt.decode(token, known.keys, algorithms=ALGORITHMS)
            except InvalidKeyIdError:
                decoded = jwt.decode(token, self._renewed(known).keys, algorithms=ALGORITHMS)
            self._registry(nonce).validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:
            # A header that is made wrong enough, say `crit` as a number, is no JoseError.
            raise UnprovenError(f"the ID token is not valid: {error}") from error
        authorized = decoded.claims.get("azp", self._settings.client_id)
        if authorized != self._settings.client_id:
            raise UnprovenError("the ID token was made for another client")
        return decoded.claims

    def _registry(self, nonce: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )

    def _endpoint(self, known: _Published, name: str) -> str:
        endpoint = known.endpoints.get(name)
        if not isinstance(endpoint, str) or not _is_safe(endpoint):
            raise ProviderError(f"{self._settings.issuer} publishes no {name} with https")
        return endpoint

    def _known(self) -> _Published:
        with self._lock:
            known = self._published
            if known is None or not timedelta(0) <= self._clock() - known.at < _KEPT_FOR:
                known = self._published = self._fetched()
            return known

    def _renewed(self, known: _Published) -> _Published:
        """Return what is published now, the keys having changed; `known` again, where it was asked just before."""
        with self._lock:
            if self._published is known and self._clock() - known.at >= _ASKED_AGAIN_AFTER:
                self._published = self._fetched()
            return self._published or known

    def _fetched(self) -> _Published:
        issuer = self._settings.issuer
        endpoints = self._get(issuer.rstrip("/") + _DISCOVERY)
        if endpoints.get("issuer") != issuer:
            raise ProviderError(f"{issuer} says that it is another issuer")
        published = _Published(endpoints, KeySet([]), self._clock())
        keys = self._get(self._endpoint(published, "jwks_uri")).get("keys")
        return replace(published, keys=KeySet([key for each in keys or () for key in _signing_key(each)]))

    def _get(self, address: str) -> Mapping[str, Any]:
        try:
            response = self._client.get(address)
        except httpx.HTTPError as error:
            raise ProviderError(f"{address} cannot be reached: {type(error).__name__}") from error
        return _object(response, address)


def _object(response: httpx.Response, address: str) -> Mapping[str, Any]:
    try:
        found = response.json() if response.is_success else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProviderError(f"{address} answers {response.status_code}, and no JSON object")
    return found


def _signing_key(described: object) -> Iterator[Key]:
    """Yield the key, if it is one that signatures of ours are checked with: never a shared secret."""
    if isinstance(described, dict) and described.get("kty") in _KEY_TYPES and described.get("use", "sig") == "sig":
        # A kind of key that is not known here is no reason to refuse those that are.
        with suppress(JoseError, ValueError, LookupError, TypeError):
            yield import_key(described)


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
