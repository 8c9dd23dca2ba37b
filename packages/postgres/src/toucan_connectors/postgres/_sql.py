"""The queries on the catalogue; their values are bound."""

from typing import Final

from toucan_connectors.sql.catalogue import Catalogue

__all__ = ["CATALOGUE", "INFORMATION_SCHEMA"]

_DATABASES: Final = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1"
_SCHEMAS: Final = """
SELECT nspname FROM pg_namespace
WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_internal', 'pg_toast')
  AND nspname NOT LIKE 'pg_temp_%' AND nspname NOT LIKE 'pg_toast_temp_%'
ORDER BY 1
"""

# Of tables, `pg_class` tells in one place, materialized views too; only those that may be read are shown.
_WHAT: Final = """
SELECT current_database(), n.nspname,
  CASE WHEN t.relkind IN ('v', 'm') THEN 'VIEW' ELSE 'BASE TABLE' END, t.relname"""
_FROM: Final = """
FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace"""
_WHERE: Final = """
WHERE t.relkind IN ('r', 'p', 'f', 'v'{% if materialized %}, 'm'{% endif %})
  AND (has_table_privilege(t.oid, 'SELECT') OR has_any_column_privilege(t.oid, 'SELECT'))
  AND NOT pg_is_other_temp_schema(n.oid)
{%- if schema %} AND n.nspname = {{ schema }}
{%- else %} AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_internal', 'pg_toast')
{%- endif %}
{%- if table %} AND t.relname = {{ table }}{% endif %}"""

CATALOGUE: Final = Catalogue(
    tables=f"{_WHAT}{_FROM}{_WHERE}",
    columns=f"""{_WHAT}, a.attname, format_type(a.atttypid, NULL){_FROM}
JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped{_WHERE}
ORDER BY a.attnum""",
    databases=_DATABASES,
    schemas=_SCHEMAS,
)

# What the standard says of tables, without JSON and arrays: for servers that do not have all of pg_catalog.
_OF_TABLES: Final = """
{%- if schema %} AND t.table_schema = {{ schema }}
{%- else %} AND t.table_schema NOT IN ('pg_catalog', 'information_schema', 'pg_internal')
{%- endif %}
{%- if table %} AND t.table_name = {{ table }}{% endif %}"""
_STANDARD: Final = "SELECT t.table_catalog, t.table_schema, t.table_type, t.table_name"

INFORMATION_SCHEMA: Final = Catalogue(
    tables=f"{_STANDARD} FROM information_schema.tables AS t WHERE 1 = 1{_OF_TABLES}",
    columns=f"""{_STANDARD}, c.column_name, c.data_type
FROM information_schema.tables AS t JOIN information_schema.columns AS c
  ON c.table_schema = t.table_schema AND c.table_name = t.table_name
WHERE 1 = 1{_OF_TABLES}
ORDER BY c.ordinal_position""",
    databases=_DATABASES,
    schemas="SELECT DISTINCT t.table_schema FROM information_schema.tables AS t ORDER BY 1",
)
