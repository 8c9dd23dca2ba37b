"""What goes wrong on the wire, as errors of ours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import httpcore

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import (
    AuthenticationError,
    NetworkError,
    SourceError,
    ToucanConnectorsError,
)

__all__ = ["may_repeat", "translated"]


@contextlib.contextmanager
def translated(host: str) -> Iterator[None]:
    """Raise errors of ours for those of httpcore; of a call that is over, that it is over."""
    try:
        yield
    except httpcore.TimeoutException as error:
        current_call().check()
        raise _late(host, error) from error
    except (httpcore.NetworkError, httpcore.ProxyError, httpcore.RemoteProtocolError) as error:
        current_call().check()
        raise _broken(host, error) from error
    except httpcore.LocalProtocolError:
        # We send good HTTP, but with HTTP/2 also the other side's faults are called ours. Its text may quote
        # a header, so that it is not chained.
        raise _bad_http(host) from None


def may_repeat(error: NetworkError | SourceError) -> bool:
    """Return whether another connection may do better. What timed out has had its time already."""
    if isinstance(error.__cause__, httpcore.TimeoutException):
        return False
    return error.retryable or isinstance(error.__cause__, httpcore.RemoteProtocolError)


def _late(host: str, error: Exception) -> NetworkError:
    if isinstance(error, httpcore.ConnectTimeout):
        return NetworkError(
            f"{host} could not be connected to in time.",
            hint="Check host, port and firewalls, or raise options.connect_timeout.",
        )
    return NetworkError(
        f"{host} did not answer in time.", hint="Raise options.read_timeout, or ask for less."
    )


def _broken(host: str, error: Exception) -> ToucanConnectorsError:
    if isinstance(error, httpcore.ProxyError):
        return _proxy_refused(str(error))
    if isinstance(error, httpcore.ConnectError):
        return NetworkError(
            f"{host} cannot be connected to: {error}.", hint="Check host, port and firewalls."
        )
    text = str(error)
    if isinstance(error, httpcore.NetworkError) or "disconnect" in text or "closed" in text:
        return NetworkError(f"The connection to {host} broke before the answer was whole.")
    return _bad_http(host)


def _bad_http(host: str) -> SourceError:
    return SourceError(
        f"{host} did not answer in good HTTP.", hint="Check the URL, and that it is an API of HTTP."
    )


def _proxy_refused(answer: str) -> ToucanConnectorsError:
    message = f"The proxy does not let the request through: {answer}."
    if answer.startswith("407"):
        return AuthenticationError(message, field="proxies", hint="Check the user and password of the proxy.")
    return NetworkError(message, field="proxies", hint="Check the proxy's address and what it allows.")
