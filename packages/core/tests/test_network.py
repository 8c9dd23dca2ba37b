"""The address policy, and a port that is open or not."""

import socket
from collections.abc import Iterator

import pytest

from toucan_connectors.core.errors import AddressRefusedError, NameResolutionError, NetworkError
from toucan_connectors.core.network import check_address, open_tcp, resolve

PUBLIC = (
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "9.9.9.9", "172.15.255.255", "172.32.0.1", "11.0.0.1",
    "192.167.255.255",
    "100.63.255.255", "100.128.0.1", "169.253.255.255", "128.0.0.1", "223.255.255.254",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888", "2a00:1450:4007::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    "168.63.129.15", "168.63.129.17", "192.0.1.1", "192.88.98.1", "198.17.255.255", "198.20.0.1",
    "2606:4700::5efe:8.8.8.8", "3ffe::1", "2001:200::1", "2620:4f:8000::1",
)  # fmt: skip
NOT_PUBLIC = (
    "127.0.0.1", "127.255.255.255", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "169.254.0.1",
    "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "100.127.255.255", "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1",
    "fd00:ec2::254",
    "ff02::1", "2001:db8::1", "100::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::10.0.0.1",
    "2002:7f00:1::1",
    "2002:a00:1::1", "2002:a9fe:a9fe::1", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "::127.0.0.1", "::10.0.0.1",
    "168.63.129.16", "192.0.0.192", "192.0.0.9", "192.88.99.1", "198.19.255.255", "255.255.255.254",
    "::ffff:168.63.129.16", "64:ff9b::a83f:8110", "64:ff9b:1::8.8.8.8", "::ffff:0:127.0.0.1", "::8.8.8.8",
    "2001:0:808:808::1", "2001:2::1", "2001:1ff:ffff::1", "3fff::1", "5f00::1", "4000::1", "8000::1", "1::1",
    "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1", "fe80::5efe:8.8.8.8",
    "4000::5efe:8.8.8.8", "100:0:0:1::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_policy_allows_the_internet(address: str) -> None:
    check_address(address, "public")


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_the_public_policy_refuses_what_is_ours_alone(address: str) -> None:
    with pytest.raises(AddressRefusedError) as caught:
        check_address(address, "public")
    assert not caught.value.retryable


@pytest.mark.parametrize("address", [*PUBLIC[:3], *NOT_PUBLIC[:3], "::1"])
def test_any_policy_allows_every_address(address: str) -> None:
    check_address(address, "any")


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("127.0.0.1", "loopback"),
        ("::ffff:169.254.169.254", "metadata"),
        ("168.63.129.16", "Azure"),
        ("64:ff9b::10.0.0.1", "private"),
        ("100.64.0.1", "CGNAT"),
        ("4000::1", "not a global unicast address"),
    ],
)
def test_a_refusal_says_what_the_address_is(address: str, what: str) -> None:
    with pytest.raises(AddressRefusedError, match=what):
        check_address(address, "public")


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "::1",
        "::ffff:127.0.0.1", "2852039166", "0xa9fea9fe", "10.1", "192.168.257",
    ],
)  # fmt: skip
def test_a_name_or_spelling_that_leads_home_is_refused_too(host: str) -> None:
    try:
        resolve(host, 80)
    except NameResolutionError:
        pytest.skip("this machine does not resolve it")
    with pytest.raises(AddressRefusedError):
        resolve(host, 80, "public")


@pytest.mark.parametrize(
    "host", ["nope.invalid", "a" * 300, "ho st", "a\0b", "\udcff", "xn--\u00fc"], ids=ascii
)
def test_a_name_without_an_address_is_said_to_have_none(host: str) -> None:
    with pytest.raises(NameResolutionError) as caught:
        resolve(host, 80)
    assert caught.value.field == "host"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


def test_an_open_port_is_open(listener: socket.socket) -> None:
    open_tcp("127.0.0.1", listener.getsockname()[1], timeout=5)
    open_tcp("localhost", listener.getsockname()[1], timeout=5)


def test_a_closed_port_is_an_error_that_says_so(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    with pytest.raises(NetworkError, match=f"port {port}") as caught:
        open_tcp("127.0.0.1", port, timeout=5)
    assert caught.value.field == "port"
    assert isinstance(caught.value.__cause__, OSError)


def test_the_policy_comes_before_the_connection(listener: socket.socket) -> None:
    with pytest.raises(AddressRefusedError):
        open_tcp("127.0.0.1", listener.getsockname()[1], timeout=5, policy="public")


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
def test_a_port_that_is_none_is_an_error_of_ours(port: int) -> None:
    with pytest.raises(NetworkError):
        open_tcp("127.0.0.1", port, timeout=1)
