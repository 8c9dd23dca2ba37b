"""What speaks PostgreSQL's protocol, each with the little that is its own: Denodo and Amazon Redshift."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from pydantic import Field
from typing_extensions import override

from toucan_connectors.core.discovery import parse_engine_version
from toucan_connectors.postgres._rules import DENODO, REDSHIFT, SessionRules
from toucan_connectors.postgres._sql import INFORMATION_SCHEMA
from toucan_connectors.postgres.connector import PostgresConnector, PostgresDataSource
from toucan_connectors.sql import DIALECTS
from toucan_connectors.sql.dialects import Nesting

__all__ = ["AWSRedshiftConnector", "DenodoConnector"]


class AWSRedshiftConnector(PostgresConnector, data_source_model=PostgresDataSource):
    """An Amazon Redshift cluster, by PostgreSQL's own driver; each call is a transaction that only reads."""

    _dialect: ClassVar = DIALECTS["Redshift"]
    _catalogue: ClassVar = INFORMATION_SCHEMA
    _version_query: ClassVar = "SELECT version()"
    _rules: ClassVar[SessionRules] = REDSHIFT

    port: int = Field(default=5439, ge=1, le=65535)
    default_database: str = "dev"

    @override
    def get_engine_version(self) -> tuple[int, ...]:
        """Return the version of Redshift, not that of the PostgreSQL that it comes from."""
        [[said]] = self._fetch(self._version_query)
        return parse_engine_version(redshift_version(str(said)))


def redshift_version(said: str) -> str:
    """Return what Redshift says behind its own name in `PostgreSQL 8.0.2 on ..., Redshift 1.0.12103`.

    A server that only speaks its protocol says what it is in the first words.
    """
    return said.rpartition("Redshift ")[2].removeprefix("PostgreSQL ")


_POSTGRESQL: Final = DIALECTS["PostgreSQL"]
_DENODO: Final = replace(
    _POSTGRESQL,
    name="Denodo",
    system="other_sql",
    nesting=Nesting(),
    pushdown=DIALECTS["Redshift"].pushdown,
    # Nobody has promised us a session that cannot write: the guard is alone.
    rules=replace(_POSTGRESQL.rules, transaction=None, unknown_functions=False),
)


class DenodoConnector(PostgresConnector, data_source_model=PostgresDataSource):
    """A Denodo server, by its port for PostgreSQL clients."""

    _dialect: ClassVar = _DENODO
    _catalogue: ClassVar = INFORMATION_SCHEMA
    _rules: ClassVar[SessionRules] = DENODO

    port: int = Field(default=9996, ge=1, le=65535)
