"""The SQL toolkit: what SQL connectors share.

- `statement.py`: from a query with templates to a statement with binds
- `dialect.py`: how the dialects differ, a row each
"""

from toucan_connectors.sql.dialect import DIALECTS, Dialect
from toucan_connectors.sql.statement import Statement, bind

__all__ = ["DIALECTS", "Dialect", "Statement", "bind"]
