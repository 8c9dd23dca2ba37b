"""TLS: verified by name, with authorities and clients' certificates given as texts or files."""

from __future__ import annotations

import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from toucan_connectors.core.errors import ConfigurationError, NetworkError, TLSError
from toucan_connectors.core.options import Options
from toucan_connectors.http.client import Client, Retries, TlsMaterial
from toucan_connectors.http.messages import Request
from toucan_connectors.testing.faults import FaultHttpServer, Response, responses
from toucan_connectors.testing.servers._certificates import Certificates, make_certificates

OWN = make_certificates("ann")
EXPIRED = make_certificates("ann", expired=True)


def context(certificates: Certificates, folder: Path, *, asks: bool = False) -> ssl.SSLContext:
    certificates.write(folder)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder / "server.pem", folder / "server.key")
    if asks:
        made.load_verify_locations(cadata=certificates.ca)
        made.verify_mode = ssl.CERT_REQUIRED
    return made


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FaultHttpServer]:
    with FaultHttpServer(context(OWN, tmp_path)) as server:
        server.answer("/", [responses.ok("[1]")])
        yield server


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[FaultHttpServer]:
    """A server that wants a client's certificate."""
    with FaultHttpServer(context(OWN, tmp_path, asks=True)) as server:
        server.answer("/", [responses.ok("[1]")])
        yield server


def send(url: str, tls: TlsMaterial | None = None, **more: Any) -> bytes:
    client = Client(Options(), tls=tls, retries=Retries(attempts=1))
    try:
        return client.send(Request.build("GET", url, **more)).body
    finally:
        client.close()


def at(server: FaultHttpServer, host: str) -> str:
    return f"https://{host}:{server.port}/"


def test_a_trusted_server_is_asked_by_name_and_by_address(server: FaultHttpServer) -> None:
    trusted = TlsMaterial(ca=OWN.ca)
    for host in ("localhost", "LOCALHOST", "127.0.0.1", "127.1"):
        assert send(at(server, host), trusted) == b"[1]"


def test_the_name_is_checked_not_the_address(
    server: FaultHttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **more: real("127.0.0.1", port, **more))
    assert send(at(server, "localhost"), TlsMaterial(ca=OWN.ca)) == b"[1]"
    with pytest.raises(TLSError, match=r"other\.example") as raised:
        send(at(server, "other.example"), TlsMaterial(ca=OWN.ca))
    assert not raised.value.retryable
    assert server.requests[1:] == []


@pytest.mark.parametrize("tls", [None, TlsMaterial(), TlsMaterial(ca=OWN.foreign_ca)])
def test_an_authority_that_is_not_trusted_is_refused(
    server: FaultHttpServer, tls: TlsMaterial | None
) -> None:
    with pytest.raises(TLSError, match="certificate of localhost is not trusted"):
        send(at(server, "localhost"), tls)
    assert server.requests == []


def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    with FaultHttpServer(context(EXPIRED, tmp_path)) as server, pytest.raises(TLSError, match="expired"):
        send(at(server, "localhost"), TlsMaterial(ca=EXPIRED.ca))


def test_a_server_without_tls_is_an_error_that_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(65_536)

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(TLSError, match="speak TLS"):
            send(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()


def test_a_client_shows_its_certificate(asking: FaultHttpServer, tmp_path: Path) -> None:
    cert, key, both = tmp_path / "cert", tmp_path / "key", tmp_path / "both"
    cert.write_text(OWN.client_certificate)
    key.write_text(OWN.client_key)
    both.write_text(OWN.client_key + OWN.client_certificate)
    shown: dict[str, Any]
    for shown in (
        {"cert": OWN.client_certificate, "key": OWN.client_key},
        {"cert": OWN.client_certificate + OWN.client_key},
        {"cert_files": (cert, key)},
        {"cert_files": (both,)},
    ):
        assert send(at(asking, "localhost"), TlsMaterial(ca=OWN.ca, **shown)) == b"[1]"


def test_a_server_that_wants_a_certificate_answers_nobody_else(asking: FaultHttpServer) -> None:
    with pytest.raises(NetworkError):
        send(at(asking, "localhost"), TlsMaterial(ca=OWN.ca))
    assert asking.requests == []


@pytest.mark.parametrize(
    "tls",
    [
        TlsMaterial(ca="no PEM"),
        TlsMaterial(ca="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        TlsMaterial(cert="no PEM"),
        TlsMaterial(cert=OWN.client_certificate),
        TlsMaterial(cert=OWN.client_certificate, key=EXPIRED.client_key),
        TlsMaterial(cert_files=(Path("/nowhere/cert.pem"),)),
    ],
    ids=range(6),
)
def test_material_that_cannot_be_used_is_a_matter_of_configuration(
    server: FaultHttpServer, tls: TlsMaterial
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        send(at(server, "localhost"), tls)
    assert raised.value.field in ("ca", "cert")
    assert server.requests == []


def test_material_is_not_told_and_leaves_no_file(asking: FaultHttpServer, tmp_path: Path) -> None:
    material = TlsMaterial(ca=OWN.ca, cert=OWN.client_certificate, key=OWN.client_key)
    assert repr(material) == str(material) == "TlsMaterial(...)"
    files = Path(tempfile.gettempdir())
    before = set(files.glob("pem-*"))
    send(at(asking, "localhost"), material)
    assert set(files.glob("pem-*")) == before
    if (open_files := Path("/proc/self/fd")).exists():
        assert [file for file in open_files.iterdir() if "memfd:pem" in str(file.resolve())] == []


def test_an_answer_that_somebody_cuts_is_not_whole(tmp_path: Path) -> None:
    # No length, and an end that is TCP's alone: without TLS's own, it may be anybody's.
    cut = Response((b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\na,b\n1,2\n",), then="end")
    with FaultHttpServer(context(OWN, tmp_path)) as server:
        server.answer("/", [cut])
        with pytest.raises(NetworkError, match="broke before the answer was whole"):
            send(at(server, "localhost"), TlsMaterial(ca=OWN.ca))


def test_a_tunnel_leads_to_the_name_that_is_asked(server: FaultHttpServer) -> None:
    with Tunnel() as tunnel:
        proxies = {"https": f"http://ann:s3cret@127.0.0.1:{tunnel.port}"}
        assert send(at(server, "localhost"), TlsMaterial(ca=OWN.ca), proxies=proxies) == b"[1]"
        with pytest.raises(TLSError):
            send(at(server, "localhost"), TlsMaterial(ca=OWN.foreign_ca), proxies=proxies)
    assert tunnel.heads[0].startswith(f"CONNECT localhost:{server.port} HTTP/1.1\r\n".encode())
    assert b"Proxy-Authorization: Basic YW5uOnMzY3JldA==" in tunnel.heads[0]


class Tunnel:
    """A proxy that connects whoever asks to where they ask."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.port: int = self._listener.getsockname()[1]
        self.heads: list[bytes] = []
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for sock in (self._listener, *self._open):
            sock.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            head = b""
            while not head.endswith(b"\r\n\r\n") and (byte := client.recv(1)):
                head += byte
            self.heads.append(head)
            host, _, port = head.split()[1].decode().rpartition(":")
            target = socket.create_connection((host, int(port)))
            self._open += [client, target]
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            for source, sink in ((client, target), (target, client)):
                self._threads.append(threading.Thread(target=self._pump, args=(source, sink), daemon=True))
                self._threads[-1].start()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while chunk := source.recv(65_536):
                sink.sendall(chunk)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
