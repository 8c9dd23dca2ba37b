"""A token: what a token server answers, what a store keeps, and when it ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from toucan_connectors.http.oauth2._errors import TokenAnswerError

__all__ = ["EARLY", "Token", "instant"]

EARLY: Final = timedelta(seconds=30)
"""How long before its end a token is not used any more: a request takes time, and clocks differ."""

_ALIASES: Final = {
    "accessToken": "access_token",
    "refreshToken": "refresh_token",
    "expiresAt": "expires_at",
    "expiresIn": "expires_in",
    "tokenType": "token_type",
}
_OWN: Final = frozenset({"access_token", "refresh_token", "expires_at", "expires_in", "scope", "token_type"})

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""For ends so far away that a datetime cannot say them."""


@dataclass(frozen=True)
class Token:
    """An access token, and what came with it; nothing secret of it prints."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    """Aware, in UTC; None where it is not known."""
    scope: str | None = None
    token_type: str = "Bearer"  # noqa: S105 - no password
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What else the server said: an `instance_url` or an `id_token`, say."""

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any], lifetime: timedelta | None = None) -> Self:
        """Return the token that a server has just given.

        `lifetime` is for a refreshable token whose end the server does not tell. Raises TokenAnswerError
        where there is no access token, or one that has already expired.
        """
        named = _named(answer)
        now = datetime.now(UTC)
        ends = instant(named.get("expires_at"))
        if ends is None and named.get("expires_in") is not None:
            ends = _later(now, _number(named["expires_in"]))
        if ends is not None and ends < now:
            raise TokenAnswerError("The token server gave a token that has already expired.")
        return cls._of(named, ends).lasting(lifetime)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return the token that a store gave back, expired or not; raises TokenAnswerError if it is none.

        An `expires_at` without a zone is in UTC; True is what version 10 took for "expired", False for "not".
        """
        named = _named(stored)
        return cls._of(named, instant(named.get("expires_at")))

    @classmethod
    def _of(cls, named: Mapping[str, Any], ends: datetime | None) -> Self:
        access = named.get("access_token")
        if not access or not isinstance(access, str):
            raise TokenAnswerError("There is no access token in what should be a token.")
        return cls(
            access_token=access,
            refresh_token=named.get("refresh_token") or None,
            expires_at=ends,
            scope=named.get("scope"),
            token_type=str(named.get("token_type") or "Bearer"),
            extra={name: value for name, value in named.items() if name not in _OWN},
        )

    def stored(self) -> dict[str, Any]:
        """Return the token as a store keeps it: JSON-like, `expires_at` in seconds since 1970."""
        return {
            **self.extra,
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "expires_at": None if self.expires_at is None else self.expires_at.timestamp(),
            **({} if self.scope is None else {"scope": self.scope}),
            "token_type": self.token_type,
        }

    @property
    def is_ending(self) -> bool:
        """Whether it has expired, or will within `EARLY`."""
        return self.expires_at is not None and self.expires_at <= datetime.now(UTC) + EARLY

    @property
    def header(self) -> dict[str, str]:
        """The header that lets a request in with this token."""
        return {"Authorization": f"Bearer {self.access_token}"}

    def lasting(self, lifetime: timedelta | None) -> Self:
        """Return the token with an end, so long from now, where it can be refreshed and tells none."""
        if self.expires_at is not None or not self.refresh_token or lifetime is None:
            return self
        return replace(self, expires_at=datetime.now(UTC) + lifetime)

    def without_useless_end(self) -> Self:
        """Return the token, with no end where it could not be refreshed then: the API will say so."""
        return self if self.refresh_token else replace(self, expires_at=None)

    def succeeding(self, previous: Token) -> Token:
        """Return this token, which was given for `previous`, with what its answer left out.

        Servers repeat a refresh token, a scope or an instance's URL only where they change.
        """
        return replace(
            self,
            refresh_token=self.refresh_token or previous.refresh_token,
            scope=self.scope or previous.scope,
            extra={**previous.extra, **self.extra},
        )


def instant(value: object) -> datetime | None:
    """Return a moment in UTC: of a datetime, an ISO 8601 text, or seconds since 1970; None for None.

    Raises TokenAnswerError for anything else.
    """
    if value is None or value is False:
        return None
    if value is True:
        return _EPOCH
    if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise TokenAnswerError("The end of the token is no moment.", field="expires_at") from None
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).astimezone(UTC)
    return _later(_EPOCH, _number(value))


def _named(answer: Mapping[str, Any]) -> dict[str, Any]:
    camel = {_ALIASES[name]: value for name, value in answer.items() if name in _ALIASES}
    return {**camel, **{name: value for name, value in answer.items() if name not in _ALIASES}}


def _number(value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]  # what is no number raises
    except (TypeError, ValueError):
        number = math.nan
    if math.isnan(number):
        raise TokenAnswerError("The end of the token is no number of seconds.", field="expires_at")
    return number


def _later(start: datetime, seconds: float) -> datetime:
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return _LAST if seconds > 0 else _EPOCH
