"""The queries on the catalogue; their values are bound, and names are in the case that every server takes."""

from typing import Final

from toucan_connectors.sql.catalogue import Catalogue

__all__ = ["ACCOUNT", "CATALOGUE", "OWN_DATABASES", "VERSION"]

VERSION: Final = "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128))"
ACCOUNT: Final = "SELECT SUSER_SNAME()"
OWN_DATABASES: Final = frozenset({"master", "model", "msdb", "tempdb"})
"""Those that every server has for itself."""

_NOT_SHOWN: Final = "t.TABLE_SCHEMA NOT IN ('sys', 'INFORMATION_SCHEMA')"
_NARROWED: Final = """
{%- if schema %} AND t.TABLE_SCHEMA = {{ schema }}{% endif %}
{%- if table %} AND t.TABLE_NAME = {{ table }}{% endif %}"""
_WHAT: Final = "SELECT t.TABLE_CATALOG, t.TABLE_SCHEMA, t.TABLE_TYPE, t.TABLE_NAME"

CATALOGUE: Final = Catalogue(
    tables=f"{_WHAT} FROM INFORMATION_SCHEMA.TABLES AS t WHERE {_NOT_SHOWN}{_NARROWED}",
    columns=f"""{_WHAT}, c.COLUMN_NAME, c.DATA_TYPE
FROM INFORMATION_SCHEMA.TABLES AS t JOIN INFORMATION_SCHEMA.COLUMNS AS c
  ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
WHERE {_NOT_SHOWN}{_NARROWED}
ORDER BY c.ORDINAL_POSITION""",
    databases="SELECT name FROM sys.databases WHERE HAS_DBACCESS(name) = 1 ORDER BY name",
    schemas="""SELECT DISTINCT t.TABLE_SCHEMA FROM INFORMATION_SCHEMA.TABLES AS t
WHERE t.TABLE_SCHEMA NOT IN ('sys', 'INFORMATION_SCHEMA') ORDER BY 1""",
)
"""Of one database, the one that is connected to; the databases are the server's that the login may enter."""
