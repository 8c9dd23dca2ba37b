"""TLS in front of the emulator, with certificates as values: whom to trust, and who we are."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toucan_connectors.core.errors import ConfigurationError, NetworkError, TLSError
from toucan_connectors.testing.servers import make_certificates

from .tls_front import TlsFront

if TYPE_CHECKING:
    from .conftest import World

CERTIFICATES = make_certificates("toucan")


@pytest.fixture
def front(world: World) -> Iterator[TlsFront]:
    with TlsFront(CERTIFICATES.server_context(), world.running.host, world.running.port) as made:
        yield made


@pytest.fixture
def strict_front(world: World, tmp_path: Path) -> Iterator[TlsFront]:
    """Ask for a certificate of the client's, which the same authority signed."""
    context = CERTIFICATES.server_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=CERTIFICATES.ca)
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # it refuses while the hands are shaken
    with TlsFront(context, world.running.host, world.running.port) as made:
        yield made


def rows(world: World, front: TlsFront, **fields: Any) -> int:
    connector = world.connect(host=front.host, port=front.port, options={"connect_timeout": 3}, **fields)
    with connector:
        return len(connector.get_df(world.source("tls")))


@pytest.fixture(autouse=True)
def documents(world: World) -> None:
    world.put("tls", [{"n": 1}])


def test_a_server_is_trusted_by_its_authority(world: World, front: TlsFront) -> None:
    assert rows(world, front, ssl_ca=CERTIFICATES.ca) == 1
    assert rows(world, front, ssl=True, ssl_ca=CERTIFICATES.ca.replace("\n", "\\n")) == 1


@pytest.mark.parametrize(
    "fields", [{"ssl": True}, {"ssl_ca": CERTIFICATES.foreign_ca}], ids=["none", "foreign"]
)
def test_a_server_of_another_authority_is_refused(world: World, front: TlsFront, fields: Any) -> None:
    with pytest.raises(TLSError, match="not trusted") as raised:
        rows(world, front, **fields)
    assert raised.value.field == "ssl_ca"


def test_a_server_by_another_name_is_refused(world: World, front: TlsFront) -> None:
    connector = world.connect(
        host="127.0.0.2", port=front.port, ssl_ca=CERTIFICATES.ca, options={"connect_timeout": 3}
    )
    with connector, pytest.raises((TLSError, NetworkError)):
        connector.get_df(world.source("tls"))


def test_a_client_shows_its_certificate(world: World, strict_front: TlsFront) -> None:
    identity = {"ssl_cert": CERTIFICATES.client_certificate, "ssl_key": CERTIFICATES.client_key}
    assert rows(world, strict_front, ssl_ca=CERTIFICATES.ca, **identity) == 1
    with pytest.raises((TLSError, NetworkError)):
        rows(world, strict_front, ssl_ca=CERTIFICATES.ca)


def test_certificates_that_are_none_are_told(world: World, front: TlsFront) -> None:
    with pytest.raises(ConfigurationError) as raised:
        rows(world, front, ssl_ca="no certificate")
    assert raised.value.field == "ssl_ca"
    with pytest.raises(ConfigurationError) as raised:
        rows(world, front, ssl_ca=CERTIFICATES.ca, ssl_cert="none", ssl_key="none")
    assert raised.value.field == "ssl_key"


def test_no_certificate_is_left_in_a_file(world: World, front: TlsFront) -> None:
    before = sorted(descriptors())
    identity = {"ssl_cert": CERTIFICATES.client_certificate, "ssl_key": CERTIFICATES.client_key}
    connector = world.connect(host=front.host, port=front.port, ssl_ca=CERTIFICATES.ca, **identity)
    with connector:
        connector.get_df(world.source("tls"))
        assert not [path for path in descriptors() if "memfd" in path]
    assert [path for path in descriptors() if "socket" not in path] == [
        path for path in before if "socket" not in path
    ]


def descriptors() -> list[str]:
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("descriptors are listed by Linux")
    return sorted(str(path.resolve()) for path in folder.iterdir() if path.is_symlink() and path.exists())


def test_an_unencrypted_server_is_refused_where_tls_is_asked_for(world: World) -> None:
    connector = world.connect(ssl=True, options={"connect_timeout": 2})
    with connector, pytest.raises((TLSError, NetworkError)):
        connector.get_df(world.source("tls"))
