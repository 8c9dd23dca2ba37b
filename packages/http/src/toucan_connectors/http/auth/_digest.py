"""HTTP Digest (RFC 7616): the server asks with a nonce, and the answer proves that one knows the password."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

from pydantic import Field
from typing_extensions import override

from toucan_connectors.core.errors import AuthenticationError
from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import Secret, reveal
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.auth._challenge import Challenge, challenges
from toucan_connectors.http.auth._kept import kept_for
from toucan_connectors.http.auth._simple import HIDDEN
from toucan_connectors.http.urls import place_of

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request, Response

__all__ = ["Answer", "DigestAuth"]

_HASHES: Final[dict[str, str]] = {"SHA-512-256": "sha512_256", "SHA-256": "sha256", "MD5": "md5"}
"""What hashlib calls the algorithms, the strongest first."""


class DigestAuth(Model, Auth):
    """A user name and a password that is never sent, only proved."""

    kind: Literal["DigestAuth"] = Field(default="DigestAuth", json_schema_extra=HIDDEN)
    username: str
    password: Secret

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        kept = kept_for(self, _Nonces)
        nonces = kept.get(bool, lambda _: _Nonces())
        known = nonces.of(request)
        response = yield request if known is None else self._signed(request, known)
        asked = _asked(response)
        if asked is not None:
            yield self._signed(request, nonces.learn(request, asked))

    def _signed(self, request: Request, nonce: _Nonce) -> Request:
        answer = Answer(
            challenge=nonce.challenge,
            method=request.method,
            uri=place_of(request).target,
            times=next(nonce.times),
        )
        return request.with_headers(
            {"Authorization": answer.header(self.username, reveal(self.password) or "")}
        )


@dataclass(frozen=True)
class _Nonce:
    """A challenge that may be answered many times, each counted; `next` on a count is atomic."""

    challenge: Challenge
    times: count[int] = field(default_factory=lambda: count(1))


class _Nonces:
    """The last challenge of each server, so that the next request need not be refused first."""

    def __init__(self) -> None:
        self._by_origin: dict[tuple[str, str], _Nonce] = {}

    def of(self, request: Request) -> _Nonce | None:
        return self._by_origin.get(request.origin)

    def learn(self, request: Request, challenge: Challenge) -> _Nonce:
        nonce = self._by_origin[request.origin] = _Nonce(challenge)
        return nonce


@dataclass(frozen=True)
class Answer:
    """What is proved: this request, to this challenge, for the so-manieth time."""

    challenge: Challenge
    method: str
    uri: str
    times: int = 1
    cnonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def header(self, username: str, password: str) -> str:
        """Return the value of the Authorization header."""
        asked = self.challenge
        quoted = {
            **self._name(username),
            "realm": asked["realm"],
            "nonce": asked["nonce"],
            "uri": self.uri,
            "response": self.response(username, password),
            **({"cnonce": self.cnonce} if asked["qop"] else {}),
            **({"opaque": asked["opaque"]} if asked["opaque"] else {}),
        }
        plain = {
            **({"algorithm": asked["algorithm"]} if asked["algorithm"] else {}),
            **({"qop": "auth", "nc": f"{self.times:08x}"} if asked["qop"] else {}),
            **({"userhash": "true"} if self._hides_name else {}),
        }
        parts = [f'{name}="{_escaped(value)}"' for name, value in quoted.items() if name != "username*"]
        parts += [f"username*={quoted['username*']}"] if "username*" in quoted else []
        return "Digest " + ", ".join(parts + [f"{name}={value}" for name, value in plain.items()])

    def response(self, username: str, password: str) -> str:
        """Return the proof: RFC 7616, 3.4.1; without a qop, that of RFC 2069."""
        asked, hashed = self.challenge, self._hash
        secret = hashed(f"{username}:{asked['realm']}:{password}")
        if asked["algorithm"].lower().endswith("-sess"):
            secret = hashed(f"{secret}:{asked['nonce']}:{self.cnonce}")
        what = hashed(f"{self.method}:{self.uri}")
        if not asked["qop"]:
            return hashed(f"{secret}:{asked['nonce']}:{what}")
        return hashed(f"{secret}:{asked['nonce']}:{self.times:08x}:{self.cnonce}:auth:{what}")

    @property
    def _hides_name(self) -> bool:
        return self.challenge["userhash"].lower() == "true"

    def _name(self, username: str) -> dict[str, str]:
        if self._hides_name:
            return {"username": self._hash(f"{username}:{self.challenge['realm']}")}
        if username.isascii():
            return {"username": username}
        return {"username*": f"UTF-8''{quote(username, safe='')}"}

    @property
    def _hash(self) -> Callable[[str], str]:
        name = _HASHES[_algorithm(self.challenge) or "MD5"]
        return lambda text: hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


def _asked(response: Response) -> Challenge | None:
    """Return the strongest Digest challenge that can be answered, or None where Digest is not asked.

    Raises AuthenticationError where it is Digest of a kind that is not known here.
    """
    if response.status != 401:
        return None
    header = response.headers.get("www-authenticate", "")
    digests = [challenge for challenge in challenges(header) if challenge.scheme == "digest"]
    usable = [each for each in digests if _algorithm(each) and _takes_auth(each)]
    if digests and not usable:
        raise AuthenticationError(
            f"The server asks for Digest by {digests[0]['algorithm'] or 'MD5'}, qop {digests[0]['qop']!r}.",
            hint=f"What is known here: {', '.join(_HASHES)}, also with -sess; qop auth.",
        )
    order = list(_HASHES)
    return min(usable, key=lambda each: order.index(_algorithm(each) or "MD5"), default=None)


def _algorithm(challenge: Challenge) -> str | None:
    name = (challenge["algorithm"] or "MD5").upper().removesuffix("-SESS")
    known = _HASHES.get(name) in hashlib.algorithms_available
    return name if known else None


def _takes_auth(challenge: Challenge) -> bool:
    offered = [word.strip().lower() for word in challenge["qop"].split(",")]
    return offered == [""] or "auth" in offered


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
