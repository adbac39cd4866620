"""A small OpenID Connect provider on loopback, that can be told to misbehave.

Whoever is `user` is signed in at once: `/authorize` sends the browser back with a code, `/token` takes it once.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID = "probative"
CLIENT_SECRET = "s3cret/with:signs"


@dataclass
class Provider:
    """What the provider knows, and how it misbehaves."""

    clock: Callable[[], float]
    issuer: str = ""
    user: dict[str, Any] = field(default_factory=lambda: {"sub": "248289761001"})
    keys: list[RSAKey] = field(default_factory=lambda: [new_key("first")])
    auth_methods: list[str] = field(default_factory=lambda: ["client_secret_basic"])
    claims: dict[str, Any] = field(default_factory=dict)
    """In place of what is true; None: left out."""
    discovery: dict[str, Any] = field(default_factory=dict)
    token: Callable[[dict[str, Any]], str] | None = None
    """Makes the ID token in place of the provider."""
    published: dict[str, Any] = field(default_factory=dict)
    """What lies at further paths."""
    seen: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, method: str, target: str, headers: dict[str, str], body: str) -> tuple[int, Any]:
        parts = urlsplit(target)
        self.seen.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            return 200, self._configuration()
        if parts.path == "/keys":
            return 200, KeySet(list(self.keys)).as_dict(private=False)
        if parts.path == "/authorize":
            return 302, self._authorize(dict(parse_qsl(parts.query)))
        if (method, parts.path) == ("POST", "/token"):
            return self._exchange(headers, {name: values[0] for name, values in parse_qs(body).items()})
        return (200, self.published[parts.path]) if parts.path in self.published else (404, {})

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": self.auth_methods,
            **self.discovery,
        }

    def _authorize(self, asked: dict[str, str]) -> str:
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _exchange(self, headers: dict[str, str], form: dict[str, str]) -> tuple[int, Any]:
        asked = self.codes.pop(form["code"], None)
        if self._client(headers, form) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}

    def _client(self, headers: dict[str, str], form: dict[str, str]) -> tuple[str, str]:
        if self.auth_methods == ["client_secret_basic"]:
            client, _, secret = (
                base64.b64decode(headers.get("authorization", "").removeprefix("Basic ")).decode().partition(":")
            )
            return unquote(client), unquote(secret)
        assert "authorization" not in headers
        return form["client_id"], form["client_secret"]

    def _id_token(self, nonce: str) -> str:
        now = int(self.clock())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.user,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return self.token(claims) if self.token else signed(claims, self.keys[-1])


def new_key(kid: str, holder: str = "") -> RSAKey:
    """Return the key of this name that `holder` has: one for all tests, since making one takes a while."""
    return _made(kid, holder)


@cache
def _made(kid: str, holder: str) -> RSAKey:
    del holder
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def signed(claims: dict[str, Any], key: RSAKey) -> str:
    return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)


def unsigned(claims: dict[str, Any], **header: object) -> str:
    """Return a token without a signature, whose algorithm is `none`."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none", **header}, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


@contextmanager
def serving(clock: Callable[[], float] = time.time) -> Iterator[Provider]:
    """Serve a provider on a free port of loopback."""
    provider = Provider(clock)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, said = provider.answer(self.command, self.path, headers, self.rfile.read(length).decode())
            self.send_response(status)
            if status == 302:
                self.send_header("location", said)
            self.end_headers()
            self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

        do_POST = do_GET  # noqa: N815  the base's way of names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's own name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
