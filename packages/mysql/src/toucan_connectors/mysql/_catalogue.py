"""What a server holds. A database of MySQL is what the standard calls a schema: both are its name."""

from typing import Final

from toucan_connectors.sql.catalogue import Catalogue

__all__ = ["CATALOGUE"]

_VISIBLE: Final = "t.table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
_TABLES: Final = f"""
FROM information_schema.tables AS t WHERE {_VISIBLE}
{{%- if database %}} AND t.table_schema = {{{{ database }}}}{{% endif %}}
{{%- if schema %}} AND t.table_schema = {{{{ schema }}}}{{% endif %}}
{{%- if table %}} AND t.table_name = {{{{ table }}}}{{% endif %}}"""
_WHAT: Final = "SELECT t.table_schema, t.table_schema, t.table_type, t.table_name"
_JOINED: Final = """
FROM information_schema.columns AS c JOIN information_schema.tables AS t
  ON t.table_schema = c.table_schema AND t.table_name = c.table_name WHERE"""

CATALOGUE: Final = Catalogue(
    tables=_WHAT + _TABLES,
    columns=f"{_WHAT}, c.column_name, c.data_type"
    + _TABLES.replace("FROM information_schema.tables AS t WHERE", _JOINED)
    + " ORDER BY c.ordinal_position",
    databases="SELECT t.schema_name FROM information_schema.schemata AS t WHERE "  # noqa: S608 - all ours
    + _VISIBLE.replace("table_schema", "schema_name")
    + " ORDER BY 1",
)
