"""The SQL toolkit: what SQL connectors share.

    data source --binding--> Draft --syntax, guard: is it a query that reads?
      --splice, pushdown: filter, page and count around the author's text--> Draft
      --statement: the driver's own placeholders--> --readers--> Arrow

- `connector.py`: `SqlConnector`, the way of a query, which a type fills in; `data_source.py`: what to read
- `dialects/`: how the dialects differ, a row each
- `binding.py`, `statement.py`: from a query with templates to a statement with binds
- `syntax.py`: what parsing tells; `guard/`: whether it only reads
- `pushdown.py`: a permission as SQL; `splice.py`, `query.py`: what is sent for a call
- `columns.py`, `readers.py`: from a driver to Arrow; `catalogue.py`: what a source holds
- `pool.py`: connections to keep
"""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.sql.binding import bind
    from toucan_connectors.sql.catalogue import Catalogue, information_schema
    from toucan_connectors.sql.columns import Column, kind_of
    from toucan_connectors.sql.connector import SqlConnector
    from toucan_connectors.sql.data_source import QueryDataSource, QueryOrTableDataSource, SqlDataSource
    from toucan_connectors.sql.dialects import DIALECTS, Dialect
    from toucan_connectors.sql.readers import BulkReader, BulkReadUnavailableError, rows_reader
    from toucan_connectors.sql.statement import Statement
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "binding": "bind",
            "catalogue": "Catalogue information_schema",
            "columns": "Column kind_of",
            "connector": "SqlConnector",
            "data_source": "QueryDataSource QueryOrTableDataSource SqlDataSource",
            "dialects": "DIALECTS Dialect",
            "readers": "BulkReadUnavailableError BulkReader rows_reader",
            "statement": "Statement",
        },
    )

__all__ = [
    "DIALECTS",
    "BulkReadUnavailableError",
    "BulkReader",
    "Catalogue",
    "Column",
    "Dialect",
    "QueryDataSource",
    "QueryOrTableDataSource",
    "SqlConnector",
    "SqlDataSource",
    "Statement",
    "bind",
    "information_schema",
    "kind_of",
    "rows_reader",
]
