"""Connections to checked addresses, with or without TLS: what httpcore wants of a network backend."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from time import monotonic
from typing import TYPE_CHECKING, Final

import httpcore
from typing_extensions import override

from toucan_connectors.core import network
from toucan_connectors.core.call import CallThread, current_call
from toucan_connectors.core.errors import NameResolutionError, TLSError
from toucan_connectors.http.client._exchange import current_exchange

if TYPE_CHECKING:
    from toucan_connectors.core.options import NetworkPolicy

__all__ = ["CheckedBackend"]

_SLACK: Final = 0.1
"""Seconds by which a socket outlasts the budget, so that it is the call that ends, and says so."""


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the addresses that the policy allows, the very ones that were checked."""

    def __init__(self, policy: NetworkPolicy) -> None:
        self._policy = policy

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        ends = monotonic() + (60.0 if timeout is None else timeout)
        addresses = self.addresses(host, port, timeout)
        with _translated(httpcore.ConnectTimeout, httpcore.ConnectError):
            for tried, address in enumerate(addresses[:-1]):
                share = (ends - monotonic()) / (len(addresses) - tried)
                with contextlib.suppress(OSError):
                    return SocketStream(_connected(address, port, share))
            return SocketStream(_connected(addresses[-1], port, ends - monotonic()))

    def check(self, host: str, port: int) -> None:
        """Raise AddressRefusedError for a host that a proxy is to connect to, which resolves it anew."""
        if self._policy != "any":
            self.addresses(host, port, None)

    def addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        """Return the checked addresses of a host; a name within a time and the budget of the call.

        Raises NameResolutionError and AddressRefusedError.
        """
        if _is_address(host):
            return network.resolve(host, port, self._policy)
        call = current_call()
        ends = monotonic() + (60.0 if timeout is None else timeout)
        # A resolver cannot be stopped: it is left behind.
        work = CallThread(call, lambda: network.resolve(host, port, self._policy))
        while work.is_alive():
            call.check()
            if monotonic() > ends:
                raise NameResolutionError(f"The name {host!r} was not resolved in time.", field="host")
            work.join(0.05)
        return work.result()


class SocketStream(httpcore.NetworkStream):
    """A connected socket, with or without TLS."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _translated(httpcore.ReadTimeout, httpcore.ReadError), _used(self._socket, timeout):
            return self._socket.recv(max_bytes)

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        if (exchange := current_exchange()) is not None:
            exchange.sent = True
        with _translated(httpcore.WriteTimeout, httpcore.WriteError), _used(self._socket, timeout):
            self._socket.sendall(buffer)

    @override
    def close(self) -> None:
        self._socket.close()

    @override
    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            with _translated(httpcore.ConnectTimeout, httpcore.ConnectError), _tls_errors(server_hostname):
                return SocketStream(self._encrypted(ssl_context, server_hostname, timeout))
        except BaseException:
            self.close()
            raise

    def _encrypted(self, context: ssl.SSLContext, name: str | None, timeout: float | None) -> ssl.SSLSocket:
        wrapped = context.wrap_socket(
            self._socket,
            server_hostname=name.rstrip(".") if name else None,
            do_handshake_on_connect=False,
            suppress_ragged_eofs=False,  # else an answer that somebody cut looks whole
        )
        try:
            with _used(wrapped, timeout):
                wrapped.do_handshake()
        except BaseException:
            wrapped.close()
            raise
        return wrapped

    @override
    def get_extra_info(self, info: str) -> object:
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":
            return _is_readable(self._socket)
        return self._socket if info == "socket" else None


def _connected(address: str, port: int, timeout: float) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with _used(sock, max(timeout, 0.001)):
            sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


@contextlib.contextmanager
def _used(sock: socket.socket, timeout: float | None) -> Iterator[None]:
    """Bound what is done with a socket by a timeout and the budget, and let it be stopped."""
    bounds = [bound for bound in (timeout, current_call().remaining()) if bound is not None]
    sock.settimeout(min(bounds) + _SLACK if bounds else None)
    exchange = current_exchange()
    with contextlib.nullcontext() if exchange is None else exchange.using(sock):
        yield


@contextlib.contextmanager
def _translated(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Raise what httpcore expects of a backend."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:
        raise broken(str(error)) from error


@contextlib.contextmanager
def _tls_errors(host: str | None) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise TLSError(
            f"The certificate of {host} is not trusted: {error.verify_message}.",
            hint="Check the host's name, or give the authority that signed its certificate.",
        ) from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        raise  # the connection ended: the network's
    except (ssl.SSLError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise TLSError(
            f"No encrypted connection to {host} could be made: {reason}.",
            hint="Check that the host and its port speak TLS, and whether it wants a client's certificate.",
        ) from error


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_readable(sock: socket.socket) -> bool:
    """Return whether something waits to be read: of an idle connection, that is its end."""
    if sock.fileno() < 0:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
