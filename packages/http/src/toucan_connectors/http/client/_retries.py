"""Whether to ask again, and when: as the API says, within bounds and the budget of the call."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import (
    NetworkError,
    SourceError,
    SourceUnavailableError,
    ToucanConnectorsError,
)
from toucan_connectors.core.telemetry import trying_again
from toucan_connectors.http.client._errors import may_repeat
from toucan_connectors.http.client._exchange import Exchange
from toucan_connectors.http.client._status import rate_limit

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Headers, Response

__all__ = ["Retries", "tried"]

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_EPOCH: Final = 10**9
"""More seconds than this are no wait but an instant: seconds since 1970, or milliseconds."""


@dataclass(frozen=True)
class Retries:
    """How often to ask, and how long to wait between, in seconds. Only what is a read is asked again.

    A wait grows from the first to the longest, unless the API says when to come back. If that is later than
    the longest wait, or than the budget of the call allows, there is no waiting but an error that says so.
    """

    attempts: int = 3
    first_wait: float = 0.2
    longest_wait: float = 30.0


def tried(
    attempt: Callable[[Exchange], Response],
    method: str,
    retries: Retries,
    failure: Callable[[Response], ToucanConnectorsError | None],
) -> Response:
    """Return what is answered in the end.

    `failure` says of an answer which error it is, if it is worth asking again. A request that is no read is
    made again only where nothing of it was sent. What timed out has had its time, and is not tried again.
    """
    is_read = method in _READS
    for number in range(1, max(1, retries.attempts) + 1):
        is_last = number >= retries.attempts
        exchange = Exchange()
        try:
            response = attempt(exchange)
        except (NetworkError, SourceError) as error:
            if is_last or not may_repeat(error) or (exchange.sent and not is_read):
                raise
            trouble: ToucanConnectorsError = error
            wait = _growing(number, retries)
        else:
            found = failure(response)
            if found is None or not is_read:
                return response
            asked = _asked(response.headers)
            if asked is not None:
                _check_patience(asked, retries, found)
            if is_last:
                return response
            trouble = found
            wait = _growing(number, retries) if asked is None else asked + _spread(retries.first_wait)
        trying_again(trouble, wait)
        current_call().sleep(wait)
    raise AssertionError  # the last attempt has returned or raised


def _growing(number: int, retries: Retries) -> float:
    longest: float = min(retries.longest_wait, retries.first_wait * 2 ** (number - 1))
    return longest / 2 + _spread(longest / 2)


def _spread(seconds: float) -> float:
    """Return something up to so many seconds, so that clients do not come back all at once."""
    return random.uniform(0, seconds)  # noqa: S311 - no secret


def _check_patience(asked: float, retries: Retries, found: ToucanConnectorsError) -> None:
    remaining = current_call().remaining()
    if asked > retries.longest_wait or (remaining is not None and asked > remaining):
        raise SourceUnavailableError(
            f"{found.message} It asks to wait for {_duration(asked)}.", hint="Try again after that."
        ) from None


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 10**6 else "more than ten days"


def _asked(headers: Headers) -> float | None:
    """Return for how many seconds the API asks to wait, None where it does not say so in any form known."""
    if (wait := _retry_after(headers.get("retry-after", ""), headers)) is not None:
        return wait
    text = (rate_limit(headers, "reset") or "").strip()
    if rate_limit(headers, "remaining") != "0" or not _SECONDS.fullmatch(text):
        return None
    reset = float(text)
    if reset > _EPOCH * 1000:
        reset /= 1000
    return max(0.0, reset - time.time()) if reset > _EPOCH else reset


def _retry_after(text: str, headers: Headers) -> float | None:
    if _SECONDS.fullmatch(text.strip()):
        return float(text)
    until = _instant(text)
    if until is None:
        return None
    now = _instant(headers.get("date", ""))  # its clock, not ours
    return max(0.0, until - (time.time() if now is None else now))


def _instant(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
