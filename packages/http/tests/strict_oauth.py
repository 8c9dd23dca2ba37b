"""A strict authorization server, with an API behind it: what RFC 6749, 7636 and 9700 forbid, it refuses.

GET  /authorize   a redirect with a one-time code, at once; PKCE by S256 is required
POST /token       authorization_code, refresh_token, client_credentials; refresh tokens rotate, and a second
                  use of a code or a refresh token revokes all that came of it
GET  /api         {"user": "alice"}, for who has a living token
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

CLIENT_ID = "toucan id"  # with a blank, which must be encoded
CLIENT_SECRET = "a+secret/with%41what:needs=encoding"  # a canary
REDIRECT_URI = "https://host.example/callback"

Form = dict[str, str]


class Refused(Exception):  # noqa: N818 - an answer
    """An error of RFC 6749, 5.2."""


@dataclass
class Grant:
    """A sign-in, and all tokens that came of it."""

    challenge: str = ""
    code: str = ""
    code_used: bool = False
    refresh_token: str = ""
    spent: set[str] = field(default_factory=set)
    access: dict[str, float] = field(default_factory=dict)
    revoked: bool = False


class StrictOAuth:
    """The server's state, and what a test may set and count."""

    def __init__(self) -> None:
        self.url = ""
        self.lifetime: int | None = 3600
        """Seconds, for tokens to come; None leaves `expires_in` out of the answers."""
        self.refreshable = True
        """Whether a sign-in gives a refresh token."""
        self.rotates = True
        """Whether a refresh gives a new refresh token; else the answer has none."""
        self.extra: dict[str, Any] = {}
        """More for the answers."""
        self.given: Counter[str] = Counter()
        """How many tokens, by grant type."""
        self.refused: list[str] = []
        self.takes_tokens = True
        """Whether the API lets anyone in."""
        self.calls = 0
        """Of the API, refused or not."""
        self.lock = threading.Lock()
        self.grants: list[Grant] = []

    def sign_in(self, uri: str) -> str:
        """Return the URL that a browser which visits `uri` comes back to."""
        import http.client

        parts = urlsplit(uri)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 302:
            raise Refused(json.loads(body)["error"])
        return answer.headers["Location"]

    def end_access_tokens(self) -> None:
        """Let no access token live that has been given so far."""
        with self.lock:
            for grant in self.grants:
                grant.access.clear()

    def authorize(self, query: Form) -> str:
        if query.get("client_id") != CLIENT_ID or query.get("redirect_uri") != REDIRECT_URI:
            raise Refused("unauthorized_client")
        if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
            raise Refused("invalid_request")
        if len(query.get("code_challenge", "")) != 43:
            raise Refused("invalid_request")
        grant = Grant(challenge=query["code_challenge"], code=secrets.token_urlsafe(16))
        self.grants.append(grant)
        return f"{REDIRECT_URI}?{urlencode({'code': grant.code, 'state': query['state']})}"

    def token(self, form: Form) -> dict[str, Any]:
        kind = form.get("grant_type", "")
        grant = {
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh,
            "client_credentials": self._by_client,
        }[kind](form)
        self.given[kind] += 1
        access = secrets.token_urlsafe(16)
        grant.access[access] = time.time() + (self.lifetime or 3600)
        answer = {"access_token": access, "token_type": "bearer", **self.extra}
        if self.lifetime is not None:
            answer["expires_in"] = self.lifetime
        if {"authorization_code": self.refreshable, "refresh_token": self.rotates}.get(kind):
            grant.spent.add(grant.refresh_token)
            grant.refresh_token = answer["refresh_token"] = secrets.token_urlsafe(16)
        return answer

    def _by_code(self, form: Form) -> Grant:
        grant = next((each for each in self.grants if each.code == form.get("code")), None)
        if grant is None:
            raise Refused("invalid_grant")
        if grant.code_used:
            grant.revoked = True
            raise Refused("invalid_grant")
        grant.code_used = True
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != grant.challenge:
            raise Refused("invalid_grant")
        if form.get("redirect_uri") != REDIRECT_URI:
            raise Refused("invalid_grant")
        return grant

    def _by_refresh(self, form: Form) -> Grant:
        token = form.get("refresh_token", "")
        for grant in self.grants:
            if token in grant.spent:
                grant.revoked = True
                raise Refused("invalid_grant")
            if token and token == grant.refresh_token and not grant.revoked:
                return grant
        raise Refused("invalid_grant")

    def _by_client(self, _form: Form) -> Grant:
        grant = Grant()
        self.grants.append(grant)
        return grant

    def lets_in(self, token: str) -> bool:
        self.calls += 1
        return self.takes_tokens and any(
            not each.revoked and each.access.get(token, 0) > time.time() for each in self.grants
        )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        state = self.server.state
        with state.lock:
            if url.path == "/authorize":
                self._answered(
                    lambda: {"Location": state.authorize(dict(parse_qsl(url.query)))}, redirects=True
                )
            elif state.lets_in(self.headers.get("Authorization", "").removeprefix("Bearer ")):
                self._answer(200, {"user": "alice"})
            else:
                self._answer(
                    401, {"error": "invalid_token"}, {"WWW-Authenticate": 'Bearer error="invalid_token"'}
                )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, strict_parsing=True))
        state = self.server.state
        with state.lock:
            if self._client(form) == (CLIENT_ID, CLIENT_SECRET):
                self._answered(lambda: state.token(form))
            else:
                state.refused.append("invalid_client")
                self._answer(401, {"error": "invalid_client"}, {"WWW-Authenticate": "Basic"})

    def _client(self, form: Form) -> tuple[str, str]:
        """Return who asks: by the header, its parts encoded as RFC 6749, 2.3.1 wants them, or by the form."""
        scheme, _, encoded = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic" and "client_secret" not in form:  # both ways at once are forbidden
            user, _, password = base64.b64decode(encoded).decode().partition(":")
            return unquote(user), unquote(password)
        return form.get("client_id", ""), form.get("client_secret", "")

    def _answered(self, make: Any, *, redirects: bool = False) -> None:
        try:
            made = make()
        except Refused as error:
            self.server.state.refused.append(str(error))
            self._answer(400, {"error": str(error), "error_description": f"strictly {error}"})
        else:
            self._answer(302, {}, made) if redirects else self._answer(200, made)

    def _answer(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, state: StrictOAuth) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.state = state


@contextmanager
def strict_oauth() -> Iterator[StrictOAuth]:
    """Run a server on loopback."""
    state = StrictOAuth()
    with Server(state) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
