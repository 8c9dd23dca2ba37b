"""How a connection is made: which driver, and that a value of its string stays a value."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from typing import Any

import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import AddressRefusedError, ConfigurationError, NetworkError, TLSError
from toucan_connectors.mssql import AzureMSSQLConnector, MSSQLConnector
from toucan_connectors.mssql import _connecting as connecting
from toucan_connectors.sql_odbc import drivers
from toucan_connectors.sql_odbc.connection_string import parse

FREETDS = "FreeTDS"
MICROSOFT = "ODBC Driver 18 for SQL Server"

String = Callable[..., dict[str, str]]


@pytest.fixture
def string(monkeypatch: pytest.MonkeyPatch) -> String:
    """Give what a connector would connect with, by its keys; its port is not tried."""
    monkeypatch.setattr(connecting, "open_tcp", lambda *_: None)
    monkeypatch.setattr(drivers, "installed_drivers", lambda: [MICROSOFT, FREETDS])

    def made(
        kind: type[MSSQLConnector] = MSSQLConnector, database: str | None = "shop", **fields: Any
    ) -> dict[str, str]:
        connector = kind(**{"name": "n", "host": "db", "user": "u", **fields})
        return parse(connector._connection_string(database))

    return made


@pytest.fixture
def freetds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MSSQLConnector, "drivers", [FREETDS])


# The connection string.


def test_a_connection_is_encrypted_and_verified_by_default(string: String) -> None:
    assert string(password="p") == {
        "Driver": MICROSOFT,
        "Server": "tcp:db,1433",
        "Encrypt": "yes",
        "TrustServerCertificate": "no",
        "ConnectRetryCount": "0",
        "UID": "u",
        "PWD": "p",
        "APP": "toucan-connectors",
        "Database": "shop",
    }


def test_a_certificate_that_is_not_verified_still_encrypts(string: String) -> None:
    values = string(trust_server_certificate=True)
    assert (values["Encrypt"], values["TrustServerCertificate"]) == ("yes", "yes")


def test_this_machine_is_reached_by_ipv4_and_verified_by_its_name(string: String) -> None:
    values = string(host="localhost", port=1444)
    assert (values["Server"], values["HostNameInCertificate"]) == ("tcp:127.0.0.1,1444", "localhost")


def test_the_default_database_of_the_login_is_left_to_the_server(string: String) -> None:
    assert "Database" not in string(database=None)


@pytest.mark.parametrize(
    "value",
    [
        "a;Driver=/tmp/evil.so",
        "a};Driver={x",
        "}",
        "}}",
        "{",
        "{a}",
        "=;={}",
        " a ",
        "é😀",
        "a;DumpFile=/x",
        "'\"",
    ],
)
@pytest.mark.parametrize("field", ["password", "user", "database"])
def test_a_value_cannot_become_another_key(string: String, field: str, value: str) -> None:
    values = string(**{field: value})
    assert values.keys() <= connecting._KEYS
    assert values[{"password": "PWD", "user": "UID", "database": "Database"}[field]] == value
    assert values["Driver"] == MICROSOFT


def test_a_nul_is_refused(string: String) -> None:
    with pytest.raises(ConfigurationError, match="NUL"):
        string(password="a\0b")


def test_azure_is_told_the_server_with_the_login(string: String) -> None:
    values = string(AzureMSSQLConnector)
    assert (values["Server"], values["UID"]) == ("tcp:db.database.windows.net,1433", "u@db")


def test_a_policy_connects_to_the_address_that_it_checked(
    string: String, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "resolve", lambda *_: ["203.0.114.7"])
    values = string(host="db.example", options=Options(network_policy="public"))
    assert values["Server"] == "tcp:203.0.114.7,1433"
    assert values["HostNameInCertificate"] == "db.example"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1\\sales"])
def test_a_policy_keeps_named_instances_from_private_addresses_too(host: str) -> None:
    connector = MSSQLConnector(
        name="n", host=host, user="u", options=Options(network_policy="public"), retry_policy=None
    )
    with pytest.raises(AddressRefusedError):
        connector._connection_string(None)


def test_a_closed_port_is_told_at_once_and_by_its_number() -> None:
    connector = MSSQLConnector(name="n", host="127.0.0.1", port=1, user="u")
    with pytest.raises(NetworkError, match="port 1") as raised:
        connector._connection_string(None)
    assert raised.value.field == "port"


# FreeTDS.


@pytest.mark.usefixtures("freetds")
def test_freetds_is_not_taken_for_one_that_verifies(string: String) -> None:
    with pytest.raises(TLSError, match="FreeTDS") as raised:
        string()
    assert raised.value.field == "trust_server_certificate"
    assert "toucan-connectors-mssql[driver]" in str(raised.value)


@pytest.mark.usefixtures("freetds")
def test_freetds_has_keys_of_its_own(string: String) -> None:
    values = string(trust_server_certificate=True, port=1444)
    assert (values["Server"], values["Port"]) == ("db", "1444")
    assert (values["Encryption"], values["TDS_Version"]) == ("require", "7.4")
    assert "Encrypt" not in values
    assert string(trust_server_certificate=True, host="db\\sales")["Server"] == "db\\sales"


# Drivers.


def test_the_driver_in_the_registry_is_found_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "installed_drivers", lambda: [FREETDS])
    connector = MSSQLConnector(name="n", host="db", user="u")
    found = connecting.driver_of(connector)
    assert found == str(connecting.packaged_driver())
    assert "libmsodbcsql" in found


def test_microsofts_own_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "installed_drivers", lambda: [FREETDS, MICROSOFT])
    assert connecting.driver_of(MSSQLConnector(name="n", host="db", user="u")) == MICROSOFT


def test_a_path_is_a_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(connecting.packaged_driver())
    monkeypatch.setattr(MSSQLConnector, "drivers", [path])
    assert connecting.driver_of(MSSQLConnector(name="n", host="db", user="u")) == path


def test_without_a_driver_it_is_said_what_was_looked_for_and_how_to_have_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drivers, "installed_drivers", lambda: ["SQLite3"])
    monkeypatch.setattr(connecting, "find_spec", lambda _: None)
    with pytest.raises(ConfigurationError) as raised:
        connecting.driver_of(MSSQLConnector(name="n", host="db", user="u"))
    message = str(raised.value)
    for said in (*MSSQLConnector.drivers, "SQLite3", "pip install 'toucan-connectors-mssql[driver]'"):
        assert said in message


@pytest.mark.parametrize(
    ("release", "family"),
    [
        ({"ID": "debian"}, "debian_ubuntu"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "debian_ubuntu"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "rhel"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "suse"),
        ({"ID": "alpine"}, "alpine"),
        ({"ID": "unheard-of"}, "debian_ubuntu"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["ID"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="the package has one driver for a family of Linux")
def test_the_package_has_a_driver_for_each_family_of_linux(
    release: dict[str, str], family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    assert connecting._distribution() == family


def test_a_linux_that_does_not_say_which_it_is_is_taken_for_a_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_file() -> dict[str, str]:
        raise OSError("no os-release")

    monkeypatch.setattr(platform, "freedesktop_os_release", no_file)
    assert connecting._distribution() == "debian_ubuntu"
