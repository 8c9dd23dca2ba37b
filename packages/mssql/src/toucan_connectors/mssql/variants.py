"""What is SQL Server too, each with the little that is its own: Azure, and servers that know TLS 1.0 only."""

from __future__ import annotations

from typing import ClassVar

from pydantic import ValidationInfo, field_validator
from typing_extensions import override

from toucan_connectors.mssql._address import Address
from toucan_connectors.mssql._azure import login_at, whole_name
from toucan_connectors.mssql.connector import MSSQLConnector, MSSQLDataSource

__all__ = ["AzureMSSQLConnector", "MSSQLTLSv10Connector"]


class AzureMSSQLConnector(MSSQLConnector, data_source_model=MSSQLDataSource):
    """Azure SQL, in any of Azure's clouds: `shop` is `shop.database.windows.net`, `u` logs in as `u@shop`."""

    @field_validator("host")
    @classmethod
    @override
    def _is_a_host(cls, host: str) -> str:
        address = Address.parse(host)
        port = "" if address.port is None else f",{address.port}"
        return whole_name(address.host) + port

    @field_validator("user")
    @classmethod
    def _says_the_server(cls, user: str, info: ValidationInfo) -> str:
        host = info.data.get("host")  # missing where it was refused
        return user if host is None else login_at(user, Address.parse(host).host)


class MSSQLTLSv10Connector(MSSQLConnector, data_source_model=MSSQLDataSource):
    """A SQL Server that knows no TLS newer than 1.0: the README has the settings that OpenSSL needs."""

    _tls_hint: ClassVar = (
        "OpenSSL has to allow TLS 1.0 to this process: OPENSSL_CONF names a file with MinProtocol = TLSv1 "
        "and CipherString = DEFAULT@SECLEVEL=0, as the README has it. And the certificate counts as it does "
        "everywhere: trust_server_certificate goes without it."
    )
